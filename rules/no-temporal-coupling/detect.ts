import type * as TS from "typescript";
import { isSupportCode, loadsTestFramework } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Finding, Span } from "../model/finding.ts";
import { machineOfClass } from "./classes.ts";
import { couplingsOf } from "./judge.ts";
import type { Machine } from "./machine.ts";
import { dataOf, noteOf } from "./message.ts";
import { machinesOfPrototypes } from "./prototypes.ts";
import { isOfPlaceholder } from "./placeholders.ts";
import type { Coupling } from "./scene.ts";
import { machineOfLiteral, machineOfStatics } from "./statics.ts";
import { machineOfVariables } from "./variables.ts";

/**
 * Members that are valid only after another one ran. The rule makes the object in its head and calls each public member on
 * it: one that throws, crashes or reads what is not there, because of a cell that another public member sets, is a finding.
 * What the start sets, what sets itself on demand, and what a framework fills never gets that far.
 */
export function detect(ask: Ask): readonly Finding[] {
  if (isSupportCode(ask.path) || loadsTestFramework(ask.file.text)) return [];
  const { ts } = ask;
  const classes = [...ask.nodes(ts.SyntaxKind.ClassDeclaration), ...ask.nodes(ts.SyntaxKind.ClassExpression)].flatMap((node) => machineOfClass(ask, node as TS.ClassLikeDeclaration) ?? []);
  const scopes = [ask.file, ...(ask.nodes(ts.SyntaxKind.ModuleBlock) as readonly TS.ModuleBlock[]), ...factoriesIn(ask)].flatMap((scope) => machineOfVariables(ask, scope) ?? []);
  const statics = [
    ...[...ask.nodes(ts.SyntaxKind.ClassDeclaration), ...ask.nodes(ts.SyntaxKind.ClassExpression)].flatMap((node) => machineOfStatics(ask, node as TS.ClassLikeDeclaration) ?? []),
    ...ask.nodes(ts.SyntaxKind.ObjectLiteralExpression).flatMap((node) => machineOfLiteral(ask, node as TS.ObjectLiteralExpression) ?? []),
  ];
  const machines = [...classes, ...statics, ...machinesOfPrototypes(ask), ...scopes].filter(({ members }) => !isInTest(ask, [...members.values()][0]?.body));
  const found = machines.flatMap((machine) => findingsOf(ask, machine)).sort((a, b) => a.span.start - b.span.start);
  // A class is told of once, whichever side of it is meant.
  return found.filter(({ span }, index) => index === 0 || found[index - 1]?.span.start !== span.start);
}

/** Whether code stands in what `describe` or `it` is given: only tests run it, whatever its file is called. */
function isInTest({ ts }: Ask, code: TS.Node | undefined): boolean {
  const isTest = (node: TS.Node): boolean => {
    const [title, body] = ts.isCallExpression(node) ? node.arguments : [];
    const isTitled = title !== undefined && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title));
    return isTitled && body !== undefined && ts.isFunctionLike(body) && /^(?:describe|context|suite|it|test)(?:\.\w+)*$/.test((node as TS.CallExpression).expression.getText());
  };
  return code !== undefined && ts.findAncestor(code, isTest) !== undefined;
}

/** Functions that declare a `let` of their own and may return others that share it. */
function factoriesIn(ask: Ask): readonly TS.Block[] {
  const { ts } = ask;
  const blocks = ask.nodes(ts.SyntaxKind.VariableDeclarationList).flatMap((list) => {
    const { parent } = list.parent;
    const isShared = (list as TS.VariableDeclarationList).flags & ts.NodeFlags.Const ? false : ts.isBlock(parent) && ts.isFunctionLike(parent.parent);
    return isShared ? [parent as TS.Block] : [];
  });
  return [...new Set(blocks)];
}

/** One finding a class; in a module one more for whom something else has to be done first. */
function findingsOf(ask: Ask, machine: Machine): readonly Finding[] {
  const mains: Coupling[] = [];
  for (const coupling of couplingsOf(ask, machine)) if (mains.length === 0 || (machine.form === "variables" && (isOfPlaceholder(coupling) || mains.every((told) => isApart(told, coupling))))) mains.push(coupling);
  return mains.flatMap((main) => explain(ask, machine, main) ?? []);
}

/** Whether two couplings have no member in common. */
function isApart(one: Coupling, other: Coupling): boolean {
  const known = new Set([...one.initialisers, ...one.dependents].map(({ member }) => member.key));
  return [...other.initialisers, ...other.dependents].every(({ member }) => !known.has(member.key));
}

function explain(ask: Ask, machine: Machine, main: Coupling): Finding | undefined {
  const cell = machine.cells.get(main.cell)?.at ?? placeOf(ask, main.cell) ?? main.initialisers[0]?.write.at;
  const at = machine.form === "class" ? machine.at : cell;
  if (!at || !cell) return undefined;
  const place = (node: TS.Node): { file: string; span: Span } => ({ file: node.getSourceFile().fileName, span: { start: node.getStart(), end: node.end } });
  return {
    rule: "no-temporal-coupling",
    messageId: messageIdOf(main),
    ...place(at),
    related: [
      { ...place(cell), note: main.failure === "idle" ? "is not started at first" : "is not set at first" },
      ...main.initialisers.map(({ write }) => ({ ...place(write.at), note: "sets it" })),
      ...main.dependents.map(({ demand }) => ({ ...place(demand.at), note: noteOf(demand) })),
    ],
    data: dataOf(ask, machine, main),
    confidence: "high",
  };
}

/** Where a part that never changes is declared: a `const`, or what the constructor is handed. */
function placeOf(ask: Ask, name: string): TS.Node | undefined {
  const { ts } = ask;
  return ask.named(name).find(({ parent }) => (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) && parent.name.getText() === name);
}

function messageIdOf({ failure }: Coupling): string {
  return failure;
}

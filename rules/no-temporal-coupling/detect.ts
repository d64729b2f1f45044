import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Finding, Span } from "../model/finding.ts";
import { machineOfClass } from "./classes.ts";
import type { Coupling } from "./judge.ts";
import { couplingsOf } from "./judge.ts";
import type { Machine } from "./machine.ts";
import { dataOf, noteOf } from "./message.ts";
import { machinesOfPrototypes } from "./prototypes.ts";
import { machineOfLiteral, machineOfStatics } from "./statics.ts";
import { machineOfVariables } from "./variables.ts";

/**
 * Members that are valid only after another one ran. The rule makes the object in its head and calls each public member on
 * it: one that throws, crashes or reads what is not there, because of a cell that another public member sets, is a finding.
 * What the start sets, what sets itself on demand, and what a framework fills never gets that far.
 */
export function detect(ask: Ask): readonly Finding[] {
  if (isSupportCode(ask.path)) return [];
  const { ts } = ask;
  const classes = [...ask.nodes(ts.SyntaxKind.ClassDeclaration), ...ask.nodes(ts.SyntaxKind.ClassExpression)].flatMap((node) => machineOfClass(ask, node as TS.ClassLikeDeclaration) ?? []);
  const scopes = [ask.file, ...factoriesIn(ask)].flatMap((scope) => machineOfVariables(ask, scope) ?? []);
  const statics = [
    ...[...ask.nodes(ts.SyntaxKind.ClassDeclaration), ...ask.nodes(ts.SyntaxKind.ClassExpression)].flatMap((node) => machineOfStatics(ask, node as TS.ClassLikeDeclaration) ?? []),
    ...ask.nodes(ts.SyntaxKind.ObjectLiteralExpression).flatMap((node) => machineOfLiteral(ask, node as TS.ObjectLiteralExpression) ?? []),
  ];
  const machines = [...classes, ...statics, ...machinesOfPrototypes(ask), ...scopes].filter(({ members }) => !isInTest(ask, [...members.values()][0]?.body));
  const found = machines.flatMap((machine) => explain(ask, machine) ?? []).sort((a, b) => a.span.start - b.span.start);
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

function explain(ask: Ask, machine: Machine): Finding | undefined {
  const couplings = couplingsOf(ask, machine);
  const [main] = couplings;
  if (!main) return undefined;
  const cell = machine.cells.get(main.cell);
  const at = machine.form === "class" ? machine.at : cell?.at;
  if (!at || !cell) return undefined;
  const place = (node: TS.Node): { file: string; span: Span } => ({ file: node.getSourceFile().fileName, span: { start: node.getStart(), end: node.end } });
  return {
    rule: "no-temporal-coupling",
    messageId: messageIdOf(main),
    ...place(at),
    related: [
      { ...place(cell.at), note: "is not set at first" },
      ...main.initialisers.map(({ write }) => ({ ...place(write.at), note: "sets it" })),
      ...main.dependents.map(({ demand }) => ({ ...place(demand.at), note: noteOf(demand) })),
    ],
    data: dataOf(ask, machine, main),
    confidence: "high",
  };
}

function messageIdOf({ failure }: Coupling): string {
  return failure;
}

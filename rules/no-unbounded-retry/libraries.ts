import type * as TS from "typescript";
import { RETRY_CLIENTS } from "../knowledge/retry-clients.ts";
import type { RetryLibrary } from "../knowledge/retry-libraries.ts";
import { RETRY_LIBRARIES } from "../knowledge/retry-libraries.ts";
import { isRunByOne } from "../knowledge/single-runs.ts";
import type { Ask, Name } from "../model/ask.ts";
import { originOf } from "../model/origin.ts";
import { evidenceOf } from "./judge.ts";
import type { Policy } from "./policies.ts";
import { isPolling, isTaskNotYet } from "./not-retries.ts";
import { makesNames } from "./other-attempts.ts";
import { boundOf, delaysOf, isTold, optionsOf } from "./library-options.ts";
import { collectWaits } from "./waits.ts";
import type { Machine, Members } from "./values.ts";
import { UNKNOWN } from "./values.ts";

/** The policies that calls of retry libraries set. */
export function findLibraries(ask: Ask): readonly Policy[] {
  const { text } = ask.file;
  return [...RETRY_LIBRARIES, ...RETRY_CLIENTS].filter(({ module }) => text.includes(`"${module}"`) || text.includes(`'${module}'`)).flatMap((library) =>
    [...importedNames(ask, library.module).flatMap((name) => ask.named(name)), ...ofInstances(ask, library)].flatMap((use) => explain(ask, use, library) ?? []),
  );
}

/** The names through which something is called that the package made: `boss.send(…)`, `const api = ky.create()`, then `api.get(…)`. */
function ofInstances(ask: Ask, { module, calls }: RetryLibrary): readonly Name[] {
  const { ts } = ask;
  const ways = calls.filter(({ steps }) => steps.includes("new") || steps.includes("()"));
  if (ways.length === 0) return [];
  const imported = new Set(importedNames(ask, module));
  const last = new Set(ways.flatMap(({ steps }) => steps.at(-1) ?? []));
  return (ask.nodes(ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[]).flatMap(({ expression, arguments: given }) => {
    const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
    const isWay = ts.isIdentifier(name) && (last.has(name.text) || (last.has("()") && name === expression)) && given.some(ts.isObjectLiteralExpression);
    return isWay && !imported.has(rootOf(ask, expression)) ? [name] : [];
  });
}

function rootOf({ ts }: Ask, callee: TS.Expression): string {
  let at = callee;
  while (ts.isPropertyAccessExpression(at)) at = at.expression;
  return at.getText();
}

/** The names that a file gives to what it imports from a module. */
export function importedNames(ask: Ask, module: string): readonly string[] {
  const { ts } = ask;
  const names = new Set<string>();
  for (const node of ask.nodes(ts.SyntaxKind.StringLiteral)) {
    if ((node as TS.StringLiteral).text !== module) continue;
    const { parent } = node;
    if (ts.isImportDeclaration(parent)) {
      const { importClause } = parent;
      if (importClause?.name) names.add(importClause.name.text);
      const bindings = importClause?.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) names.add(bindings.name.text);
      else bindings?.elements.forEach((element) => names.add(element.name.text));
    }
    const declaration = ts.isCallExpression(parent) && ts.findAncestor(parent, ts.isVariableDeclaration);
    if (declaration && /\brequire\b|\bimport\b/.test(parent.getText())) collectNames(ask, declaration.name, names);
  }
  return [...names];
}

function collectNames({ ts }: Ask, name: TS.BindingName, into: Set<string>): void {
  if (ts.isIdentifier(name)) into.add(name.text);
  else for (const element of name.elements) if (ts.isBindingElement(element) && ts.isIdentifier(element.name)) into.add(element.name.text);
}

function explain(ask: Ask, use: Name, library: RetryLibrary): Policy | undefined {
  const { ts } = ask;
  let callee: TS.Expression = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
  while (ts.isPropertyAccessExpression(callee.parent) && callee.parent.expression === callee) callee = callee.parent;
  const call = callee.parent;
  if (!(ts.isCallExpression(call) || ts.isNewExpression(call)) || call.expression !== callee) return undefined;
  const origin = originOf(ask, callee);
  const match = origin?.module === library.module ? library.calls.find(({ steps }) => steps.join(".") === origin.steps.join(".")) : undefined;
  // What a device login or a health check asks for again and again is a poll, whoever carries it out.
  if (!match || isPolling(ask, call) || isPollTask(ask, call) || asksNobody(ask, call) || call.arguments?.some(ts.isSpreadElement) || (library.isOfPages && isRunByOne(ask))) return undefined;
  // What waits by itself, before it fails or after, decides more about the delays than the policy.
  if (call.arguments?.some((each) => isTaskNotYet(ask, each) || waitsItself(ask, each) || makesNames(ask, each, [each]))) return undefined;
  const given = call.arguments?.[match.options];
  const read = (machine: Machine): Members | undefined | "unknown" => optionsOf(machine, call, match, library);
  return {
    at: callee,
    what: labelOf(ask, call, callee),
    bound: (machine) => {
      const options = read(machine);
      return options === "unknown" ? undefined : boundOf(machine, options, library);
    },
    delays: (machine) => {
      const options = read(machine);
      return options === "unknown" || !isTold(options, library) ? [UNKNOWN] : delaysOf(machine, options, library);
    },
    shown: given && ts.isObjectLiteralExpression(given) ? given.properties.flatMap((each) => (ts.isPropertyAssignment(each) && each.name.getText() === library.base.key ? [each.initializer] : []))[0] : undefined,
    evidence: given ? [evidenceOf(given, "sets the policy")] : [],
  };
}

/** `pRetry(hasEnded)`: asks whether something is done. */
function isPollTask({ ts }: Ask, call: TS.CallExpression | TS.NewExpression): boolean {
  const [task] = call.arguments ?? [];
  return task !== undefined && ts.isIdentifier(task) && /^(?:has|is|poll|probe|check|wait)[A-Z]/.test(task.text);
}

/**
 * A task that is over when it returns: it awaits nothing, hands nothing on, and calls what it is given by itself, as in `(done) => done(jobs.has(id) ? null : "none")`.
 * What it looks for is in memory.
 */
function asksNobody(ask: Ask, call: TS.CallExpression | TS.NewExpression): boolean {
  const { ts } = ask;
  const given = call.arguments?.flatMap((each) => (ts.isCallExpression(each) ? [...each.arguments] : [each])).find((each) => ts.isArrowFunction(each) || ts.isFunctionExpression(each));
  if (!given || !(ts.isArrowFunction(given) || ts.isFunctionExpression(given)) || !ts.isBlock(given.body) || given.parameters.length === 0) return false;
  const names = given.parameters.map(({ name }) => name.getText());
  const isOver = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isAwaitExpression(node)) return false;
    if (ts.isIdentifier(node) && names.includes(node.text) && !(ts.isCallExpression(node.parent) && node.parent.expression === node)) return false;
    return !ts.forEachChild(node, (child) => !isOver(child));
  };
  const calls = (node: TS.Node): boolean => (ts.isCallExpression(node) && names.includes(node.expression.getText())) || (ts.forEachChild(node, calls) ?? false);
  return calls(given.body) && isOver(given.body);
}

/** A task that waits the longer the more attempts it had, or an option that waits after each failure. */
function waitsItself(ask: Ask, argument: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isArrowFunction(argument) || ts.isFunctionExpression(argument)) {
    const counts = argument.parameters.map(({ name }) => name.getText());
    return collectWaits(ask, [argument.body]).waits.some(({ shown }) => counts.some((name) => shown !== undefined && new RegExp(`\\b${name}\\b`).test(shown.getText())));
  }
  return ts.isObjectLiteralExpression(argument) && argument.properties.some((member) => {
    const value = ts.isPropertyAssignment(member) ? member.initializer : member;
    return (ts.isArrowFunction(value) || ts.isFunctionExpression(value) || ts.isMethodDeclaration(value)) && value.body !== undefined && collectWaits(ask, [value.body]).waits.length > 0;
  });
}

/** What the first argument calls, or the library's function. */
function labelOf(ask: Ask, call: TS.CallExpression | TS.NewExpression, callee: TS.Expression): string {
  const { ts } = ask;
  const [task] = call.arguments ?? [];
  const nameOf = (node: TS.Node): string | undefined => (ts.isCallExpression(node) ? node.expression.getText().replace(/\s+/g, "") : undefined);
  const visit = (node: TS.Node): string | undefined => {
    const ran = ts.isAwaitExpression(node) || ts.isReturnStatement(node) ? node.expression : undefined;
    return (ran && nameOf(ran)) ?? ts.forEachChild(node, visit);
  };
  const name = task && (ts.isArrowFunction(task) || ts.isFunctionExpression(task)) ? (nameOf(task.body) ?? visit(task.body)) : task && ts.isIdentifier(task) && originOf(ask, task)?.module !== originOf(ask, callee)?.module ? task.text : undefined;
  return name !== undefined && name.length <= 50 ? name : callee.getText();
}

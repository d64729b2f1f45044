import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName, nameOfFunction } from "../model/functions.ts";
import { moduleOf } from "./deliveries.ts";
import { isUnnamed, MAX_HOPS, possibleRetriers, RETRIERS } from "./possible-retriers.ts";

/** How a call runs a function that it is handed again: the name of the retrier, as the message says it. */
export function retrierOf(ask: Ask, call: TS.CallExpression, callback: TS.Node, hops: number = MAX_HOPS): string | undefined {
  const { ts } = ask;
  const name = calledName(ask, call.expression);
  if (name === undefined || !mayRetry(ask, call, name)) return undefined;
  const module = ts.isIdentifier(call.expression) ? moduleOf(ask, call.expression) : undefined;
  if (module !== undefined && RETRIERS.has(module)) return `\`${module}\``;
  const index = call.arguments.findIndex((argument) => argument === callback);
  const called = calledFunction(ask, call);
  const parameter = called?.parameters[index]?.name;
  if (!called || !parameter || !ts.isIdentifier(parameter)) return undefined;
  const known = ask.once(answers)[hops];
  let answer = known?.get(parameter);
  if (answer === undefined) known?.set(parameter, (answer = runsAgain(ask, called, parameter.text, hops)));
  return answer ? `\`${name}\`` : undefined;
}

/** Whether a call may run such a function, or a package's. */
function mayRetry(ask: Ask, call: TS.CallExpression, name: string): boolean {
  if (isUnnamed(ask, call)) return true;
  const binding = ask.ts.isIdentifier(call.expression) ? ask.bindingOf(call.expression) : undefined;
  return ask.once(possibleRetriers).names.has((binding && ask.ts.isImportSpecifier(binding) ? binding.propertyName?.text : undefined) ?? name);
}

/** What was found out about parameters, by how far it was looked: most functions that are handed something are called from many places. */
const answers = (): readonly Map<TS.Node, boolean>[] => Array.from({ length: MAX_HOPS + 1 }, () => new Map<TS.Node, boolean>());

/** Whether a function calls one of its parameters in the `try` of a loop whose `catch` lets it go on, hands it to itself after a failure, or calls it in what it hands to another retrier. */
function runsAgain(ask: Ask, called: Body, name: string, hops: number): boolean {
  const { ts } = ask;
  const { body } = called;
  const own = nameOfFunction(ask, called)?.text;
  const seen = new Set<"called" | "handed on">();
  const visit = (node: TS.Node): boolean => {
    if (ts.isCallExpression(node)) {
      const isOwn = ts.isIdentifier(node.expression) && node.expression.text === name;
      if (isOwn) seen.add("called");
      if (own !== undefined && calledName(ask, node.expression) === own && node.arguments.some((each) => ts.isIdentifier(each) && each.text === name) && isAfterFailure(ask, node, body)) seen.add("handed on");
      // `pRetry(() => task(), options)` in a function that presets the options.
      if (hops > 0 && node.arguments.some((each) => (ts.isFunctionLike(each) ? callsIn(ask, each, name) : ts.isIdentifier(each) && each.text === name) && retrierOf(ask, node, each, hops - 1) !== undefined)) return true;
      const attempt = isOwn ? ts.findAncestor(node, (each) => (each === body ? "quit" : ts.isTryStatement(each))) : undefined;
      if (attempt && ts.isTryStatement(attempt) && attempt.catchClause && mayEnd(ask, attempt.catchClause) && loopAround(ask, attempt, body) !== undefined) return true;
    }
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(body) || seen.size === 2;
}

function callsIn(ask: Ask, node: TS.Node, name: string): boolean {
  const { ts } = ask;
  return (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) || (ts.forEachChild(node, (child) => callsIn(ask, child, name)) ?? false);
}

/** Whether a `catch` may be left without a throw. */
function mayEnd({ ts }: Ask, { block }: TS.CatchClause): boolean {
  const last = block.statements.at(-1);
  if (last === undefined || !(ts.isThrowStatement(last) || ts.isReturnStatement(last) || ts.isBreakStatement(last))) return true;
  return block.getText().includes("continue");
}

/** Whether a call stands in a `catch`, in the callback of one, or in that of an event that tells a failure. */
export function isAfterFailure({ ts }: Ask, call: TS.Node, end: TS.Node): boolean {
  return ts.findAncestor(call, (each) => {
    if (each === end) return "quit";
    if (ts.isCatchClause(each)) return true;
    const { parent } = each;
    return ts.isFunctionLike(each) && ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && (parent.expression.name.text === "catch" || (parent.expression.name.text === "on" && /error|timeout|close/.test(parent.arguments[0]?.getText() ?? "")));
  }) !== undefined;
}

/** The loop around a node that is no walk through a list, up to the end of the function. */
export function loopAround(ask: Ask, node: TS.Node, end?: TS.Node): TS.IterationStatement | undefined {
  const { ts } = ask;
  for (let at = node.parent; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isForStatement(at) || ts.isWhileStatement(at) || ts.isDoStatement(at)) return at;
    if (at === end || ts.isForOfStatement(at) || ts.isForInStatement(at)) return undefined;
  }
  return undefined;
}

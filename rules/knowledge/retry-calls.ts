import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName, nameOfFunction } from "../model/functions.ts";
import { moduleOf } from "./deliveries.ts";
import { isSupportCode } from "./support-code.ts";

/** Packages whose function runs its first function argument again when it fails, as their documentation has it. */
const RETRIERS: ReadonlySet<string> = new Set(["p-retry", "async-retry", "promise-retry", "exponential-backoff", "ts-retry-promise", "@lifeomic/attempt"]);

/** How many retriers are looked into, one inside of the other. */
const MAX_HOPS = 2;

/** What code that retries says somewhere: files without such a word are not looked at. Comments that something is retrieved, or attempted to be done, are none. */
export const RETRY_WORDS: RegExp = /retr(?!iev|ac|o|an|ig)|attempt(?!(?:s|ed)? to\b|ing\b)|backoff/i;

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

/**
 * The names of the functions that may run a parameter again, as far as can be told without the checker: they call it and say `catch` and a loop, hand it to themselves,
 * or hand it on to another one. Which function a call runs is a dear question, and most calls that are handed something run none of these.
 */
function possibleRetriers(ask: Ask): ReadonlySet<string> {
  const { ts } = ask;
  const names = new Set<string>();
  const handing: { readonly name: string; readonly to: readonly string[] }[] = [];
  for (const file of ask.filesSaying(RETRY_WORDS, isSupportCode)) {
    const there = ask.about(file);
    const uses = usesInCalls(there);
    for (const { name: parameter, parent } of there.nodes(ts.SyntaxKind.Parameter) as readonly TS.ParameterDeclaration[]) {
      if (!ts.isIdentifier(parameter) || !("body" in parent) || parent.body === undefined) continue;
      const name = nameOfFunction(there, parent)?.text;
      const used = uses.get(parameter.text)?.filter(({ pos, end }) => pos >= parent.pos && end <= parent.end) ?? [];
      if (used.length === 0 || name === undefined || names.has(name)) continue;
      const text = parent.getText();
      const isCalled = used.some(({ expression }) => ts.isIdentifier(expression) && expression.text === parameter.text);
      const takers = used.flatMap((call) => takersOf(there, call, parameter.text, parent));
      const to = takers.map((taker) => calledName(there, taker.expression) ?? "");
      const goesRound = isCalled && text.includes("catch") && /\b(?:for|while|do)\b/.test(text);
      if (goesRound || to.includes(name) || takers.some((taker) => isUnnamed(there, taker))) names.add(name);
      else if (to.length > 0) handing.push({ name, to });
    }
  }
  for (let hop = 0; hop < MAX_HOPS; hop += 1) for (const { name, to } of handing) if (to.some((each) => names.has(each))) names.add(name);
  return names;
}

/** The calls of a file by the names that they call or hand on. */
function usesInCalls(ask: Ask): ReadonlyMap<string, readonly TS.CallExpression[]> {
  const { ts } = ask;
  const uses = new Map<string, TS.CallExpression[]>();
  for (const call of ask.nodes(ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[]) {
    for (const each of [call.expression, ...call.arguments]) {
      if (!ts.isIdentifier(each)) continue;
      const known = uses.get(each.text);
      if (known === undefined) uses.set(each.text, [call]);
      else known.push(call);
    }
  }
  return uses;
}

/** The calls in a function that are handed its parameter, or a function that calls it: `again(task)`, `again(() => task())`. */
function takersOf({ ts }: Ask, call: TS.CallExpression, name: string, home: TS.Node): readonly TS.CallExpression[] {
  if (!ts.isIdentifier(call.expression) || call.expression.text !== name) return [call];
  const found: TS.CallExpression[] = [];
  for (let at: TS.Node = call.parent; at !== home; at = at.parent) if (ts.isFunctionLike(at) && ts.isCallExpression(at.parent)) found.push(at.parent);
  return found;
}

/** Whether a call may run such a function, or a package's. */
function mayRetry(ask: Ask, call: TS.CallExpression, name: string): boolean {
  if (isUnnamed(ask, call)) return true;
  const binding = ask.ts.isIdentifier(call.expression) ? ask.bindingOf(call.expression) : undefined;
  return ask.once(possibleRetriers).has((binding && ask.ts.isImportSpecifier(binding) ? binding.propertyName?.text : undefined) ?? name);
}

/** Whether what a call runs may have any name where it is declared: a package's function, what a module exports as its only value, what another call gave. */
function isUnnamed(ask: Ask, { expression }: TS.CallExpression): boolean {
  const { ts } = ask;
  const binding = ts.isIdentifier(expression) ? ask.bindingOf(expression) : undefined;
  if (!binding) return false;
  if (ts.isImportClause(binding)) return true;
  if (ts.isVariableDeclaration(binding)) return binding.initializer !== undefined && ts.isCallExpression(binding.initializer);
  const { moduleSpecifier } = (ts.isImportSpecifier(binding) ? binding.parent.parent.parent : {}) as Partial<TS.ImportDeclaration>;
  return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) && RETRIERS.has(moduleSpecifier.text);
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

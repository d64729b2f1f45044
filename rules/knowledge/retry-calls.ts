import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName, nameOfFunction } from "../model/functions.ts";
import { moduleOf } from "./deliveries.ts";
import { MAY_FAIL, mayGoRound, RETRY_WORDS } from "./retry-words.ts";
import { isSupportCode } from "./support-code.ts";

/** Packages whose function runs its first function argument again when it fails, as their documentation has it. */
const RETRIERS: ReadonlySet<string> = new Set(["p-retry", "async-retry", "promise-retry", "exponential-backoff", "ts-retry-promise", "@lifeomic/attempt"]);

/** What is imported under such a name is mostly a package's; `@/retry` and `~/retry` are not. */
const IS_PACKAGE = /^(?:@[\w.-]+\/)?\w[\w.-]*(?:\/|$)|^node:/;

/** How many retriers are looked into, one inside of the other. */
const MAX_HOPS = 2;

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

/** The files in which something may be run again, as far as their texts tell: by a loop, by a recursion, by what they hand it to. */
export function retryingFiles(ask: Ask): readonly TS.SourceFile[] {
  const { names, isNameless } = ask.once(possibleRetriers);
  return ask.filesSaying(RETRY_WORDS, (path, text) => isSupportCode(path) || !(isNameless || mayGoRound(text) || speaksOfRetrier(text, names)));
}

function speaksOfRetrier(text: string, names: ReadonlySet<string>): boolean {
  return [...RETRIERS].some((each) => text.includes(each)) || [...names].some((each) => text.includes(`${each}(`) || text.includes(`${each}<`));
}

interface PossibleRetriers {
  readonly names: ReadonlySet<string>;
  /** Whether one has no name of its own, or none that others have to use. */
  readonly isNameless: boolean;
}

/**
 * The names of the functions that may run a parameter again, as far as can be told without the checker: they call it and say `catch` and a loop, hand it to themselves after
 * a failure, or hand it on to another one. Which function a call runs is a dear question, and most calls that are handed something run none of these.
 */
function possibleRetriers(ask: Ask): PossibleRetriers {
  const { ts } = ask;
  const names = new Set<string>();
  const handing: { readonly name: string; readonly to: readonly string[] }[] = [];
  const seen = new Set<TS.SourceFile>();
  let isNameless = false;
  for (let hop = 0; hop <= MAX_HOPS; hop += 1) {
    for (const file of ask.filesSaying(RETRY_WORDS, (path, text) => isSupportCode(path) || !(isNameless || MAY_FAIL.test(text) || speaksOfRetrier(text, names)))) {
      if (seen.has(file)) continue;
      seen.add(file);
      const there = ask.about(file);
      const uses = usesInCalls(there);
      for (const { name: parameter, parent } of there.nodes(ts.SyntaxKind.Parameter) as readonly TS.ParameterDeclaration[]) {
        if (!ts.isIdentifier(parameter) || !("body" in parent) || parent.body === undefined) continue;
        const name = nameOfFunction(there, parent)?.text;
        const used = uses.get(parameter.text)?.filter(({ pos, end }) => pos >= parent.pos && end <= parent.end) ?? [];
        if (used.length === 0 || (name !== undefined && names.has(name))) continue;
        const text = parent.getText();
        const isCalled = used.some(({ expression }) => ts.isIdentifier(expression) && expression.text === parameter.text);
        const takers = used.flatMap((call) => takersOf(there, call, parameter.text, parent));
        const to = takers.map((taker) => calledName(there, taker.expression) ?? "");
        const goesRound = isCalled && text.includes("catch") && /\b(?:for|while|do)\b/.test(text);
        const startsAnew = isCalled && name !== undefined && to.includes(name) && MAY_FAIL.test(text);
        const isRetrier = goesRound || startsAnew || takers.some((taker) => isUnnamed(there, taker));
        isNameless ||= isRetrier && isDefault(there, parent, name);
        if (name !== undefined && isRetrier) names.add(name);
        else if (name !== undefined && to.length > 0) handing.push({ name, to });
      }
    }
    for (const { name, to } of handing) if (to.some((each) => names.has(each))) names.add(name);
  }
  return { names, isNameless };
}

/** Whether a function is what its file exports without a name, so that every file calls it as it likes. */
function isDefault(ask: Ask, home: TS.SignatureDeclaration, name: string | undefined): boolean {
  const { ts } = ask;
  if (name === undefined) return ts.isExportAssignment(home.parent) || (ts.isBinaryExpression(home.parent) && home.parent.left.getText() === "module.exports") || ts.isFunctionDeclaration(home);
  return (ts.getCombinedModifierFlags(home) & ts.ModifierFlags.Default) !== 0 || isSoleValue(ask, home, name);
}

/** Whether a name is that of the only value of its module: `export default retry`, `module.exports = retry`. */
function isSoleValue(ask: Ask, home: TS.Node, name: string): boolean {
  const { ts } = ask;
  return ask.about(home.getSourceFile()).named(name).some(({ parent }) => ts.isExportAssignment(parent) || (ts.isBinaryExpression(parent) && parent.left.getText() === "module.exports"));
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
  return ask.once(possibleRetriers).names.has((binding && ask.ts.isImportSpecifier(binding) ? binding.propertyName?.text : undefined) ?? name);
}

/** Whether what a call runs may have any name where it is declared: a package's retrier, what a module of the project exports as its only value. */
function isUnnamed(ask: Ask, { expression }: TS.CallExpression): boolean {
  const { ts } = ask;
  const binding = ts.isIdentifier(expression) ? ask.bindingOf(expression) : undefined;
  if (!binding) return false;
  // `const retry = require("async-retry")`, and what such a package makes
  if (ts.isVariableDeclaration(binding)) return binding.initializer !== undefined && ts.isCallExpression(binding.initializer) && [...RETRIERS].some((each) => ask.file.text.includes(each));
  const from = ts.isImportClause(binding) ? binding.parent : ts.isImportSpecifier(binding) ? binding.parent.parent.parent : undefined;
  const written = from && "moduleSpecifier" in from && ts.isStringLiteral(from.moduleSpecifier) ? from.moduleSpecifier.text : "";
  return RETRIERS.has(written) || (ts.isImportClause(binding) && !IS_PACKAGE.test(written));
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

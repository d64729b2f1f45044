import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName, nameOfFunction } from "../model/functions.ts";
import { MAY_FAIL, mayGoRound, RETRY_WORDS } from "./retry-words.ts";
import { isSupportCode } from "./support-code.ts";

/** Packages whose function runs its first function argument again when it fails, as their documentation has it. */
export const RETRIERS: ReadonlySet<string> = new Set(["p-retry", "async-retry", "promise-retry", "exponential-backoff", "ts-retry-promise", "@lifeomic/attempt"]);

/** What is imported under such a name is mostly a package's; `@/retry` and `~/retry` are not. */
const IS_PACKAGE = /^(?:@[\w.-]+\/)?\w[\w.-]*(?:\/|$)|^node:/;

/** How many retriers are looked into, one inside of the other. */
export const MAX_HOPS = 2;

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
export function possibleRetriers(ask: Ask): PossibleRetriers {
  const names = new Set<string>();
  const handing: Handing[] = [];
  const seen = new Set<TS.SourceFile>();
  let isNameless = false;
  for (let hop = 0; hop <= MAX_HOPS; hop += 1) {
    const files = ask.filesSaying(RETRY_WORDS, (path, text) => isSupportCode(path) || !(isNameless || MAY_FAIL.test(text) || speaksOfRetrier(text, names))).filter((file) => !seen.has(file));
    for (const file of files) {
      seen.add(file);
      for (const each of handingIn(ask.about(file))) {
        isNameless ||= each.isRetrier && each.isDefault();
        if (each.name !== undefined && each.isRetrier) names.add(each.name);
        else handing.push(each);
      }
    }
    for (const { name, to } of handing) if (name !== undefined && to.some((each) => names.has(each))) names.add(name);
  }
  return { names, isNameless };
}

/** A function and one of its parameters that it calls, or hands to others. */
interface Handing {
  readonly name: string | undefined;
  /** The names of those that it hands the parameter to. */
  readonly to: readonly string[];
  readonly isRetrier: boolean;
  isDefault(): boolean;
}

function handingIn(ask: Ask): readonly Handing[] {
  const { ts } = ask;
  const uses = usesInCalls(ask);
  return (ask.nodes(ts.SyntaxKind.Parameter) as readonly TS.ParameterDeclaration[]).flatMap(({ name: parameter, parent }): readonly Handing[] => {
    if (!ts.isIdentifier(parameter) || !("body" in parent) || parent.body === undefined) return [];
    const used = uses.get(parameter.text)?.filter(({ pos, end }) => pos >= parent.pos && end <= parent.end) ?? [];
    if (used.length === 0) return [];
    const name = nameOfFunction(ask, parent)?.text;
    const text = parent.getText();
    const isCalled = used.some(({ expression }) => ts.isIdentifier(expression) && expression.text === parameter.text);
    const takers = used.flatMap((call) => takersOf(ask, call, parameter.text, parent));
    const to = takers.map((taker) => calledName(ask, taker.expression) ?? "");
    const goesRound = isCalled && text.includes("catch") && /\b(?:for|while|do)\b/.test(text);
    const startsAnew = isCalled && name !== undefined && to.includes(name) && MAY_FAIL.test(text);
    return [{ name, to, isRetrier: goesRound || startsAnew || takers.some((taker) => isUnnamed(ask, taker)), isDefault: () => isDefault(ask, parent, name) }];
  });
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

/** Whether what a call runs may have any name where it is declared: a package's retrier, what a module of the project exports as its only value. */
export function isUnnamed(ask: Ask, { expression }: TS.CallExpression): boolean {
  const { ts } = ask;
  const binding = ts.isIdentifier(expression) ? ask.bindingOf(expression) : undefined;
  if (!binding) return false;
  // `const retry = require("async-retry")`, and what such a package makes
  if (ts.isVariableDeclaration(binding)) return binding.initializer !== undefined && ts.isCallExpression(binding.initializer) && [...RETRIERS].some((each) => ask.file.text.includes(each));
  const from = ts.isImportClause(binding) ? binding.parent : ts.isImportSpecifier(binding) ? binding.parent.parent.parent : undefined;
  const written = from && "moduleSpecifier" in from && ts.isStringLiteral(from.moduleSpecifier) ? from.moduleSpecifier.text : "";
  return RETRIERS.has(written) || (ts.isImportClause(binding) && !IS_PACKAGE.test(written));
}

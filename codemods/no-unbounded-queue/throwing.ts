import type * as TS from "typescript";
import { isLaterCallback, isPromiseClass } from "../../rules/knowledge/turns.ts";
import { homeOf } from "../../rules/knowledge/turns.ts";
import type { Activation, Ask } from "../../rules/model/ask.ts";
import { calledName, unwrapped } from "../../rules/model/functions.ts";
import { callersOf } from "./callers.ts";
import { placeOf } from "./splice.ts";
import type { UntypedCalls } from "./untyped-calls.ts";

/** So many functions are gone up through to find who hears of an error. */
const MAX_CALLERS = 60;

/** A way up from a place that may throw: functions that were looked at are not looked at again. */
interface Way {
  readonly ask: Ask;
  readonly seen: Set<Activation>;
  /** Locals that hold a promise; one may be put in its own place: `last = last.then(next)`. */
  readonly locals: Set<TS.Declaration>;
  readonly untypedCalls: UntypedCalls;
}

/**
 * Why an error thrown at a place would reach nobody who can answer it: it would end the process, or be lost. `undefined` where each way up ends
 * in a `catch`, in a promise that somebody awaits, or at the callers of the module, who get a typed error.
 */
export function explainUnheard(ask: Ask, node: TS.Node, untypedCalls: UntypedCalls): string | undefined {
  return explainThrow({ ask, seen: new Set(), locals: new Set(), untypedCalls }, node);
}

/** The same of a promise that is rejected. */
export function explainRejected(ask: Ask, promise: TS.Expression, untypedCalls: UntypedCalls): string | undefined {
  return explainRejection({ ask, seen: new Set(), locals: new Set(), untypedCalls }, promise);
}

function explainThrow(way: Way, node: TS.Node): string | undefined {
  const { ask } = way;
  const { ts } = ask;
  if (isCaught(ask, node)) return undefined;
  const home = ask.enclosing(node);
  const executed = promiseOf(ask, home);
  if (executed) return explainRejection(way, executed);
  if (isGenerator(home)) return `the error would leave a generator at ${placeOf(ask, node)}`;
  if (ts.isConstructorDeclaration(home)) return `the constructor at ${placeOf(ask, home)} would fail half-way`;
  const isSeen = way.seen.has(home);
  way.seen.add(home);
  if (isSeen) return undefined;
  if (way.seen.size > MAX_CALLERS) return "too many functions call the producer to follow them all";
  return isAsync(ask, home) ? explainCallers(way, home, explainRejection) : explainSync(way, home);
}

/** Where an error of a function that is not async goes. */
function explainSync(way: Way, home: Activation): string | undefined {
  const { ask } = way;
  const { ts } = ask;
  if (ts.isArrowFunction(home) || ts.isFunctionExpression(home)) {
    const call = unwrapped(ask, home).parent;
    const body = bodyOf(home);
    if (body && homeOf(ask, body) !== home && ts.isCallExpression(call)) return explainThrow(way, call);
    if (ts.isCallExpression(call) && isContinuation(ask, call)) return explainRejection(way, call);
    if (ts.isCallExpression(call) && isRoute(ask, call)) return undefined;
    if (isLaterCallback(ask, home)) return `a timer or an event runs it (${placeOf(ask, home)}), where an error ends the process`;
  }
  return explainCallers(way, home, explainThrow);
}

function explainCallers(way: Way, home: Activation, explain: (way: Way, call: TS.Expression) => string | undefined): string | undefined {
  const { ask } = way;
  const { ts } = ask;
  if ((ts.isArrowFunction(home) || ts.isFunctionExpression(home)) && isAsync(ask, home)) {
    const call = unwrapped(ask, home).parent;
    if (ts.isCallExpression(call) && (isContinuation(ask, call) || call.expression === unwrapped(ask, home))) return explainRejection(way, call);
    if (isLaterCallback(ask, home)) return `a timer or an event runs it (${placeOf(ask, home)}), and nobody hears of its rejection`;
  }
  const callers = callersOf(ask, home, way.untypedCalls);
  if (typeof callers === "string") return callers;
  for (const call of callers.calls) {
    const why = explain(way, call);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Where the rejection of the promise that an expression stands for goes. */
function explainRejection(way: Way, promise: TS.Expression): string | undefined {
  const { ask } = way;
  const { ts } = ask;
  const at = unwrapped(ask, promise);
  const { parent } = at;
  if (ts.isAwaitExpression(parent)) return explainThrow(way, parent);
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at)) return explainReturned(way, parent);
  if (ts.isConditionalExpression(parent) || (ts.isBinaryExpression(parent) && isChoice(ask, parent))) return explainRejection(way, parent);
  if (ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent)) return explainChained(way, parent.parent, parent.name.text);
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return explainKept(way, parent, parent.name);
  const local = ts.isBinaryExpression(parent) && parent.right === at && ts.isIdentifier(parent.left) ? parent.left : undefined;
  const localDeclaration = local && ask.declarationOf(local);
  if (local && localDeclaration && ts.isVariableDeclaration(localDeclaration)) return explainKept(way, localDeclaration, local);
  const list = ts.isArrayLiteralExpression(parent) ? parent.parent : parent;
  if (ts.isCallExpression(list) && /^Promise\.(?:all|race|any)$/.test(list.expression.getText())) return explainRejection(way, list);
  if (ts.isCallExpression(list) && list.expression.getText() === "Promise.allSettled") return undefined;
  return `nobody awaits the promise at ${placeOf(ask, at)}`;
}

function explainReturned(way: Way, result: TS.ReturnStatement | TS.ArrowFunction): string | undefined {
  const { ask } = way;
  const { ts } = ask;
  const giver = ts.isArrowFunction(result) ? result : ask.enclosing(result);
  // `return` without `await` leaves the `try` before the promise is rejected
  if (way.seen.has(giver) && !isAsync(ask, giver)) return undefined;
  way.seen.add(giver);
  if (ts.isArrowFunction(giver) || ts.isFunctionExpression(giver)) {
    const call = unwrapped(ask, giver).parent;
    if (ts.isCallExpression(call) && (isContinuation(ask, call) || isMapped(ask, call))) return explainRejection(way, call);
    if (isLaterCallback(ask, giver)) return `a timer or an event runs it (${placeOf(ask, giver)}), and nobody hears of its rejection`;
  }
  return explainCallers(way, giver, explainRejection);
}

/** `.catch(…)` and `.then(a, b)` hear of it; `.then(a)` and `.finally(…)` pass it on. */
function explainChained(way: Way, call: TS.CallExpression, method: string): string | undefined {
  if (method === "catch" || (method === "then" && call.arguments.length > 1)) return undefined;
  if (method === "then" || method === "finally") return explainRejection(way, call);
  return `nobody awaits the promise at ${placeOf(way.ask, call)}`;
}

/** A promise in a local: one of the uses must hear of it. */
function explainKept(way: Way, declaration: TS.Declaration, name: TS.Identifier): string | undefined {
  if (way.locals.has(declaration)) return `nobody awaits \`${name.text}\``;
  way.locals.add(declaration);
  const uses = way.ask.usesInFile(declaration, name.text).filter((use): use is TS.Identifier => use !== name && way.ask.ts.isIdentifier(use));
  const answers = uses.map((use) => (isLate(way.ask, declaration, use) ? `\`${name.text}\` is awaited only after something else at ${placeOf(way.ask, use)}` : explainRejection(way, use)));
  return answers.includes(undefined) ? undefined : (answers.find((answer) => answer?.startsWith("nobody") === false) ?? answers[0] ?? `nobody awaits \`${name.text}\``);
}

/** Whether something is awaited between the making of a promise and its use: a rejection in the meantime would be nobody's. */
function isLate(ask: Ask, declaration: TS.Node, use: TS.Node): boolean {
  const { ts } = ask;
  const home = ask.enclosing(use);
  if (home !== ask.enclosing(declaration)) return true;
  const visit = (node: TS.Node): boolean => {
    if (ts.isAwaitExpression(node) && node.pos >= declaration.end && node.end <= use.pos) return true;
    return !(ts.isFunctionLike(node) && node !== home) && (ts.forEachChild(node, visit) ?? false);
  };
  return visit(home);
}

/** `tasks.map((task) => run(task))` is as many promises. */
function isMapped(ask: Ask, call: TS.CallExpression): boolean {
  return calledName(ask, call.expression) === "map";
}

function isContinuation(ask: Ask, call: TS.CallExpression): boolean {
  return ask.ts.isPropertyAccessExpression(call.expression) && /^(?:then|catch|finally)$/.test(call.expression.name.text);
}

/** `app.post("/jobs", handler)`: web frameworks answer a handler that throws with an error response. */
function isRoute(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const [first] = call.arguments;
  const isMethod = ts.isPropertyAccessExpression(call.expression) && /^(?:get|post|put|patch|delete|all|use|route)$/.test(call.expression.name.text);
  return isMethod && first !== undefined && ts.isStringLiteralLike(first) && first.text.startsWith("/");
}

function isChoice(ask: Ask, { operatorToken: { kind } }: TS.BinaryExpression): boolean {
  const { SyntaxKind: K } = ask.ts;
  return kind === K.QuestionQuestionToken || kind === K.BarBarToken || kind === K.AmpersandAmpersandToken;
}

/** The promise whose executor a function is: what it throws rejects the promise. */
export function promiseOf(ask: Ask, home: Activation): TS.NewExpression | undefined {
  const { ts } = ask;
  if (!ts.isArrowFunction(home) && !ts.isFunctionExpression(home)) return undefined;
  const { parent } = unwrapped(ask, home);
  return ts.isNewExpression(parent) && isPromiseClass(ask, parent) && !isAsync(ask, home) ? parent : undefined;
}

export function isAsync(ask: Ask, home: Activation): boolean {
  return !ask.ts.isSourceFile(home) && (ask.ts.getCombinedModifierFlags(home) & ask.ts.ModifierFlags.Async) !== 0;
}

function isGenerator(home: Activation): boolean {
  return "asteriskToken" in home && home.asteriskToken !== undefined;
}

function bodyOf(home: Activation): TS.Node | undefined {
  return "body" in home ? (home.body) : undefined;
}

/** Whether a `catch` of the same function stands around. */
function isCaught(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  for (let at = node; !ts.isFunctionLike(at.parent) && !ts.isSourceFile(at.parent); at = at.parent) {
    if (ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause) return true;
  }
  return false;
}

import type * as TS from "typescript";
import { isHandedSleeper, isNamedSleeper, isSleeper } from "../knowledge/sleepers.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { isLoop } from "./flow.ts";
import type { Machine, Names, Value } from "./values.ts";
import { UNKNOWN } from "./values.ts";

/** A place where code waits for a time. */
export interface Wait {
  readonly at: TS.Node;
  /** The expression that tells how long, as a reader finds it. */
  readonly shown: TS.Expression | undefined;
  /** The time in milliseconds. */
  readonly delay: (machine: Machine, names: Names) => Value;
}

const MAX_HOPS = 3;

export function isTimerCall({ ts }: Ask, node: TS.Node): node is TS.CallExpression {
  return ts.isCallExpression(node) && /^set_?timeout(?:Fn)?$/i.test(ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText());
}

/** What an awaited or returned expression waits for; `undefined`: it is no wait, as far as can be seen. */
export function waitOf(ask: Ask, expression: TS.Expression, hops: number = MAX_HOPS): Wait | undefined {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isNewExpression(node)) return ofPromise(ask, node);
  if (!ts.isCallExpression(node)) return undefined;
  const callee = inside(ask, node.expression);
  const name = calledName(ask, callee) ?? "";
  if (ts.isPropertyAccessExpression(callee) && /^(?:race|all|any)$/.test(name) && node.arguments[0] && ts.isArrayLiteralExpression(node.arguments[0])) {
    const parts = node.arguments[0].elements.map((each) => ({ wait: waitOf(ask, each, hops), text: each.getText() }));
    // Raced against an operation, the timer is that operation's time-out.
    return parts.every(({ wait, text }) => wait !== undefined || /abort|signal|cancel|stop|clos|shutdown/i.test(text)) ? parts.find(({ wait }) => wait)?.wait : undefined;
  }
  if (ts.isPropertyAccessExpression(callee) && (name === "then" || name === "catch" || name === "unref")) return waitOf(ask, callee.expression, hops);
  const called = calledFunction(ask, node);
  if (called) return hops === 0 ? undefined : (ofFunction(ask, node, called, hops) ?? ofHanded(ask, node, hops));
  return isSleeper(ask, callee) || isNamedSleeper(ask, node) || isHandedSleeper(ask, node) ? ofSleeper(node, !isSleeper(ask, callee)) : ofHanded(ask, node, hops);
}

/** `await abortable(signal, sleep(1000))`: waits for what it is handed, if that is nothing but a wait. */
function ofHanded(ask: Ask, { arguments: given }: TS.CallExpression, hops: number): Wait | undefined {
  const { ts } = ask;
  const calls = hops > 0 ? given.filter((each) => ts.isCallExpression(each) || ts.isNewExpression(each) || ts.isFunctionLike(each)) : [];
  const [only] = calls;
  return calls.length === 1 && only ? waitOf(ask, only, hops - 1) : undefined;
}

/**
 * A call that nobody in sight implements and that is handed a power: `await makeTimer(Math.min(initial * 2 ** attempt, max), signal).done`. After a failure that
 * is how long it waits, whatever it is called.
 */
export function unseenWait(ask: Ask, expression: TS.Expression): Wait | undefined {
  const { ts } = ask;
  let node = inside(ask, expression);
  while (ts.isPropertyAccessExpression(node)) node = inside(ask, node.expression);
  if (!ts.isCallExpression(node) || calledFunction(ask, node)) return undefined;
  const [time] = node.arguments;
  const declaration = time && ts.isIdentifier(time) ? ask.declarationOf(time) : undefined;
  const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : time;
  return time && value && isPower(ask, value) ? ofSleeper(node, true) : undefined;
}

function isPower(ask: Ask, value: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isFunctionLike(value) || ts.isObjectLiteralExpression(value) || ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return false;
  if (ts.isBinaryExpression(value) && (value.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken || value.operatorToken.kind === ts.SyntaxKind.LessThanLessThanToken)) return true;
  if (ts.isCallExpression(value) && value.expression.getText() === "Math.pow") return true;
  return ts.forEachChild(value, (child) => isPower(ask, child)) ?? false;
}

function ofSleeper(call: TS.CallExpression, isOfUnknownUnit: boolean): Wait | undefined {
  const [time] = call.arguments;
  const delay = (machine: Machine, names: Names): Value => {
    const value = machine.evaluate(time ?? call, names);
    if (!isOfUnknownUnit) return value;
    // Seconds are the longer ones; the numbers are shown as they are written.
    machine.sawSetting = true;
    machine.sawUnit = true;
    return typeof value === "number" ? value * 1000 : value;
  };
  return time && { at: call, shown: time, delay };
}

/** `new Promise((resolve) => setTimeout(resolve, time))`. */
function ofPromise(ask: Ask, creation: TS.NewExpression): Wait | undefined {
  const executor = creation.arguments?.[0];
  const timer = executor && findTimer(ask, executor);
  if (!timer) return undefined;
  const time = timer.arguments[1];
  return { at: creation, shown: time, delay: (machine, names) => (time ? machine.evaluate(time, names) : 0) };
}

function findTimer(ask: Ask, root: TS.Node): TS.CallExpression | undefined {
  const visit = (node: TS.Node): TS.CallExpression | undefined => (isTimerCall(ask, node) ? node : ask.ts.forEachChild(node, visit));
  return visit(root);
}

/** A function of the project that waits: its parameters get the arguments of this call. */
function ofFunction(ask: Ask, call: TS.CallExpression, called: Body, hops: number): Wait | undefined {
  const inner = findWait(ask, called.body, hops - 1);
  if (!inner) return undefined;
  const { ts } = ask;
  const [first] = call.arguments;
  const shown = inner.shown && ts.isIdentifier(inner.shown) ? argumentFor(ask, call, called, inner.shown) ?? inner.shown : (first ?? inner.shown);
  return {
    at: call,
    shown,
    delay: (machine, names) => {
      if (isOfAnother(ask, call, inner)) return UNKNOWN;
      const values = call.arguments.map((each) => machine.evaluate(each, names));
      // The body is run for its names alone: what it returns is the promise.
      const bound = new Map<TS.Node, Value>(names);
      called.parameters.forEach((parameter, index) => {
        if (index < values.length) bound.set(parameter, values[index]);
      });
      return inner.delay(machine, bound);
    },
  };
}

/** `Time.millis(delay).sleep()`: the method waits for a member of its own object, which the call has just made. */
function isOfAnother({ ts }: Ask, { expression }: TS.CallExpression, { shown }: Wait): boolean {
  const reads = (node: TS.Node): boolean => node.kind === ts.SyntaxKind.ThisKeyword || (ts.forEachChild(node, reads) ?? false);
  return ts.isPropertyAccessExpression(expression) && (ts.isCallExpression(expression.expression) || ts.isNewExpression(expression.expression)) && shown !== undefined && reads(shown);
}

function argumentFor(ask: Ask, call: TS.CallExpression, called: Body, name: TS.Identifier): TS.Expression | undefined {
  const declaration = ask.declarationOf(name);
  const index = called.parameters.findIndex((parameter) => parameter === declaration);
  return index === -1 ? undefined : call.arguments[index];
}

/** The first wait in a function's own body. */
function findWait(ask: Ask, body: TS.ConciseBody, hops: number): Wait | undefined {
  const { ts } = ask;
  if (!ts.isBlock(body)) return waitOf(ask, body, hops);
  const visit = (node: TS.Node): Wait | undefined => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || isLoop(ask, node)) return undefined;
    const waited = ts.isAwaitExpression(node) ? node.expression : ts.isReturnStatement(node) ? node.expression : undefined;
    return (waited && waitOf(ask, waited, hops)) ?? ts.forEachChild(node, visit);
  };
  return visit(body);
}

/** The waits among nodes that one activation runs, and what else is awaited there; `skipped` nodes are left out. */
export function collectWaits(ask: Ask, roots: readonly TS.Node[], skipped: readonly TS.Node[] = []): { readonly waits: readonly Wait[]; readonly others: readonly TS.Expression[] } {
  const { ts } = ask;
  const waits: Wait[] = [];
  const others: TS.Expression[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || skipped.includes(node)) return;
    const blocking = blockingWait(ask, node);
    if (blocking) waits.push(blocking);
    else if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) {
      const wait = node.expression && !skipped.includes(node.expression) ? waitOf(ask, node.expression) : undefined;
      if (wait) waits.push(wait);
      else if (node.expression) others.push(node.expression);
    }
    ts.forEachChild(node, visit);
  };
  for (const root of roots) visit(root);
  return { waits, others };
}

/** `Atomics.wait(array, 0, 0, time)`, the wait that holds up everything else, and a function of the project that does that and nothing more. */
function blockingWait(ask: Ask, node: TS.Node): Wait | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(node) || ts.isAwaitExpression(node.parent)) return undefined;
  if (isBlocking(node)) return ofBlocking(node);
  const called = calledFunction(ask, node);
  const visit = (each: TS.Node): TS.CallExpression | undefined => (ts.isCallExpression(each) && isBlocking(each) ? each : ts.forEachChild(each, visit));
  const inner = called?.body.getText().includes("Atomics.wait(") ? visit(called.body) : undefined;
  const time = inner?.arguments[3];
  const shown = time && ts.isIdentifier(time) && called ? argumentFor(ask, node, called, time) : undefined;
  return shown && { at: node, shown, delay: (machine, names) => machine.evaluate(shown, names) };
}

function isBlocking({ expression, arguments: given }: TS.CallExpression): boolean {
  return given.length === 4 && expression.getText() === "Atomics.wait";
}

function ofBlocking(call: TS.CallExpression): Wait | undefined {
  const time = call.arguments[3];
  return time && { at: call, shown: time, delay: (machine, names) => machine.evaluate(time, names) };
}

/** Whether a function of the project that waits does something else as well: what it is called for may fail, and its wait is its own. */
export function worksToo(ask: Ask, awaited: TS.Node): boolean {
  const call = ask.ts.isExpression(awaited) ? inside(ask, awaited) : awaited;
  const called = ask.ts.isCallExpression(call) ? calledFunction(ask, call) : undefined;
  return called !== undefined && collectWaits(ask, [called.body]).others.length > 0;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { originOf } from "../model/origin.ts";

/** Functions that wait for their first argument, a number of milliseconds, as the steps from the module (Node.js 20; the packages' readme files). */
const SLEEPERS: ReadonlyMap<string | undefined, ReadonlySet<string>> = new Map([
  // A global.
  [undefined, new Set(["Bun.sleep"])],
  ["timers/promises", new Set(["setTimeout", "scheduler.wait"])],
  ["delay", new Set([""])],
  ["sleep-promise", new Set([""])],
  ["es-toolkit", new Set(["delay"])],
  ["es-toolkit/promise", new Set(["delay"])],
  ["radash", new Set(["sleep"])],
]);

/** What such functions are called in packages out of sight; in which unit they wait is not known then. */
const NAMES = /^(?:sleep|delay|wait|pause|sleepFor|sleepMs|waitFor(?:Ms|Millis(?:econds)?)|asyncSleep|promiseDelay)$/;

/** Whether a function of a package that is not in the table says by its whole name that it waits, and is handed nothing but a time. */
export function isNamedSleeper(ask: Ask, call: TS.CallExpression): boolean {
  const origin = call.arguments.length === 1 ? originOf(ask, call.expression) : undefined;
  return origin?.module !== undefined && /^[\w@]/.test(origin.module) && NAMES.test(origin.steps.at(-1) ?? "");
}

/** The same of a function that is handed in: `{ sleep }` of the options, `clock.sleep`. */
const HANDED = /^_*(?:sleep|delay|wait|pause)(?:For|Ms|Fn|Impl|Async)?$/;

/** Whether a call hands a time to a function that nobody in sight implements, and that says by its whole name that it waits; an object's `wait` may wait for something. */
export function isHandedSleeper(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const { expression: callee, arguments: given } = call;
  if (given.length === 0 || given.length > 2 || given.some((each) => ts.isFunctionLike(each) || ts.isStringLiteralLike(each))) return false;
  if (!isWaitedFor(ts, call)) return false;
  if (ts.isPropertyAccessExpression(callee)) return HANDED.test(callee.name.text) && !callee.name.text.includes("wait") && originOf(ask, callee)?.module === undefined;
  const declaration = ts.isIdentifier(callee) && HANDED.test(callee.text) ? ask.declarationOf(callee) : undefined;
  return declaration !== undefined && (ts.isParameter(declaration) || ts.isBindingElement(declaration) || ts.isVariableDeclaration(declaration));
}

/** Whether a function that is not of the project waits: one of the table, or `promisify(setTimeout)`. */
export function isSleeper(ask: Ask, callee: TS.Expression): boolean {
  const { ts } = ask;
  const origin = originOf(ask, callee);
  if (!origin) return false;
  const module = origin.module?.replace(/^node:/, "");
  const steps = origin.steps.join(".");
  if (module === "util" && steps === "promisify.()") {
    const declaration = ts.isIdentifier(callee) ? ask.declarationOf(callee) : undefined;
    return declaration !== undefined && ts.isVariableDeclaration(declaration) && /\(\s*setTimeout\s*\)/.test(declaration.initializer?.getText() ?? "");
  }
  return SLEEPERS.get(module)?.has(steps) === true;
}

/** `await sleep(…)`, `return sleep(…)`, `sleep(…).then(…)`: what is handed on as a number waits for nothing. */
function isWaitedFor(ts: typeof TS, { parent }: TS.CallExpression): boolean {
  return ts.isAwaitExpression(parent) || ts.isYieldExpression(parent) || ts.isReturnStatement(parent) || ts.isArrowFunction(parent) || ts.isPropertyAccessExpression(parent);
}

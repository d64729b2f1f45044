import type * as TS from "typescript";
import type { Activation, Ask } from "../model/ask.ts";
import { calledName, isCallee, eachReferenceTo, unwrapped } from "../model/functions.ts";

/** Functions that run a callback in a later turn of the event loop (Node 20, browsers). */
const SCHEDULERS: ReadonlySet<string> = new Set([
  "setTimeout", "setInterval", "setImmediate", "queueMicrotask", "nextTick", "requestAnimationFrame", "requestIdleCallback",
]);

/** Methods that keep a callback and run it whenever something happens. */
const REGISTRATIONS: ReadonlySet<string> = new Set([
  "on", "once", "addListener", "prependListener", "prependOnceListener", "addEventListener", "subscribe", "observe", "listen",
  "consume", "process", "schedule",
]);

/** The same, named after what happens: `onMessage(f)`, `subscribeToUpdates(f)`, `addMessageListener(f)`, `setRequestHandler(f)`. */
export const NAMED_REGISTRATION: RegExp = /^(?:on|subscribe|listen|consume|observe)[A-Z]\w*$|^(?:add|set|register)\w*(?:Listener|Handler|Callback|Consumer|Subscriber|Observer)$/;

/** Methods that run a callback when a promise has settled, and those of containers, where it waits to be taken out. */
const CONTINUATIONS: ReadonlySet<string> = new Set(["then", "catch", "finally", "push", "unshift", "add", "set"]);

/** Methods that run their callback before they return. */
const IMMEDIATE: ReadonlySet<string> = new Set([
  "forEach", "map", "flatMap", "filter", "find", "findIndex", "findLast", "findLastIndex", "some", "every", "reduce", "reduceRight",
  "sort", "toSorted", "from", "replace", "replaceAll", "groupBy", "keyBy", "forOwn", "forIn", "each", "eachRight", "times", "apply", "call",
]);

/** Members of an options object that are called back: stream and observer protocols, and `onSomething`. */
const CALLBACK_MEMBER = /^(?:on[A-Z_]\w*|next|complete|write|transform|pull)$/;

/** How a callback is run by what it is handed to. */
type Turn = "same" | "later" | "unknown";

const MAX_CALLS = 4;

/** Skips wrappers and `.bind(this)`: the place where a function value ends up. */
function placeOf(ask: Ask, node: TS.Node): TS.Node {
  const { ts } = ask;
  const at = unwrapped(ask, node);
  const { parent } = at;
  const isBind = ts.isPropertyAccessExpression(parent) && parent.name.text === "bind" && ts.isCallExpression(parent.parent);
  return isBind ? placeOf(ask, parent.parent) : at;
}

function turnOf(ask: Ask, place: TS.Node): Turn {
  const { ts } = ask;
  if (isCallbackMember(ask, place)) return "later";
  const call = place.parent;
  if (ts.isNewExpression(call)) return isPromiseClass(ask, call) ? "same" : "unknown";
  if (ts.isBinaryExpression(call)) return isHandlerProperty(ask, call, place) ? "later" : "unknown";
  if (!ts.isCallExpression(call)) return "unknown";
  if (call.expression === place) return "same";
  const name = calledName(ask, call.expression);
  if (name === undefined) return "unknown";
  if (SCHEDULERS.has(name)) return "later";
  // `on(emitter, "event", handler)`, as component libraries write it
  if (!ts.isPropertyAccessExpression(call.expression)) return name === "on" && call.arguments.length > 2 ? "later" : "unknown";
  if (CONTINUATIONS.has(name) || REGISTRATIONS.has(name) || NAMED_REGISTRATION.test(name) || isRoute(ask, call, place)) return "later";
  return IMMEDIATE.has(name) ? "same" : "unknown";
}

/** `new Writable({ write() {} })`, `client.start({ onMessage: () => {} })`. */
function isCallbackMember(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  const member = ts.isMethodDeclaration(node) ? node : node.parent;
  if (!ts.isMethodDeclaration(member) && !ts.isPropertyAssignment(member)) return false;
  const { parent: literal } = member;
  if (!ts.isObjectLiteralExpression(literal) || !ts.isIdentifier(member.name)) return false;
  const isArgument = ts.isCallExpression(literal.parent) || ts.isNewExpression(literal.parent);
  return isArgument && CALLBACK_MEMBER.test(member.name.text);
}

/** `socket.onmessage = handler`. */
function isHandlerProperty(ask: Ask, assignment: TS.BinaryExpression, handler: TS.Node): boolean {
  const { left } = assignment;
  return assignment.right === handler && ask.ts.isPropertyAccessExpression(left) && /^on[a-z]/.test(left.name.text);
}

/** `app.post("/jobs", handler)`. */
function isRoute(ask: Ask, call: TS.CallExpression, handler: TS.Node): boolean {
  const [first] = call.arguments;
  return first !== undefined && first !== handler && ask.ts.isStringLiteralLike(first) && first.text.startsWith("/");
}

/** `new Promise(executor)`, also of a subclass: by convention its name ends in `Promise`. */
export function isPromiseClass(ask: Ask, creation: TS.NewExpression): boolean {
  return ask.ts.isIdentifier(creation.expression) && creation.expression.text.endsWith("Promise");
}

/**
 * The activation that really runs a node: callbacks that run before their call returns (array methods, Promise executors,
 * functions called on the spot) belong to the function around them.
 */
export function homeOf(ask: Ask, node: TS.Node): Activation {
  const { ts } = ask;
  let home = ask.enclosing(node);
  while (ts.isArrowFunction(home) || ts.isFunctionExpression(home)) {
    const place = placeOf(ask, home);
    if (turnOf(ask, place) !== "same") return home;
    home = ask.enclosing(place);
  }
  return home;
}

/** Whether a function's own body (not that of functions in it) awaits or yields. */
export function suspends(ask: Ask, activation: Activation): boolean {
  const { ts } = ask;
  if (ts.isSourceFile(activation) || !("body" in activation) || !activation.body) return false;
  const visit = (node: TS.Node): boolean => {
    if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier) return true;
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(activation.body);
}

/** Whether a timer, an event or a settled promise starts a function where it stands. */
export function isLaterCallback(ask: Ask, activation: Activation): boolean {
  const { ts } = ask;
  const isValue = ts.isArrowFunction(activation) || ts.isFunctionExpression(activation) || ts.isMethodDeclaration(activation);
  return isValue && turnOf(ask, placeOf(ask, activation)) === "later";
}

/**
 * Whether a function is started where it stands as soon as this turn is over: `queueMicrotask(f)`, `process.nextTick(f)`, `Promise.resolve().then(f)`, `setImmediate(f)`,
 * `setTimeout(f, 0)`.
 */
export function runsNextTurn(ask: Ask, activation: TS.Node): boolean {
  const { ts } = ask;
  if (!ts.isExpression(activation)) return false;
  const call = placeOf(ask, activation).parent;
  if (!ts.isCallExpression(call) || call.expression === activation) return false;
  const name = calledName(ask, call.expression);
  if (name === "queueMicrotask" || name === "nextTick" || name === "setImmediate") return true;
  const [, delay] = call.arguments;
  if (name === "setTimeout" && (!delay || (ts.isNumericLiteral(delay) && delay.text === "0"))) return true;
  const isSettled = ts.isPropertyAccessExpression(call.expression) && /^Promise\s*\.\s*resolve\(\)$/.test(call.expression.expression.getText());
  return name === "then" && isSettled;
}

/**
 * Whether an activation runs in a turn of its own: it suspends, a timer, an event or a settled promise starts it, or code
 * in sight that does so calls it. An async caller counts in the same file only: elsewhere it says little about this
 * function, while a timer or an event does wherever it stands.
 */
export function runsLater(ask: Ask, activation: Activation, isNear = true, calls = 0): boolean {
  if (calls > MAX_CALLS || ask.ts.isSourceFile(activation)) return false;
  if ((isNear && suspends(ask, activation)) || isLaterCallback(ask, activation)) return true;
  for (const reference of eachReferenceTo(ask, activation)) {
    const place = placeOf(ask, reference);
    const staysNear = isNear && reference.getSourceFile() === activation.getSourceFile();
    if (isCallee(ask, place) ? runsLater(ask, homeOf(ask, reference), staysNear, calls + 1) : turnOf(ask, place) === "later") return true;
  }
  return false;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import { NAMED_REGISTRATION } from "./turns.ts";

/** Methods that keep a callback and run it on every event of a name, or on every item of a source. */
const REGISTRATIONS: ReadonlySet<string> = new Set([
  "on", "addListener", "prependListener", "addEventListener", "subscribe", "addHandler", "observe", "listen", "consume", "handle", "onMessage", "onData",
]);

/** Methods that run a callback on the next event of a name, and then no more. */
const NEXT_ONLY: ReadonlySet<string> = new Set(["once", "prependOnceListener"]);

/** Functions that run a callback when time has passed (Node 20, browsers). */
const TIMERS: ReadonlySet<string> = new Set(["setTimeout", "setInterval", "setImmediate", "requestIdleCallback", "requestAnimationFrame"]);

/** Events of a life cycle, of which a source has few however busy it is. */
const LIFE_CYCLE =
  /^(?:open|close|end|exit|error|ready|connect|load|init|start|stop|finish|disconnect|abort|timeout|beforeunload|pagehide|pageshow|unload|drain|online|offline|domcontentloaded|visibilitychange|deviceready)(?:ed|d|ing)?$/i;

/** Events that a person brings about one at a time. */
const BY_HAND = /^(?:(?:dbl|aux)?click|contextmenu|key|(?:mouse|key|pointer|touch)\w+|submit|change|focus|blur|selectionchange)$/i;

/** Events of a parser that runs through one text at its caller's pace (sax 1.4, htmlparser2 9, node-expat 2.4). */
const OF_A_TEXT = /^(?:(?:open|close)(?:tag(?:name|start)?|cdata|namespace)|(?:start|end)(?:element|cdata)|cdata|processinginstruction)$/i;

/** Members of an options object that a client of a broker runs for every message (kafkajs 2, sqs-consumer 12). */
const DELIVERED = /^(?:each(?:Message|Batch)|handleMessage(?:Batch)?)$/;

/** What happens, in the name of a method that registers: `onMessage`, `addMessageListener`. */
const OF_A_REGISTRATION = /^(?:on|add|set|register)(\w+?)(?:Listener|Handler|Callback|Consumer|Subscriber|Observer)?$/;

/** Modules of Node.js whose `createServer` runs its callback for every request or connection (Node 20). */
const SERVERS = /["'](?:node:)?(?:https?|http2|net|tls)["']/;

/** Methods of routers that run a callback for every request to a path (express 5, fastify 5, @koa/router 14, hono 4, restify 11, polka 0.5). */
const ROUTES: ReadonlySet<string> = new Set(["get", "post", "put", "patch", "delete", "del", "head", "options", "opts", "all", "use", "ws"]);

/** What starts a function where it stands or is handed over. `name` is the event's, or the timer's. */
export interface Start {
  readonly by: "traffic" | "life cycle" | "hand" | "text" | "timer";
  readonly name: string;
}

/** What wraps a handler and gives it on: `wrap(handler)`, `asyncHandler(schema, handler)`. So many of them stand around one another. */
const MAX_WRAPPERS = 3;

/**
 * What starts the function at a place, if the place tells: `socket.on("data", f)`, `source.subscribe(f)`, `worker.onmessage = f`,
 * `connect({ onMessage: f })`, `setInterval(f, 1000)`. An event that is no step of a life cycle and not made by hand comes as often as somebody sends.
 */
export function startOf(ask: Ask, place: TS.Node, wrappers = 0): Start | undefined {
  const { ts } = ask;
  const at = placeOf(ask, place);
  const { parent } = at;
  if (ts.isBinaryExpression(parent) && parent.right === at && ts.isPropertyAccessExpression(parent.left)) return eventOf(/^on(\w+)$/.exec(parent.left.name.text)?.[1]);
  const member = ts.isMethodDeclaration(at) ? at : parent;
  if (isHandlerOfRoute(ask, member)) return { by: "traffic", name: "request" };
  if ((ts.isPropertyAssignment(member) || ts.isMethodDeclaration(member)) && ts.isObjectLiteralExpression(member.parent)) {
    const name = member.name.getText();
    if (DELIVERED.test(name)) return { by: "traffic", name: "message" };
    return eventOf(name === "next" ? name : /^on([A-Z]\w*)$/.exec(name)?.[1]);
  }
  if (!ts.isCallExpression(parent) || parent.expression === at) return undefined;
  const method = calledName(ask, parent.expression);
  if (method === undefined) return undefined;
  if (TIMERS.has(method)) return { by: "timer", name: method };
  if (/^create(?:Secure)?Server$/.test(method) && isOfServers(ask, parent.expression)) return { by: "traffic", name: "request" };
  if (ROUTES.has(method) && isRoute(ask, parent, at)) return { by: "traffic", name: "request" };
  if (NEXT_ONLY.has(method)) return { by: "life cycle", name: nameOfEvent(ask, parent, at) ?? method };
  // `on(emitter, "event", handler)`, as component libraries write it
  const isMethod = ts.isPropertyAccessExpression(parent.expression) || (method === "on" && parent.arguments.length > 2);
  if (REGISTRATIONS.has(method) && isMethod) return eventOf(nameOfEvent(ask, parent, at) ?? method);
  if (NAMED_REGISTRATION.test(method) && isMethod) return eventOf(nameOfEvent(ask, parent, at) ?? method.replace(OF_A_REGISTRATION, "$1"));
  return wrappers < MAX_WRAPPERS ? startOf(ask, parent, wrappers + 1) : undefined;
}

/** Whether a callee comes from one of the modules that make servers: `createServer`, `http.createServer`. */
function isOfServers(ask: Ask, callee: TS.Expression): boolean {
  const { ts } = ask;
  const root = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
  const binding = ts.isIdentifier(root) ? ask.about(root.getSourceFile()).bindingOf(root) : undefined;
  const statement = binding && ts.findAncestor(binding, (node) => ts.isImportDeclaration(node) || ts.isVariableStatement(node));
  return statement !== undefined && SERVERS.test(statement.getText());
}

/** `app.post("/jobs", auth, handler)`: a path first, and not the one request that a client of Node's own `http.get("/jobs", callback)` sends. */
function isRoute(ask: Ask, call: TS.CallExpression, handler: TS.Node): boolean {
  const { ts } = ask;
  const [first] = call.arguments;
  if (!first || first === handler || !ts.isPropertyAccessExpression(call.expression)) return false;
  const path = pathOf(ask, first);
  const isPath = (ts.isStringLiteralLike(path) || ts.isTemplateExpression(path) || ts.isRegularExpressionLiteral(path)) && /^["'`/]\^?\\?[/*]|^\/[^/]/.test(path.getText());
  return isPath && !isOfServers(ask, call.expression);
}

/** What a path is written as: itself, the first of several, or what a constant with its name holds. */
function pathOf(ask: Ask, path: TS.Expression): TS.Expression {
  const { ts } = ask;
  if (ts.isArrayLiteralExpression(path)) return path.elements[0] ? pathOf(ask, path.elements[0]) : path;
  const declaration = ts.isIdentifier(path) ? ask.about(path.getSourceFile()).declarationOf(path) : undefined;
  const value = declaration && ts.isVariableDeclaration(declaration) && ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const ? declaration.initializer : undefined;
  return value && value.end < path.pos ? pathOf(ask, value) : path;
}

/** `server.route({ method: "POST", url: "/jobs", handler })` (fastify 5, @hapi/hapi 21). */
function isHandlerOfRoute({ ts }: Ask, member: TS.Node): boolean {
  const isHandler = (ts.isPropertyAssignment(member) || ts.isMethodDeclaration(member) || ts.isShorthandPropertyAssignment(member)) && member.name.getText() === "handler";
  if (!isHandler || !ts.isObjectLiteralExpression(member.parent)) return false;
  const names = new Set(member.parent.properties.map(({ name }) => name?.getText()));
  return names.has("method") && (names.has("url") || names.has("path"));
}

function eventOf(name: string | undefined): Start | undefined {
  if (name === undefined) return undefined;
  const by = LIFE_CYCLE.test(name) ? "life cycle" : BY_HAND.test(name) ? "hand" : OF_A_TEXT.test(name) ? "text" : "traffic";
  return { by, name };
}

/** `"data"` of `on("data", f)`, `Message` of `on(Events.Message, f)`. */
function nameOfEvent(ask: Ask, call: TS.CallExpression, handler: TS.Node): string | undefined {
  const { ts } = ask;
  const text = call.arguments.find((argument) => argument !== handler && ts.isStringLiteralLike(argument));
  if (text && ts.isStringLiteralLike(text)) return text.text;
  const [first] = call.arguments;
  return first && first !== handler && ts.isPropertyAccessExpression(first) ? first.name.text : undefined;
}

/** Skips wrappers and `.bind(this)`: the place where a function value ends up. */
function placeOf(ask: Ask, node: TS.Node): TS.Node {
  const { ts } = ask;
  const at = unwrapped(ask, node);
  const { parent } = at;
  const isBind = ts.isPropertyAccessExpression(parent) && parent.name.text === "bind" && ts.isCallExpression(parent.parent);
  return isBind ? placeOf(ask, parent.parent) : at;
}

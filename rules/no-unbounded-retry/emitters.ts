import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { edgesFrom } from "./reach.ts";

/** Methods that open again what has ended. */
const OPENS = /^(?:re)?(?:connect|open|login|start|initiali[sz]e|subscribe|listen)(?:[A-Z]|$)/;

/** What makes a connection: its end comes at once where the other side is down. */
const MAKES = /^(?:connect|createConnection|createClient|io)$/;
const CONNECTIONS = /(?:Socket|EventSource|Client|Connection)$/;

const MAX_HOPS = 2;

/** The object whose events a handler is registered for each time (`on`), not for the next time alone. */
export function emitterOf(ask: Ask, handler: TS.Node): TS.Expression | undefined {
  const { ts } = ask;
  const { parent } = handler;
  if (ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression)) return /^(?:on|addEventListener|addListener)$/.test(parent.expression.name.text) ? parent.expression.expression : undefined;
  return ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left) ? parent.left.expression : undefined;
}

/** Whether what is run opens the same object again, in itself or in a function that it calls: then its next end comes to the same handler. */
export function opensAgain(ask: Ask, run: TS.Node, emitter: TS.Expression, hops: number = MAX_HOPS): boolean {
  const { ts } = ask;
  const root = rootOf(ask, emitter);
  const visit = (node: TS.Node): boolean => {
    const callee = ts.isCallExpression(node) ? inside(ask, node.expression) : undefined;
    if (callee && ts.isPropertyAccessExpression(callee) && OPENS.test(callee.name.text) && rootOf(ask, callee.expression) === root) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return root !== undefined && (visit(run) || (hops > 0 && edgesFrom(ask, run).some(({ to }) => opensAgain(ask, to, emitter, hops - 1))));
}

/** `client` of `client.user`, `this.client` of `this.client.socket`; `mongoose` of `mongoose.connection`. */
function rootOf({ ts }: Ask, expression: TS.Expression): string | undefined {
  let at = expression;
  while (ts.isPropertyAccessExpression(at) && at.expression.kind !== ts.SyntaxKind.ThisKeyword) at = at.expression;
  return ts.isIdentifier(at) || ts.isPropertyAccessExpression(at) ? at.getText() : undefined;
}

/** Makes what listens on this machine: its end, or its failure, is nobody else's. */
const SERVES = /^(?:net|http|https|tls|http2)?\.?createServer$|^(?:Server|WebSocketServer|WebSocket\.Server)$/;

/** Whether a handler is one of a server that the file itself makes. */
export function isOfServer(ask: Ask, handler: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = handler;
  const emitter = ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) ? inside(ask, parent.expression.expression) : undefined;
  const name = emitter && ts.isPropertyAccessExpression(emitter) ? emitter.name : emitter;
  if (!name || !ts.isIdentifier(name)) return false;
  return ask.named(name.text).some((use) => {
    const at = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
    const holder = at.parent;
    const isHeld = (ts.isVariableDeclaration(holder) && holder.name === at) || (ts.isBinaryExpression(holder) && holder.left === at);
    const value = isHeld ? (ts.isVariableDeclaration(holder) ? holder.initializer : holder.right) : undefined;
    return value !== undefined && (ts.isCallExpression(value) || ts.isNewExpression(value)) && SERVES.test(value.expression.getText()) && ask.declarationOf(use) === ask.declarationOf(name);
  });
}

/** Whether a handler is one of a connection that the function itself makes. */
export function isOfOwnConnection(ask: Ask, handler: TS.Node, home: TS.Node): boolean {
  const { ts } = ask;
  const emitter = emitterOf(ask, handler);
  const text = emitter?.getText();
  if (!emitter || text === undefined) return false;
  const isMade = (value: TS.Expression | undefined): boolean => {
    const made = value && inside(ask, ts.isAwaitExpression(value) ? value.expression : value);
    if (made && ts.isNewExpression(made)) return CONNECTIONS.test(made.expression.getText());
    return made !== undefined && ts.isCallExpression(made) && MAKES.test(calledName(ask, made.expression) ?? "");
  };
  const visit = (node: TS.Node): boolean => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === text && isMade(node.initializer)) return true;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && node.left.getText() === text && isMade(node.right)) return true;
    return node !== handler && (ts.forEachChild(node, visit) ?? false);
  };
  return visit(home);
}

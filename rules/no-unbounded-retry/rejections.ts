import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { completes, hasContinue, isLoop } from "./flow.ts";
import type { Loop } from "./outcomes.ts";
import { conditionOf } from "./outcomes.ts";
import { isPlain } from "./plain.ts";
import type { Failure } from "./status-checks.ts";

/** A handler that is written where it is handed over. */
type Handler = TS.ArrowFunction | TS.FunctionExpression;

/**
 * `const res = await send().catch((error) => { log(error); return undefined; });` in a loop that goes on without a result: the clause of `try` in another spelling.
 */
export function findRejected(ask: Ask, loop: Loop, body: TS.Block): Failure | undefined {
  const { ts } = ask;
  for (const statement of body.statements) {
    const awaited = awaitedIn(ask, statement);
    const handler = awaited && handlerOf(ask, inside(ask, awaited.expression));
    if (!awaited || !handler || !swallows(ask, handler) || !isLeftWithResult(ask, loop, body, statement, awaited)) continue;
    const noted = ts.isBlock(handler.body) ? handler.body.statements.filter((each) => !ts.isReturnStatement(each)) : [];
    const isNoted = ts.isBlock(handler.body) || !ts.isAwaitExpression(handler.body);
    return { at: handler, attempted: [awaited], isPlain: isNoted && isPlain(ask, noted), handler: handler.body };
  }
  return undefined;
}

/** The await that a statement of the loop begins with: of a variable, an assignment, or for itself. */
function awaitedIn({ ts }: Ask, statement: TS.Statement): TS.AwaitExpression | undefined {
  const visit = (node: TS.Node): TS.AwaitExpression | undefined => (ts.isAwaitExpression(node) ? node : ts.isFunctionLike(node) ? undefined : ts.forEachChild(node, visit));
  return ts.isVariableStatement(statement) || ts.isExpressionStatement(statement) ? visit(statement) : undefined;
}

/** The handler of `….catch(handler)` and `….then(…, handler)`. */
function handlerOf({ ts }: Ask, call: TS.Expression): Handler | undefined {
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const { text } = call.expression.name;
  const given = text === "catch" ? call.arguments[0] : text === "then" ? call.arguments[1] : undefined;
  return given && (ts.isArrowFunction(given) || ts.isFunctionExpression(given)) ? given : undefined;
}

/** Whether some way through a handler keeps the failure to itself. */
function swallows(ask: Ask, { body }: Handler): boolean {
  const { ts } = ask;
  if (!ts.isBlock(body)) return !/^(?:Promise\.reject|process\.exit)\(/.test(body.getText());
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    return ts.isReturnStatement(node) ? !node.expression?.getText().startsWith("Promise.reject(") : (ts.forEachChild(node, visit) ?? false);
  };
  return completes(ask, body) || visit(body);
}

/** Whether the loop ends once there is a result: its condition asks for it, or what follows leaves where it is there. */
function isLeftWithResult(ask: Ask, loop: Loop, body: TS.Block, statement: TS.Statement, awaited: TS.AwaitExpression): boolean {
  const { ts } = ask;
  const name = resultOf(ask, awaited);
  if (name === undefined) return false;
  const condition = conditionOf(ask, loop);
  if (condition && says(ask, condition, name) === "missing") return true;
  const rest = body.statements.slice(body.statements.indexOf(statement) + 1);
  const leaves = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isReturnStatement(node) || (ts.isBreakStatement(node) && ts.findAncestor(node, (each) => isLoop(ask, each) || ts.isSwitchStatement(each)) === loop)) return true;
    return ts.forEachChild(node, leaves) ?? false;
  };
  return rest.some((each, index) => {
    const said = ts.isIfStatement(each) ? says(ask, each.expression, name) : undefined;
    if (!said || !ts.isIfStatement(each)) return false;
    return said === "there" ? leaves(each.thenStatement) : hasContinue(ask, [each.thenStatement]) && rest.slice(index + 1).some(leaves);
  });
}

/** Whether a condition holds where a result is there, or where it is missing. */
function says(ask: Ask, condition: TS.Expression, name: string): "there" | "missing" | undefined {
  const { ts } = ask;
  const { SyntaxKind: Kind } = ts;
  const at = inside(ask, condition);
  if (ts.isPrefixUnaryExpression(at)) return says(ask, at.operand, name) === "there" ? "missing" : undefined;
  if (ts.isBinaryExpression(at)) {
    const { kind } = at.operatorToken;
    if (kind === Kind.AmpersandAmpersandToken || kind === Kind.BarBarToken) return says(ask, at.left, name) ?? says(ask, at.right, name);
    if (!/^(?:null|undefined|false)$/.test(at.right.getText())) return undefined;
    const isEqual = kind === Kind.EqualsEqualsToken || kind === Kind.EqualsEqualsEqualsToken;
    return says(ask, at.left, name) === "there" ? (isEqual ? "missing" : "there") : undefined;
  }
  const text = at.getText();
  return text === name || text.startsWith(`${name}.`) || text.startsWith(`${name}?.`) ? "there" : undefined;
}

/** What holds the result. */
function resultOf({ ts }: Ask, awaited: TS.AwaitExpression): string | undefined {
  const { parent } = awaited;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  return ts.isBinaryExpression(parent) && parent.right === awaited && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? parent.left.getText() : undefined;
}

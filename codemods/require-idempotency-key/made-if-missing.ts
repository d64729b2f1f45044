import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import { callersOf, inside } from "../../rules/model/calls.ts";

/** What a customer of Stripe, or its id, is called. */
const CUSTOMER = /customer|stripe_?id/i;

/** Whether a customer is only made where there is none: the code around the call has just seen that, or that around every call of its function. */
export function isMadeIfMissing(ask: Ask, call: TS.CallExpression): boolean {
  if (isSeenMissing(ask, call)) return true;
  const { ts } = ask;
  const home = ts.findAncestor(call, (node): node is Body => ts.isFunctionLike(node) && "body" in node && node.parent.kind !== ts.SyntaxKind.CallExpression);
  const callers = home && callersOf(ask, home);
  return callers !== undefined && callers.length > 0 && callers.every((each) => isSeenMissing(ask.about(each.getSourceFile()), each));
}

/** Whether a call is reached only where a test has said that there is no customer. */
function isSeenMissing(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  for (let node: TS.Node = call; !(ts.isFunctionLike(node.parent) && !ts.isCallExpression(node.parent.parent)) && !ts.isSourceFile(node.parent); node = node.parent) {
    const { parent } = node;
    if (ts.isIfStatement(parent) && node !== parent.expression && says(ask, parent.expression, node === parent.elseStatement)) return true;
    if (ts.isConditionalExpression(parent) && node !== parent.condition && says(ask, parent.condition, node === parent.whenFalse)) return true;
    if (ts.isBinaryExpression(parent) && parent.right === node && isFallback(ask, parent) && CUSTOMER.test(parent.left.getText())) return true;
    if (ts.isBlock(parent) && parent.statements.some((each) => each.end <= node.pos && leavesIfThere(ask, each))) return true;
  }
  return false;
}

function isFallback({ ts }: Ask, { operatorToken: { kind } }: TS.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
}

/** `if (billing?.stripeCustomerId) return billing.stripeCustomerId;` */
function leavesIfThere(ask: Ask, statement: TS.Statement): boolean {
  const { ts } = ask;
  if (!ts.isIfStatement(statement) || !says(ask, statement.expression, true)) return false;
  const { thenStatement } = statement;
  const last = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
}

/** Whether a test says that there is a customer, or else that there is none. Only a test of one name says it for certain. */
function says(ask: Ask, test: TS.Expression, isThere: boolean): boolean {
  const { ts } = ask;
  const node = inside(ask, test);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken && says(ask, node.operand, !isThere);
  if (ts.isBinaryExpression(node)) {
    const { operatorToken: { kind }, left, right } = node;
    const isNothing = right.kind === ts.SyntaxKind.NullKeyword || right.getText() === "undefined";
    const isEqual = kind === ts.SyntaxKind.EqualsEqualsToken || kind === ts.SyntaxKind.EqualsEqualsEqualsToken;
    const isOther = kind === ts.SyntaxKind.ExclamationEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
    return isNothing && ((isEqual && !isThere) || (isOther && isThere)) && namesCustomer(ask, left);
  }
  return isThere && namesCustomer(ask, node);
}

/** `user.stripeCustomerId`, or `existing` of `const existing = await findCustomer(user)`. */
function namesCustomer(ask: Ask, expression: TS.Expression): boolean {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isPropertyAccessExpression(node)) return CUSTOMER.test(node.name.text);
  if (!ts.isIdentifier(node)) return false;
  const binding = ask.bindingOf(node);
  return CUSTOMER.test(node.text) || (binding !== undefined && ts.isVariableDeclaration(binding) && CUSTOMER.test(binding.initializer?.getText() ?? ""));
}

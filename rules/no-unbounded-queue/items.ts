import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import { kindOfCreation } from "./creation.ts";
import { classifyFlow, classifySize } from "./flow.ts";
import { isOverflow } from "./limits.ts";
import { findRebuilt, isSweep } from "./rebuilt.ts";
import type { Stock } from "./stocks.ts";
import { isAssignment } from "./target.ts";
import type { Classified, Classify, Follow } from "./uses.ts";

/** Uses of the container itself. */
export const classifyItems: Classify = (ask, stock, expression, follow) => {
  const { ts } = ask;
  const at = unwrapped(ask, expression);
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === at) return classifyMember(ask, stock, parent, follow);
  if (ts.isElementAccessExpression(parent) && parent.expression === at) return classifyElement(ask, parent);
  if (ts.isBinaryExpression(parent) && isAssignment(ask, parent) && parent.left === at) return classifyAssignment(ask, parent);
  if (ts.isDeleteExpression(parent)) return { operation: "clear", at: parent };
  return classifyFlow(ask, at, follow, "stock");
};

/** `stock.member` and `stock.member(…)`. */
function classifyMember(ask: Ask, stock: Stock, access: TS.PropertyAccessExpression, follow: Follow): Classified | undefined {
  const { ts } = ask;
  const { kind } = stock;
  const member = access.name.text;
  const outer = unwrapped(ask, access);
  const { parent } = outer;
  const call = ts.isCallExpression(parent) && parent.expression === outer ? parent : undefined;
  if (kind.size.has(member)) return classifyLength(ask, parent, outer) ?? classifySize(ask, stock, call ?? access, follow);
  if (!call) return { operation: "read", at: outer };
  if (kind.add.has(member)) return { operation: "add", at: call, items: call.arguments };
  if (kind.take.has(member)) return { operation: member === kind.takeLast ? "take-last" : "take", at: call };
  if (kind.waits?.has(member)) return { operation: ts.isAwaitExpression(call.parent) ? "wait" : "read", at: call };
  if (kind.drain?.has(member)) return { operation: "drain", at: call };
  if (kind.clear.has(member)) return { operation: "clear", at: call };
  if (kind.remove.has(member)) return { operation: "remove", at: call };
  if (member === "splice") return classifySplice(ask, call);
  if (member === "concat") return classifyConcat(ask, call, access.expression);
  return { operation: member === "filter" || member === "indexOf" || member === "findIndex" ? "search" : "read", at: call };
}

/** `stock.length = …`, `stock.length--`. */
function classifyLength(ask: Ask, parent: TS.Node, length: TS.Node): Classified | undefined {
  const { ts } = ask;
  if (ts.isBinaryExpression(parent) && parent.left === length && isAssignment(ask, parent)) {
    return { operation: ts.isNumericLiteral(parent.right) && parent.right.text === "0" ? "clear" : "trim", at: parent };
  }
  const isStep = (ts.isPostfixUnaryExpression(parent) || ts.isPrefixUnaryExpression(parent)) && parent.operator === ts.SyntaxKind.MinusMinusToken;
  return isStep ? { operation: "take", at: parent } : undefined;
}

function classifySplice(ask: Ask, call: TS.CallExpression): Classified {
  const { ts } = ask;
  const [start, count, ...items] = call.arguments;
  if (items.length > 0) return { operation: "add", at: call, items };
  if (start && ts.isNumericLiteral(start) && start.text === "0") return { operation: count === undefined ? "drain" : isOverflow(ask, call, count) ? "trim" : "take", at: call };
  // `splice(index, n)` edits a list in place; a run goes from the head
  if (start && ts.isIdentifier(start) && count && !ts.isNumericLiteral(count)) return { operation: "remove", at: call };
  // splice(index, 1): a known item goes, unless the count says that a run goes
  return { operation: count && ts.isNumericLiteral(count) ? "remove" : "take", at: call };
}

function classifyConcat(ask: Ask, call: TS.CallExpression, stock: TS.Expression): Classified {
  const { ts } = ask;
  const { parent } = unwrapped(ask, call);
  const isAppend = ts.isBinaryExpression(parent) && isAssignment(ask, parent) && isSame(parent.left, stock);
  return isAppend ? { operation: "add", at: parent, items: call.arguments } : { operation: "read", at: call };
}

/** `stock[index]`, `stock[stock.length] = item`, `stock[next++] = item`. */
function classifyElement(ask: Ask, access: TS.ElementAccessExpression): Classified {
  const { ts } = ask;
  const outer = unwrapped(ask, access);
  const { parent } = outer;
  if (ts.isDeleteExpression(parent)) return { operation: "remove", at: parent };
  if (!ts.isBinaryExpression(parent) || parent.left !== outer || !isAssignment(ask, parent)) return { operation: "read", at: outer };
  const index = access.argumentExpression;
  const grows = ts.isPostfixUnaryExpression(index) || (ts.isPropertyAccessExpression(index) && index.name.text === "length" && isSame(index.expression, access.expression));
  return grows ? { operation: "add", at: parent, items: [parent.right] } : { operation: "read", at: parent };
}

/** `stock = …`. */
function classifyAssignment(ask: Ask, assignment: TS.BinaryExpression): Classified {
  const { ts } = ask;
  const { left, right: value } = assignment;
  const appended = findAppended(ask, value, left);
  if (appended) return { operation: "add", at: assignment, items: appended };
  const isEmpty = ts.isArrayLiteralExpression(value) || ts.isNewExpression(value) || ts.isObjectLiteralExpression(value) || kindOfCreation(ask, value);
  if (isEmpty && isFirst(ask, assignment)) return { operation: "read", at: assignment };
  const isNothing = value.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(value) && value.text === "undefined");
  if (isEmpty || isNothing) return { operation: "clear", at: assignment };
  const method = ts.isCallExpression(value) && ts.isPropertyAccessExpression(value.expression) && isSame(value.expression.expression, left) ? value.expression.name.text : undefined;
  if (method === "slice") return { operation: isTrim(ask, value as TS.CallExpression) ? "trim" : "take", at: assignment };
  const rebuilt = findRebuilt(ask, assignment);
  if (!rebuilt) return { operation: mentions(value, left) ? "read" : "replace", at: assignment };
  if (rebuilt.steps.some((step) => ts.isCallExpression(step) && calledName(ask, step.expression) === "slice" && isTrim(ask, step))) return { operation: "trim", at: assignment };
  if (rebuilt.items.length > 0) return { operation: "add", at: assignment, items: rebuilt.items };
  if (isSweep(ask, assignment, rebuilt)) return { operation: "sweep", at: assignment };
  return { operation: rebuilt.steps.some((step) => !ts.isCallExpression(step) || /^(?:filter|reduce)$/.test(calledName(ask, step.expression) ?? "")) ? "remove" : "read", at: assignment };
}

/** `if (!lists[key]) lists[key] = []`, `if (lists[key] === undefined) …`: where there was none, nothing goes. */
function isFirst(ask: Ask, assignment: TS.BinaryExpression): boolean {
  const { ts } = ask;
  const statement = assignment.parent;
  const branch = ts.isBlock(statement.parent) ? statement.parent.parent : statement.parent;
  if (!ts.isIfStatement(branch)) return false;
  const { expression: condition } = branch;
  if (ts.isPrefixUnaryExpression(condition)) return condition.operator === ts.SyntaxKind.ExclamationToken && isSame(condition.operand, assignment.left);
  if (!ts.isBinaryExpression(condition) || !/^===?$/.test(condition.operatorToken.getText()) || !/^(?:null|undefined|["']undefined["'])$/.test(condition.right.getText())) return false;
  return isSame(ts.isTypeOfExpression(condition.left) ? condition.left.expression : condition.left, assignment.left);
}

/** `slice(-max)` and `slice(0, max)` keep at most that many; `slice(n)` drops a run from the head. */
function isTrim(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const [start, end] = call.arguments;
  if (!start) return false;
  return end !== undefined || ts.isPrefixUnaryExpression(start) || (ts.isBinaryExpression(start) && start.operatorToken.kind === ts.SyntaxKind.MinusToken);
}

/** What `[...stock, item]` appends, also inside a call that merges: `stock = merge([...stock, item])`. */
function findAppended(ask: Ask, value: TS.Expression, stock: TS.Expression): readonly TS.Expression[] | undefined {
  const { ts } = ask;
  const list = ts.isCallExpression(value) ? value.arguments[0] : value;
  if (!list || !ts.isArrayLiteralExpression(list)) return undefined;
  const rest = list.elements.filter((element) => !(ts.isSpreadElement(element) && isSame(element.expression, stock)));
  return rest.length < list.elements.length && rest.length > 0 ? rest : undefined;
}

function isSame(a: TS.Node, b: TS.Node): boolean {
  return a.getText() === b.getText();
}

function mentions(value: TS.Node, stock: TS.Node): boolean {
  return value.getText().includes(stock.getText());
}

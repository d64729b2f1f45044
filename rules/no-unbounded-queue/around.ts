import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { isCallee, nameOfFunction, referencesTo, unwrapped } from "../model/functions.ts";
import { classifyFlow } from "./flow.ts";
import { isAssignment } from "./target.ts";
import type { Classified, Classify, Follow } from "./uses.ts";

/** Uses of the Map or record that the containers are in. */
export const classifyAround: Classify = (ask, _stock, expression, follow) => {
  const { ts } = ask;
  const at = unwrapped(ask, expression);
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === at) {
    const call = unwrapped(ask, parent).parent;
    if (!ts.isCallExpression(call)) return { operation: "read", at: parent };
    if (parent.name.text === "values") followTotal(ask, at, follow);
    if (parent.name.text !== "get") return classifyMapCall(ask, call, parent.name.text);
    follow([call], "stock");
    return undefined;
  }
  if (ts.isElementAccessExpression(parent) && parent.expression === at) {
    if (ts.isDeleteExpression(parent.parent)) return { operation: "clear", at: parent.parent };
    follow([parent], "stock");
    return undefined;
  }
  if (ts.isBinaryExpression(parent) && isAssignment(ask, parent) && parent.left === at) {
    return { operation: ts.isNewExpression(parent.right) || ts.isObjectLiteralExpression(parent.right) ? "clear" : "read", at: parent };
  }
  followTotal(ask, at, follow);
  return classifyFlow(ask, at, follow, "around");
};

function classifyMapCall(ask: Ask, call: TS.CallExpression, member: string): Classified | undefined {
  if (member === "set") return classifySet(ask, call);
  if (member === "clear") return { operation: "clear", at: call };
  if (member === "delete") return isTidyUp(ask, call) ? undefined : { operation: "clear", at: call };
  return member === "has" ? undefined : { operation: "read", at: call };
}

/** A function that adds up the sizes of what the Map holds gives the size of the whole. */
function followTotal(ask: Ask, at: TS.Node, follow: Follow): void {
  const { ts } = ask;
  const home = ask.enclosing(at);
  if (ts.isSourceFile(home) || ts.isClassStaticBlockDeclaration(home) || !/\b(?:length|size|byteLength)\b/.test(home.getText())) return;
  const isTotal = home.type ? home.type.kind === ts.SyntaxKind.NumberKeyword : /total|count|size|length|bytes/i.test(nameOfFunction(ask, home)?.text ?? "");
  if (isTotal) follow((referencesTo(ask, home, isSupportCode) ?? []).map((reference) => (isCallee(ask, reference) ? (reference.parent as TS.CallExpression) : reference)), "size");
}

/** `map.set(key, [...before, item])` adds; `map.set(key, [])` is where a stock begins. */
function classifySet(ask: Ask, call: TS.CallExpression): Classified | undefined {
  const { ts } = ask;
  const value = call.arguments[1];
  if (!value || !ts.isArrayLiteralExpression(value)) return undefined;
  const items = value.elements.filter((element) => !ts.isSpreadElement(element) || !isLookedUp(ask, element.expression, call));
  return items.length > 0 && items.length < value.elements.length ? { operation: "add", at: call, items } : undefined;
}

/** Whether an expression is what the same Map held before: the look-up itself, or a local that was set from it. */
function isLookedUp(ask: Ask, source: TS.Expression, set: TS.CallExpression): boolean {
  const { ts } = ask;
  const map = ts.isPropertyAccessExpression(set.expression) ? set.expression.expression.getText() : "";
  const declaration = ts.isIdentifier(source) ? ask.declarationOf(source) : undefined;
  const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : source;
  return value?.getText().includes(`${map}.get(`) ?? false;
}

/** `if (list.length === 0) map.delete(key)` removes what is empty already. */
function isTidyUp(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const branch = ts.findAncestor(call, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isIfStatement(node)));
  return branch !== undefined && /\b(?:length|size)\b/.test((branch as TS.IfStatement).expression.getText());
}

/** Uses of the object that the stock is a member of: when it is replaced, the stock is. */
export const classifyHolder: Classify = (ask, stock, expression, follow) => {
  const { ts } = ask;
  const at = unwrapped(ask, expression);
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === at) {
    if (parent.name.text === stock.holder?.member) follow([parent], stock.around ? "around" : "stock");
    return undefined;
  }
  if (ts.isBinaryExpression(parent) && isAssignment(ask, parent) && parent.left === at) return { operation: "clear", at: parent };
  const goesOn = ts.isVariableDeclaration(parent) || ts.isReturnStatement(parent);
  return goesOn ? classifyFlow(ask, at, follow, "holder") : undefined;
};

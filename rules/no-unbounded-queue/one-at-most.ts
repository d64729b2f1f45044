import type * as TS from "typescript";
import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { isCallee } from "../model/functions.ts";
import { callersInProduction, driverOf } from "./callers.ts";
import { isOpen } from "./outside.ts";
import { leaves, waysAround } from "./parked.ts";
import { waitsBetween } from "./reset.ts";
import type { Use } from "./uses.ts";

/** So many functions are looked at between a task and where it adds itself again. */
const MAX_FUNCTIONS = 12;

/** `if (queue.size > 0) return; queue.add(task)`: what is added only when there is nothing, is alone. Who waits in between may find others there. */
export function isAddedToNothing(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  return waysAround(ask, add).some(({ condition, adds }) => uses.some(({ operation, at }) => operation === "size" && saysNone(ask, condition, adds, at)) && !waitsBetween(ask, add.home, condition.end, add.at.pos));
}

/** Whether a condition that is `value` says that a size is 0. */
function saysNone(ask: Ask, condition: TS.Expression, value: boolean, size: TS.Node): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  if (size.pos < condition.pos || size.end > condition.end) return false;
  if (ts.isParenthesizedExpression(condition)) return saysNone(ask, condition.expression, value, size);
  if (ts.isPrefixUnaryExpression(condition) && condition.operator === K.ExclamationToken) return saysNone(ask, condition.operand, !value, size);
  if (!ts.isBinaryExpression(condition)) return !value && (condition === size || condition.getText() === size.getText());
  const { left, right, operatorToken: { kind } } = condition;
  // Both sides of `a && b` hold where it does, and neither of `a || b` where it doesn't.
  if (kind === (value ? K.AmpersandAmpersandToken : K.BarBarToken)) return saysNone(ask, left, value, size) || saysNone(ask, right, value, size);
  if (left.getText() !== size.getText() || !ts.isNumericLiteral(right)) return false;
  const none = right.text === "0" ? [K.EqualsEqualsEqualsToken, K.EqualsEqualsToken, K.LessThanEqualsToken] : right.text === "1" ? [K.LessThanToken] : [];
  const some = right.text === "0" ? [K.GreaterThanToken, K.ExclamationEqualsEqualsToken, K.ExclamationEqualsToken] : right.text === "1" ? [K.GreaterThanEqualsToken] : [];
  return (value ? none : some).some((operator) => operator === kind);
}

/** `queue = queue.filter((other) => other.kind !== item.kind); queue.push(item)`: the new one takes the place of the one of its kind. */
export function isReplacing(ask: Ask, use: Use, add: Use): boolean {
  const { ts } = ask;
  if ((use.operation !== "remove" && use.operation !== "sweep") || use.at.end > add.at.pos) return false;
  const names = new Set(add.items.flatMap((item) => (ts.isIdentifier(item) ? [item.text] : [])));
  const isOfItem = (node: TS.Node): boolean => (ts.isPropertyAccessExpression(node) ? isOfItem(node.expression) : ts.isIdentifier(node) && names.has(node.text));
  const compares = (node: TS.Node): boolean =>
    (ts.isBinaryExpression(node) && /^[=!]==?$/.test(node.operatorToken.getText()) && (isOfItem(node.left) || isOfItem(node.right))) || (ts.forEachChild(node, compares) ?? false);
  return names.size > 0 && compares(use.at);
}

/** `const release = await lock.acquire(); queue.add(async () => { …; release(); })`: the lock that what is added gives back lets in no second one. */
export function isUnderLock(ask: Ask, add: Use): boolean {
  const { ts } = ask;
  const isGivenBack = (node: TS.Node): boolean => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.arguments.length === 0) {
      const declaration = ask.declarationOf(node.expression);
      const value = declaration && ts.isVariableDeclaration(declaration) && homeOf(ask, declaration) === add.home && declaration.end <= add.at.pos ? declaration.initializer : undefined;
      if (value && ts.isAwaitExpression(value) && ts.isCallExpression(value.expression)) return true;
    }
    return ts.forEachChild(node, isGivenBack) ?? false;
  };
  return add.items.some(isGivenBack);
}

/** `if (this.isWriting) return; this.isWriting = true; …; await this.room();`: every caller waits for what it added, and none of them runs twice at a time. */
export function isOfSoleRun(ask: Ask, add: Use): boolean {
  let isCalled = false;
  for (const reference of callersInProduction(ask, add.home)) {
    if (!isCallee(ask, reference) || !ask.ts.isAwaitExpression(reference.parent.parent) || !excludesItself(ask, driverOf(ask, reference), reference.pos)) return false;
    isCalled = true;
  }
  return isCalled;
}

/** Whether a function leaves where a flag is set, and sets it, before a place. */
function excludesItself(ask: Ask, home: Activation, place: number): boolean {
  const { ts } = ask;
  if (!("body" in home) || !home.body || !ts.isBlock(home.body)) return false;
  const tested = new Set(home.body.statements.flatMap((statement) => (ts.isIfStatement(statement) && statement.end <= place && leaves(ask, statement.thenStatement) ? [statement.expression.getText()] : [])));
  const sets = (node: TS.Node): boolean => {
    if (ts.isBinaryExpression(node) && node.right.kind === ts.SyntaxKind.TrueKeyword && node.end <= place && tested.has(node.left.getText())) return true;
    return !ts.isFunctionLike(node) && (ts.forEachChild(node, sets) ?? false);
  };
  return tested.size > 0 && sets(home.body);
}

/**
 * `queue.push({ run: () => attempt(job) })` in what only `attempt` leads to: a task that adds itself again was taken out before, or run by who would have added it.
 */
export function isAddedAgain(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  const others = uses.filter((use) => use.operation === "add" && use !== add);
  const isOfItem = (place: TS.Node): boolean => [add, ...others].some(({ items }) => items.some((item) => item.getSourceFile() === place.getSourceFile() && item.pos <= place.pos && place.end <= item.end));
  let isFound = false;
  const seen = new Set<Activation>([add.home]);
  const leads = (home: Activation): boolean => {
    if (isOpen(ask, home)) return false;
    // What a function does again itself was begun by others, and so is what others out of sight call.
    const places = placesThatRun(ask, home).filter((place) => place === home || place.pos < home.pos || place.end > home.end || place.getSourceFile() !== home.getSourceFile());
    return places.length > 0 && places.every((place) => {
      const caller = homeOf(ask, place);
      const isOwn = isOfItem(place);
      isFound ||= isOwn;
      if (isOwn || seen.has(caller) || (isFound && others.some((other) => other.home === caller))) return true;
      seen.add(caller);
      return seen.size <= MAX_FUNCTIONS && !ask.ts.isSourceFile(caller) && leads(caller);
    });
  };
  return leads(add.home) && isFound;
}

/** The calls of a function; for a callback that nobody calls by name, where it stands. */
function placesThatRun(ask: Ask, home: Activation): readonly TS.Node[] {
  const { ts } = ask;
  const calls = [...callersInProduction(ask, home)].filter((reference) => isCallee(ask, reference));
  return calls.length === 0 && (ts.isArrowFunction(home) || ts.isFunctionExpression(home)) ? [home] : calls;
}

/** `if (known.has(id)) return; known.add(id); queue.push(id)`: each thing is added once, so what bounds the things bounds them here. */
export function isNewOfItsKey(ask: Ask, add: Use): boolean {
  const { ts } = ask;
  const { home } = add;
  const register = (call: TS.Node | undefined, methods: RegExp): string | undefined => {
    if (!call || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression) || !methods.test(call.expression.name.text)) return undefined;
    const [key] = call.arguments;
    return key && `${call.expression.expression.getText()} ${key.getText()}`;
  };
  const known = new Set<string>();
  for (const { condition, adds } of waysAround(ask, add)) {
    const isNegated = ts.isPrefixUnaryExpression(condition) && condition.operator === ts.SyntaxKind.ExclamationToken;
    const asked = isNegated ? condition.operand : condition;
    if (isNegated !== adds) continue;
    const local = ts.isIdentifier(asked) ? ask.declarationOf(asked) : undefined;
    const found = register(local && ts.isVariableDeclaration(local) ? local.initializer : asked, /^(?:has|get)$/);
    if (found !== undefined) known.add(found);
  }
  const sets = (node: TS.Node): boolean => {
    const put = register(node, /^(?:set|add)$/);
    return (put !== undefined && known.has(put)) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, sets) ?? false));
  };
  return known.size > 0 && "body" in home && home.body !== undefined && sets(home.body);
}

/** `this.queue.push(...other.queue)`: what another one held already moves over, and is no more than before. */
export function isMovedOver(ask: Ask, add: Use): boolean {
  const { ts } = ask;
  const stock = ts.isCallExpression(add.at) && ts.isPropertyAccessExpression(add.at.expression) ? memberOf(ask, add.at.expression.expression) : undefined;
  return stock !== undefined && add.items.length > 0 && add.items.every((item) => ts.isSpreadElement(item) && memberOf(ask, item.expression) === stock);
}

function memberOf(ask: Ask, expression: TS.Expression): TS.Declaration | undefined {
  const value = inside(ask, expression);
  return ask.ts.isPropertyAccessExpression(value) ? ask.about(value.getSourceFile()).declarationOf(value.name) : undefined;
}

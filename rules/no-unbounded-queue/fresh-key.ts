import type * as TS from "typescript";
import { FRESH_ID } from "../knowledge/fresh-ids.ts";
import type { Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import type { Use } from "./uses.ts";

/** So many locals one after the other are followed. */
const MAX_LOCALS = 3;

/**
 * Whether each addition to a Map is under a key of its own, so that it grows by every one: `map.set(nextId++, waiter)`, `const id = randomUUID(); map.set(id, waiter)`. Of a key
 * that comes from elsewhere nobody here knows how many there are.
 */
export function hasFreshKey(ask: Ask, { items, home }: Pick<Use, "items" | "home">): boolean {
  const [key] = items;
  return key !== undefined && isFreshValue(ask, key, home, MAX_LOCALS);
}

function isFreshValue(ask: Ask, value: TS.Node, home: TS.Node, locals: number): boolean {
  const { ts } = ask;
  const called = ts.isCallExpression(value) ? calledName(ask, value.expression) : undefined;
  // `uniqueId` of lodash counts.
  if (isStep(ask, value) || (called !== undefined && (FRESH_ID.test(called) || called === "uniqueId" || called === "Symbol"))) return true;
  // `String(id)`, `${prefix}-${id}`
  if (!ts.isIdentifier(value) && !ts.isPropertyAccessExpression(value)) return ts.forEachChild(value, (child) => isFreshValue(ask, child, home, locals)) ?? false;
  const counts = (node: TS.Node): boolean => isStep(ask, node, value.getText()) || (ts.forEachChild(node, counts) ?? false);
  if (counts(home)) return true;
  const declaration = locals > 0 && ts.isIdentifier(value) ? ask.declarationOf(value) : undefined;
  const initial = declaration && ts.isVariableDeclaration(declaration) && declaration.pos >= home.pos && declaration.end <= home.end ? declaration.initializer : undefined;
  return initial !== undefined && isFreshValue(ask, initial, home, locals - 1);
}

/** `next++`, `++this.next`, `next += 1`: whether a number is counted up, if need be the one of a name. */
function isStep({ ts }: Ask, node: TS.Node, counter?: string): boolean {
  const isUnary = (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && node.operator === ts.SyntaxKind.PlusPlusToken;
  const isSum = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken;
  return (isUnary && (counter === undefined || node.operand.getText() === counter)) || (isSum && (counter === undefined || node.left.getText() === counter));
}

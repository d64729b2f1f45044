import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import type { Use } from "./uses.ts";
import { MAKES_IDS } from "./words.ts";

/** So many locals one after the other are followed. */
const MAX_LOCALS = 3;

/**
 * Whether each addition to a Map is under a key of its own, so that it grows by every one: `map.set(nextId++, waiter)`, `const id = randomUUID(); map.set(id, waiter)`. Of a key
 * that comes from elsewhere nobody here knows how many there are.
 */
export function hasFreshKey(ask: Ask, { items, home }: Use): boolean {
  const [key] = items;
  return key !== undefined && isFreshValue(ask, key, home, MAX_LOCALS);
}

function isFreshValue(ask: Ask, value: TS.Node, home: TS.Node, locals: number): boolean {
  const { ts } = ask;
  if (ts.isPostfixUnaryExpression(value) || ts.isPrefixUnaryExpression(value)) return isStep(ask, value);
  if (ts.isCallExpression(value) && MAKES_IDS.test(calledName(ask, value.expression) ?? "")) return true;
  if (ts.isIdentifier(value) || ts.isPropertyAccessExpression(value)) {
    if (isCountedUp(ask, value.getText(), home)) return true;
    const declaration = locals > 0 && ts.isIdentifier(value) ? ask.declarationOf(value) : undefined;
    const initial = declaration && ts.isVariableDeclaration(declaration) && declaration.pos >= home.pos && declaration.end <= home.end ? declaration.initializer : undefined;
    return initial !== undefined && isFreshValue(ask, initial, home, locals - 1);
  }
  // `String(id)`, `${prefix}-${id}`
  return ts.forEachChild(value, (child) => isFreshValue(ask, child, home, locals)) ?? false;
}

/** Whether a function counts a number up: `next++`, `this.next += 1`. */
function isCountedUp(ask: Ask, counter: string, home: TS.Node): boolean {
  const { ts } = ask;
  const counts = (node: TS.Node): boolean => {
    if ((ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && isStep(ask, node) && node.operand.getText() === counter) return true;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken && node.left.getText() === counter) return true;
    return ts.forEachChild(node, counts) ?? false;
  };
  return counts(home);
}

function isStep({ ts }: Ask, { operator }: TS.PostfixUnaryExpression | TS.PrefixUnaryExpression): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken;
}

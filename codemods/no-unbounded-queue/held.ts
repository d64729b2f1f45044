import type * as TS from "typescript";
import { homeOf } from "../../rules/knowledge/turns.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { isWritten, type Add, type Scene } from "./scene.ts";
import { placeOf } from "./splice.ts";
import { CALLBACK_NAME } from "./words.ts";

const KEEPS = /^(?:push|unshift|set|add)$/;

/**
 * Who goes on with a value as if it were in, although it was shed: the caller that it is given back to, whoever set a callback on it, the holder of an
 * instance that has a life of its own, a sum kept beside the queue. `undefined` where nobody in sight does.
 */
export function explainHeld({ ask, binding }: Scene, { at, values }: Add): string | undefined {
  const { ts } = ask;
  const home = homeOf(ask, at);
  for (const { node } of values) {
    const name = ts.isIdentifier(node) ? node.text : undefined;
    const user = name === undefined ? undefined : findHolder(ask, home, name, at);
    if (user) return `${placeOf(ask, user)} goes on with \`${name ?? ""}\` as if it were in`;
    const beside = name === undefined ? undefined : findKeptBeside(ask, at, name);
    if (beside) return `${placeOf(ask, beside)} keeps it, whether it is in or not`;
    const counted = findCount(ask, at, name);
    if (counted) return `${placeOf(ask, counted)} counts it, whether it is in or not`;
    const type = name === undefined ? undefined : classNamedIn(ask, binding.annotation) ?? classNamedIn(ask, typeOf(ask, node));
    if (type !== undefined) return `\`${name ?? ""}\` is a \`${type}\`, and whoever else has it would not hear of it`;
  }
  return undefined;
}

/** `return value` behind the add, `return { value }`, and `value.callback = …` anywhere in the function. */
function findHolder(ask: Ask, home: TS.Node, name: string, add: TS.Node): TS.Node | undefined {
  const { ts } = ask;
  const visit = (node: TS.Node): TS.Node | undefined => {
    const isBehind = node.pos >= add.end || (node.pos <= add.pos && node.end >= add.end);
    if (ts.isReturnStatement(node) && node.pos >= add.end && node.expression && isGiven(ask, node.expression, name)) return node;
    if (ts.isBinaryExpression(node) && isWritten(ask, node) && ts.isPropertyAccessExpression(node.left) && node.left.expression.getText() === name && CALLBACK_NAME.test(node.left.name.text)) return node;
    return isBehind || node.end <= add.pos ? ts.forEachChild(node, visit) : undefined;
  };
  return visit(home);
}

/** The value itself, a member of it, or something made with it; no call of one of its methods, and no comparison. */
function isGiven(ask: Ask, result: TS.Expression, name: string): boolean {
  const { ts } = ask;
  if (ts.isIdentifier(result)) return result.text === name;
  if (ts.isPropertyAccessExpression(result)) return isGiven(ask, result.expression, name);
  if (ts.isAwaitExpression(result) || ts.isParenthesizedExpression(result) || ts.isAsExpression(result) || ts.isNonNullExpression(result)) return isGiven(ask, result.expression, name);
  if (ts.isObjectLiteralExpression(result)) return result.properties.some((property) => (ts.isShorthandPropertyAssignment(property) && property.name.text === name) || (ts.isPropertyAssignment(property) && isGiven(ask, property.initializer, name)));
  return ts.isConditionalExpression(result) && (isGiven(ask, result.whenTrue, name) || isGiven(ask, result.whenFalse, name));
}

/** A sum or a count of the same list of statements: `this.bytes += value.length`, `this.pending++`. */
function findCount(ask: Ask, at: TS.Node, name: string | undefined): TS.Node | undefined {
  const { ts } = ask;
  const statement = ts.findAncestor(at, ts.isStatement);
  const list = statement?.parent;
  if (!list || !(ts.isBlock(list) || ts.isCaseOrDefaultClause(list))) return undefined;
  for (const { expression: sum } of list.statements.filter(ts.isExpressionStatement)) {
    const isStep = (ts.isPostfixUnaryExpression(sum) || ts.isPrefixUnaryExpression(sum)) && ts.isPropertyAccessExpression(sum.operand);
    const isSum = ts.isBinaryExpression(sum) && sum.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken && ts.isPropertyAccessExpression(sum.left);
    if (isStep || (isSum && (ts.isNumericLiteral(sum.right) || (name !== undefined && new RegExp(`\\b${name}\\b`).test(sum.right.getText()))))) return sum;
  }
  return undefined;
}

/** `this.byId.set(value.id, value)` in the same list of statements: something else holds it and waits for it to come out. */
function findKeptBeside(ask: Ask, at: TS.Node, name: string): TS.Node | undefined {
  const { ts } = ask;
  const list = ts.findAncestor(at, ts.isStatement)?.parent;
  if (!list || !(ts.isBlock(list) || ts.isCaseOrDefaultClause(list))) return undefined;
  const calls = list.statements.filter(ts.isExpressionStatement).map(({ expression }) => expression);
  return calls.find((call) => {
    if (!ts.isCallExpression(call) || call === at || !ts.isPropertyAccessExpression(call.expression) || !KEEPS.test(call.expression.name.text)) return false;
    const keeper = call.expression.expression;
    return ts.isPropertyAccessExpression(keeper) && call.arguments.some((argument) => ts.isIdentifier(argument) && argument.text === name);
  });
}

function typeOf(ask: Ask, name: TS.Expression): TS.TypeNode | undefined {
  const declaration = ask.ts.isIdentifier(name) ? ask.declarationOf(name) : undefined;
  return declaration && ask.ts.isParameter(declaration) ? declaration.type : undefined;
}

/** A class of the project among the types that a type names. */
function classNamedIn(ask: Ask, type: TS.Node | undefined): string | undefined {
  const { ts } = ask;
  const visit = (node: TS.Node): string | undefined => {
    if (ts.isTypeReferenceNode(node)) {
      const name = ts.isIdentifier(node.typeName) ? node.typeName : node.typeName.right;
      const declaration = ask.declarationOf(name);
      if (declaration && ts.isClassLike(declaration)) return name.text;
    }
    return ts.forEachChild(node, visit);
  };
  return type && visit(type);
}

import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import { isNeverNegative } from "./index-value.ts";
import { type Add, consume, isJavaScript, isSame, isWritten, type Scene, unsupported } from "./scene.ts";
import { between, type Draft } from "./splice.ts";

/** `queue[0]`, `queue[queue.length - 1]`, `queue[i]`, `queue[queue.length] = job`. */
export function mapElement(scene: Scene, at: TS.Expression, access: TS.ElementAccessExpression): Draft | Add {
  const { ask } = scene;
  const { ts } = ask;
  const { argumentExpression: index } = access;
  const outer = unwrapped(ask, access);
  const { parent } = outer;
  if (isLengthOf(ask, index, at) || isLast(ask, index, at)) consume(scene, index);
  const isTarget = ts.isBinaryExpression(parent) && parent.left === outer && isWritten(ask, parent);
  if (isTarget && isLengthOf(ask, index, at) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return { queue: at, at: parent, end: "tail", values: [{ node: parent.right, isMany: false }] };
  }
  const isChanged = isTarget || ts.isDeleteExpression(parent) || ts.isPostfixUnaryExpression(parent) || isTargetOfPattern(ask, outer);
  if (isChanged) return unsupported(scene, parent, "has a value in it replaced");
  const assertion = needsAssertion(ask, outer, access) ? "!" : "";
  if (access.questionDotToken) return unsupported(scene, access, "is asked for an element with `?.`");
  if (ts.isNumericLiteral(index) && index.text === "0") return [between(access, access.expression.end, access.end, `.peek()${assertion}`)];
  if (isLast(ask, index, at)) return [between(access, access.expression.end, access.end, `.at(-1)${assertion}`)];
  if (!isNeverNegative(ask, index, access)) return unsupported(scene, access, "is asked for an element at an index that may be negative");
  return [between(access, access.expression.end, index.getStart(), ".at("), between(access, index.end, access.end, `)${assertion}`)];
}

function isLengthOf(ask: Ask, index: TS.Expression, queue: TS.Expression): boolean {
  return ask.ts.isPropertyAccessExpression(index) && index.name.text === "length" && isSame(index.expression, queue);
}

/** `queue.length - 1`. */
function isLast(ask: Ask, index: TS.Expression, queue: TS.Expression): boolean {
  const { ts } = ask;
  const isOneLess = ts.isBinaryExpression(index) && index.operatorToken.kind === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(index.right) && index.right.text === "1";
  return isOneLess && isLengthOf(ask, index.left, queue);
}

function isTargetOfPattern(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  const list = node.parent;
  return ts.isArrayLiteralExpression(list) && ts.isBinaryExpression(list.parent) && list.parent.left === list;
}

/** `queue[i]` may count as never undefined, `queue.at(i)` does not. Where the code is ready for undefined, nothing is asserted. */
function needsAssertion(ask: Ask, outer: TS.Node, access: TS.ElementAccessExpression): boolean {
  const { ts } = ask;
  if (isJavaScript(access.getSourceFile()) || ts.isNonNullExpression(access.parent)) return false;
  return !isReady(ask, outer);
}

function isReady(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = at;
  if (ts.isVariableDeclaration(parent)) return parent.type === undefined && ts.isIdentifier(parent.name) && isTestedFirst(ask, parent, parent.name);
  if (ts.isReturnStatement(parent)) return /\bundefined\b/.test((ask.enclosing(parent) as TS.SignatureDeclaration).type?.getText() ?? "");
  return isTest(ask, at);
}

/** Whether a value is only tested: `x?.y`, `!x`, `if (x)`, `x && …`, `x ?? …`, `x === undefined`. */
function isTest(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return parent.questionDotToken !== undefined;
  if (ts.isIfStatement(parent) || ts.isPrefixUnaryExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  const isChoice = kind === K.AmpersandAmpersandToken || kind === K.BarBarToken || kind === K.QuestionQuestionToken;
  return (isChoice && parent.left === at) || /^(?:undefined|null)$/.test((parent.left === at ? parent.right : parent.left).getText());
}

/** Whether the first thing done with a local, after it is set, is to test it. */
function isTestedFirst(ask: Ask, declaration: TS.VariableDeclaration, name: TS.Identifier): boolean {
  const first = ask.usesInFile(declaration, name.text).find((use) => use !== name && use.pos > declaration.end);
  return first !== undefined && isTest(ask, first);
}

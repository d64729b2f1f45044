import type * as TS from "typescript";
import { unwrapped } from "../../rules/model/functions.ts";
import type { Edit } from "../edit.ts";
import { isEmptyArray } from "./binding.ts";
import { isSame, type Scene } from "./scene.ts";
import { between, type Draft } from "./splice.ts";

/**
 * Swap and drain, both halves: `const batch = queue; queue = [];` in two statements with nothing between them is `const batch = queue.drain();`.
 * The batch may be the array itself or a copy of it. `undefined` where a use is no half of a swap.
 */
export function mapEmptying(scene: Scene, at: TS.Expression): Draft | undefined {
  const { ts } = scene.ask;
  const reset = resetAround(scene, at);
  if (reset) return keptBefore(scene, reset, at) ? [] : undefined;
  const kept = keptBy(scene, at);
  const statement = kept && ts.findAncestor(kept, ts.isStatement);
  const next = statement && statementAfter(scene, statement);
  if (!kept || !next || !isResetOf(scene, next, at, kept)) return undefined;
  return [between(kept, kept.getStart(), kept.end, `${at.getText()}.drain()`), removed(next)];
}

/** Takes a statement out, with its line if it has one of its own. */
function removed(statement: TS.Statement): Edit {
  const { text } = statement.getSourceFile();
  const start = statement.getStart();
  const isLast = /^[ \t]*(?:\r?\n|$)/.test(text.slice(statement.end));
  const blanks = (isLast ? /(?:\r?\n)?[ \t]*$/ : /(?<=\S)[ \t]*$/).exec(text.slice(0, start))?.[0].length ?? 0;
  return between(statement, start - blanks, statement.end, "");
}

/** The statement `queue = [];` or `queue.length = 0;` that an expression is emptied by. */
function resetAround({ ask }: Scene, at: TS.Expression): TS.ExpressionStatement | undefined {
  const { ts } = ask;
  const { parent } = at;
  const left = ts.isPropertyAccessExpression(parent) && parent.name.text === "length" ? parent : at;
  const assignment = left.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.left !== left || assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const { right } = assignment;
  const isEmptied = left === at ? isEmptyArray(ask, right) : ts.isNumericLiteral(right) && right.text === "0";
  return isEmptied && ts.isExpressionStatement(assignment.parent) ? assignment.parent : undefined;
}

/** Whether `statement` empties what `kept` keeps. `queue.length = 0` would empty the kept array too, unless it is a copy. */
function isResetOf(scene: Scene, statement: TS.Statement, queue: TS.Expression, kept: TS.Expression): boolean {
  return scene.references.some((other) => {
    const at = unwrapped(scene.ask, other) as TS.Expression;
    if (!isSame(at, queue) || resetAround(scene, at) !== statement) return false;
    return kept !== queue || at.parent === (statement as TS.ExpressionStatement).expression;
  });
}

/** Whether the statement before keeps what this one throws away. */
function keptBefore(scene: Scene, reset: TS.ExpressionStatement, queue: TS.Expression): boolean {
  return scene.references.some((other) => {
    const at = unwrapped(scene.ask, other) as TS.Expression;
    const kept = isSame(at, queue) ? keptBy(scene, at) : undefined;
    const statement = kept && scene.ask.ts.findAncestor(kept, scene.ask.ts.isStatement);
    return kept !== undefined && statement !== undefined && statementAfter(scene, statement) === reset && isResetOf(scene, reset, at, kept);
  });
}

/** The value of `const batch = …` or `batch = …` that is the array, or a copy of it. */
function keptBy({ ask }: Scene, at: TS.Expression): TS.Expression | undefined {
  const { ts } = ask;
  let kept = at;
  const { parent } = at;
  if (ts.isSpreadElement(parent) && ts.isArrayLiteralExpression(parent.parent) && parent.parent.elements.length === 1) kept = parent.parent;
  else if (ts.isCallExpression(parent) && parent.expression.getText() === "Array.from" && parent.arguments.length === 1) kept = parent;
  else if (ts.isPropertyAccessExpression(parent) && parent.name.text === "slice" && ts.isCallExpression(parent.parent) && parent.parent.arguments.length === 0) kept = parent.parent;
  const holder = kept.parent;
  const isDeclared = ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name) && ts.isVariableDeclarationList(holder.parent) && holder.parent.declarations.length === 1;
  return isDeclared && ts.isVariableStatement(holder.parent.parent) ? kept : undefined;
}

/** The next statement of the same list. */
function statementAfter({ ask }: Scene, statement: TS.Statement): TS.Statement | undefined {
  const { ts } = ask;
  const { parent } = statement;
  const isList = ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent);
  return isList ? parent.statements[parent.statements.indexOf(statement) + 1] : undefined;
}

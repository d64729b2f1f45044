import type * as TS from "typescript";
import { literalOf, memberOf } from "../../rules/knowledge/posts.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { nodeAt } from "./splice.ts";

/** A call that inserts a row, written where it stands. */
export interface Insert {
  readonly ask: Ask;
  readonly call: TS.CallExpression;
  /** `prisma.alert.create` */
  readonly callee: TS.PropertyAccessExpression;
  /** The object with the values of the columns, by name. */
  readonly values: TS.ObjectLiteralExpression;
  /** Whether anything goes on with what the call gives back. */
  readonly isUsed: boolean;
}

/** The insert that a finding is about, if it stands there itself with one row that is written in place. */
export function insertOf(ask: Ask, finding: Finding): Insert | undefined {
  const { ts } = ask;
  const call = nodeAt(ask, finding.span, (node): node is TS.CallExpression => ts.isCallExpression(node));
  const callee = call && inside(ask, call.expression);
  const [first] = call?.arguments ?? [];
  if (!call || !callee || !first || !ts.isPropertyAccessExpression(callee) || finding.related.some(({ note }) => note === "does it")) return undefined;
  const query = literalOf(ask, first);
  const data = callee.name.text.startsWith("create") ? query && memberOf(ask, query, "data") : madeFrom(ask, first);
  const values = data && inside(ask, data);
  return values && ts.isObjectLiteralExpression(values) ? { ask, call, callee, values, isUsed: isUsed(ask, call) } : undefined;
}

/** `alerts.create({ … })` of `alerts.save(alerts.create({ … }))` */
function madeFrom(ask: Ask, value: TS.Expression): TS.Expression | undefined {
  const { ts } = ask;
  const node = inside(ask, value);
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "create" ? node.arguments[0] : node;
}

function isUsed({ ts }: Ask, call: TS.Expression): boolean {
  let at: TS.Node = call;
  while (ts.isAwaitExpression(at.parent) || ts.isParenthesizedExpression(at.parent) || ts.isVoidExpression(at.parent)) at = at.parent;
  return !ts.isExpressionStatement(at.parent);
}

/** The expression that a column gets; `undefined` if it gets none that is written in place. */
export function valueOf({ ask, values }: Insert, column: string): TS.Expression | undefined {
  return memberOf(ask, values, column);
}

/** Whether an expression gives the same when it is written twice. */
export function isRepeatable({ ts }: Ask, value: TS.Expression): boolean {
  const isPlain = (node: TS.Node): boolean => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isAwaitExpression(node) || ts.isFunctionLike(node) || ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return false;
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return false;
    return !(ts.forEachChild(node, (each) => !isPlain(each) || undefined) ?? false);
  };
  return isPlain(value) && value.kind !== ts.SyntaxKind.NullKeyword;
}

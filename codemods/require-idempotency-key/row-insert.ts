import type * as TS from "typescript";
import { literalOf, memberOf } from "../../rules/knowledge/posts.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { type StoredRow, storedRow } from "../../rules/require-idempotency-key/stored-rows.ts";
import { nodeAt } from "./splice.ts";

/** A call that inserts a row, written where it stands. */
export interface Insert {
  readonly ask: Ask;
  readonly call: TS.CallExpression;
  /** `prisma.alert.create` */
  readonly callee: TS.PropertyAccessExpression;
  /** What the columns get, by their names in the code. */
  readonly values: ReadonlyMap<string, TS.Expression>;
  /** Whether anything goes on with what the call gives back. */
  readonly isUsed: boolean;
  /** The row, where Knex or a statement in SQL inserts it. */
  readonly stored?: StoredRow;
}

/** Methods of Knex' builder after which nothing more is given back. */
const HANDED_ON = /^(?:into|transacting|timeout|withSchema)$/;

/** The insert that a finding is about, if it stands there itself with one row that is written in place. */
export function insertOf(ask: Ask, finding: Finding): Insert | undefined {
  const { ts } = ask;
  const call = nodeAt(ask, finding.span, (node): node is TS.CallExpression => ts.isCallExpression(node));
  const callee = call && inside(ask, call.expression);
  const [first] = call?.arguments ?? [];
  if (!call || !callee || !ts.isPropertyAccessExpression(callee) || finding.related.some(({ note }) => note === "does it")) return undefined;
  const stored = storedRow(ask, call);
  if (stored) return writesOne(ask, call) ? { ask, call, callee, values: new Map([...stored.values].flatMap(([column, value]) => (value ? [[column, value] as const] : []))), isUsed: isUsed(ask, call), stored } : undefined;
  if (!first) return undefined;
  const query = literalOf(ask, first);
  const data = callee.name.text.startsWith("create") ? query && memberOf(ask, query, "data") : madeFrom(ask, first);
  const values = data && inside(ask, data);
  return values && ts.isObjectLiteralExpression(values) ? { ask, call, callee, values: membersOf(ask, values), isUsed: isUsed(ask, call) } : undefined;
}

function membersOf({ ts }: Ask, literal: TS.ObjectLiteralExpression): ReadonlyMap<string, TS.Expression> {
  return new Map(
    literal.properties.flatMap((member): readonly (readonly [string, TS.Expression])[] => {
      if (!member.name || !(ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name))) return [];
      const value = ts.isPropertyAssignment(member) ? member.initializer : ts.isShorthandPropertyAssignment(member) ? member.name : undefined;
      return value ? [[member.name.text, value]] : [];
    }),
  );
}

/** Whether a call of Knex is given one row, and no list of them. */
function writesOne(ask: Ask, { arguments: [first] }: TS.CallExpression): boolean {
  const node = first && inside(ask, first);
  return node !== undefined && !ask.ts.isArrayLiteralExpression(node);
}

/** `alerts.create({ … })` of `alerts.save(alerts.create({ … }))` */
function madeFrom(ask: Ask, value: TS.Expression): TS.Expression | undefined {
  const { ts } = ask;
  const node = inside(ask, value);
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "create" ? node.arguments[0] : node;
}

function isUsed({ ts }: Ask, call: TS.Expression): boolean {
  let at: TS.Node = call;
  while (ts.isPropertyAccessExpression(at.parent) && HANDED_ON.test(at.parent.name.text) && ts.isCallExpression(at.parent.parent)) at = at.parent.parent;
  while (ts.isAwaitExpression(at.parent) || ts.isParenthesizedExpression(at.parent) || ts.isVoidExpression(at.parent)) at = at.parent;
  return !ts.isExpressionStatement(at.parent);
}

/** The expression that a column gets; `undefined` if it gets none that is written in place. */
export function valueOf({ values }: Insert, column: string): TS.Expression | undefined {
  return values.get(column);
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

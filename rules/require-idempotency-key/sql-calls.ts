import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import { insertStatement, isMadeByDatabase, selectStatement } from "../knowledge/sql-statements.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import type { Insertion, RowLook } from "./knex-calls.ts";
import { toldText } from "./told-text.ts";

/** Methods that run a statement. */
const RUNS = /^(?:query|execute|run|exec|raw|none|one|oneOrNone|any|all|get|result|unsafe|queryAsync|executeAsync|runAsync|executeSql|querySingle)$/;

/** A statement that a call runs. */
export interface Statement {
  /** The literal that holds it. */
  readonly literal: TS.StringLiteralLike | TS.TemplateExpression;
  readonly sql: string;
  /** What a placeholder of it stands for. */
  readonly valueOf: (placeholder: string) => TS.Expression | undefined;
}

/** The statement of `client.query("INSERT …", […])`, `pool.query({ text, values })`, ``client.query(sql`INSERT …`)``, `db.prepare("INSERT …").run(…)`. */
export function statementAt(ask: Ask, call: TS.CallExpression): Statement | undefined {
  const { ts } = ask;
  const callee = inside(ask, call.expression);
  if (!ts.isPropertyAccessExpression(callee) || !RUNS.test(callee.name.text)) return undefined;
  const prepared = preparedBy(ask, callee.expression);
  if (prepared) return statementOf(ask, prepared, call.arguments);
  const [first, ...rest] = call.arguments;
  if (!first) return undefined;
  const config = literalOf(ask, first);
  const text = config ? (memberOf(ask, config, "text") ?? memberOf(ask, config, "sql")) : first;
  const values = config && memberOf(ask, config, "values");
  return text && statementOf(ask, text, values ? [values] : rest);
}

/** What `db.prepare(…)` is given, also where a constant holds what it gives back. */
function preparedBy(ask: Ask, receiver: TS.Expression, hops: number = 2): TS.Expression | undefined {
  const { ts } = ask;
  const node = inside(ask, receiver);
  if (ts.isCallExpression(node)) return ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "prepare" ? node.arguments[0] : undefined;
  const binding = hops > 0 && ts.isIdentifier(node) ? ask.bindingOf(node) : undefined;
  return binding && ts.isVariableDeclaration(binding) && binding.initializer ? preparedBy(ask, binding.initializer, hops - 1) : undefined;
}

function statementOf(ask: Ask, text: TS.Expression, given: readonly TS.Expression[]): Statement | undefined {
  const { ts } = ask;
  let node = inside(ask, text);
  const binding = ts.isIdentifier(node) ? ask.bindingOf(node) : undefined;
  if (binding && ts.isVariableDeclaration(binding) && binding.initializer && (binding.parent.flags & ts.NodeFlags.Const) !== 0) node = inside(ask, binding.initializer);
  if (ts.isTaggedTemplateExpression(node)) node = node.template;
  if (ts.isStringLiteralLike(node)) return { literal: node, sql: node.text, valueOf: placeholders(ask, given, []) };
  if (!ts.isTemplateExpression(node)) return undefined;
  const spans = node.templateSpans.map(({ expression }) => expression);
  const sql = node.head.text + node.templateSpans.map(({ expression, literal }, index) => (toldText(ask, expression) ?? `«${String(index)}»`) + literal.text).join("");
  return { literal: node, sql, valueOf: placeholders(ask, given, spans) };
}

/** What placeholders stand for: `$2`, the next `?`, `:day` and `@day`, and `«0»`, the first that a template holds. */
function placeholders(ask: Ask, given: readonly TS.Expression[], spans: readonly TS.Expression[]): Statement["valueOf"] {
  const { ts } = ask;
  const [first] = given;
  const list = first && listOf(ask, first);
  const named = first && literalOf(ask, first);
  const inOrder = list ?? (given.some((each) => ts.isSpreadElement(each)) ? [] : given);
  let next = 0;
  return (placeholder) => {
    const plain = placeholder.replace(/::\w+$/, "");
    const [, number, key] = /^\$(\d+)$|^[:@$](\w+)$/.exec(plain) ?? [];
    if (number !== undefined) return inOrder[Number(number) - 1];
    if (key !== undefined) return named && memberOf(ask, named, key);
    if (plain === "?") return inOrder[next++];
    return plain.startsWith("«") ? spans[Number(plain.slice(1, -1))] : undefined;
  };
}

function listOf(ask: Ask, value: TS.Expression): readonly TS.Expression[] | undefined {
  const { ts } = ask;
  const node = inside(ask, value);
  if (ts.isArrayLiteralExpression(node)) return node.elements;
  const binding = ts.isIdentifier(node) ? ask.bindingOf(node) : undefined;
  const made = binding && ts.isVariableDeclaration(binding) && binding.initializer ? inside(ask, binding.initializer) : undefined;
  return made && ts.isArrayLiteralExpression(made) ? made.elements : undefined;
}

/** The row that a call inserts with a statement in SQL, and nothing that keeps a second one out. */
export function sqlInsertion(ask: Ask, call: TS.CallExpression): Insertion | undefined {
  const statement = statementAt(ask, call);
  const insert = statement && insertStatement(statement.sql);
  if (!statement || !insert) return undefined;
  const values = new Map<string, TS.Expression | undefined>();
  for (const [column, value] of insert.values) {
    const isWhole = /^(?:\$\d+(?:::\w+)?|\?|[:@$]\w+|«\d+»)$/.test(value);
    // A `?` in an expression is one of the list as well.
    const [given] = (isWhole ? [value] : (value.match(/\?/g) ?? [])).map(statement.valueOf);
    if (!isMadeByDatabase(value)) values.set(column, isWhole ? given : undefined);
  }
  return { table: insert.table, values };
}

/** What a call looks for with a statement in SQL. */
export function sqlLook(ask: Ask, call: TS.CallExpression): RowLook | undefined {
  const statement = statementAt(ask, call);
  const select = statement && selectStatement(statement.sql);
  return select && { table: select.table, filter: new Map([...select.filter].map(([column, value]) => [column, statement.valueOf(value)])) };
}

import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import { prismaTables, type Table } from "../knowledge/prisma-schema.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { FRESH } from "./words.ts";

/** A row that a call inserts into a table whose schema is in sight. */
export interface Row {
  readonly table: Table;
  /** The columns that it gets a value for, leaving out those whose value is made anew each time. */
  readonly given: ReadonlySet<string>;
}

/** Tables that keep what happened: one more line is no second thing. */
const JOURNAL = /log|event|audit|histor|metric|usage|analytic|session|token|attempt|trace|activit|snapshot|heartbeat|statistic|stats|view|click|visit|impression|telemetry|version|revision|debug|cache/i;

/** `prisma.alert.create({ data: { … } })` of a model in the project's schema. */
export function rowAt(ask: Ask, call: TS.CallExpression | TS.NewExpression): Row | undefined {
  const { ts } = ask;
  const callee = inside(ask, call.expression);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(callee) || callee.name.text !== "create") return undefined;
  const table = tableOf(ask, callee);
  const [query] = call.arguments;
  const literal = query && literalOf(ask, query);
  const data = literal && memberOf(ask, literal, "data");
  const values = data && literalOf(ask, data);
  if (table === undefined || !values || values.properties.some((member) => ts.isSpreadAssignment(member))) return undefined;
  const given = new Set<string>();
  for (const member of values.properties) {
    const name = member.name && (ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name)) ? member.name.text : undefined;
    if (name === undefined) continue;
    const value = ts.isPropertyAssignment(member) ? member.initializer : undefined;
    if (isMadeAnew(ask, value ?? (member.name as TS.Identifier), 2)) continue;
    for (const column of table.relations.get(name) ?? [name]) given.add(column);
  }
  return { table, given };
}

/** The table that `prisma.alert` of `prisma.alert.create` names. */
export function tableOf(ask: Ask, callee: TS.PropertyAccessExpression): Table | undefined {
  const { ts } = ask;
  const owner = inside(ask, callee.expression);
  return ts.isPropertyAccessExpression(owner) ? ask.once(prismaTables).get(owner.name.text) : undefined;
}

/** Whether the database refuses a second row with the same values: one of its constraints covers only columns that are given. */
export function isRefusedAgain({ table, given }: Row): boolean {
  return table.uniques.some((columns) => columns.every((column) => given.has(column)));
}

export function isJournal({ table }: Row): boolean {
  return JOURNAL.test(table.name);
}

/** Whether a value is another one on each run, as far as the function shows. */
function isMadeAnew(ask: Ask, value: TS.Expression, hops: number): boolean {
  const { ts } = ask;
  const node = inside(ask, value);
  if (FRESH.test(node.getText()) || /\bgenerate\w*\(|\bnew Date\(\)|\bcreate\w*Id\(|random/i.test(node.getText())) return true;
  const binding = hops > 0 && ts.isIdentifier(node) ? ask.bindingOf(node) : undefined;
  return binding !== undefined && ts.isVariableDeclaration(binding) && binding.initializer !== undefined && isMadeAnew(ask, binding.initializer, hops - 1);
}

import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import { prismaTables } from "../knowledge/prisma-schema.ts";
import type { Table } from "../knowledge/tables.ts";
import { typeormTable } from "../knowledge/typeorm-entities.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { columnOf } from "../knowledge/made-tables.ts";
import { storedRow } from "./stored-rows.ts";
import { FRESH } from "./words.ts";

/** A row that a call inserts into a table whose schema is in sight. */
export interface Row {
  readonly table: Table;
  /** The columns that it gets a value for, leaving out those whose value is made anew each time. */
  readonly given: ReadonlySet<string>;
}

/** Tables that keep what happened: one more line is no second thing. */
const JOURNAL = /log|event|audit|histor|metric|usage|analytic|session|token|attempt|trace|activit|snapshot|heartbeat|statistic|stats|view|click|visit|impression|telemetry|version|revision|debug|cache|state_?change|transition|migration/i;

/**
 * `prisma.alert.create({ data: { … } })` of a model in the project's schema; `alerts.insert({ … })` and `alerts.save(alerts.create({ … }))` of an entity of
 * TypeORM; what Knex or a statement in SQL inserts into a table of the project's migrations.
 */
export function rowAt(ask: Ask, call: TS.CallExpression | TS.NewExpression): Row | undefined {
  return modelRow(ask, call) ?? (ask.ts.isCallExpression(call) ? tableRow(ask, call) : undefined);
}

function tableRow(ask: Ask, call: TS.CallExpression): Row | undefined {
  const row = storedRow(ask, call);
  if (!row) return undefined;
  const stable = [...row.values].filter(([, value]) => value === undefined || !isMadeAnew(ask, value, 2));
  return { table: row.made, given: new Set(stable.flatMap(([name]) => [name, columnOf(row.made, name) ?? name])) };
}

function modelRow(ask: Ask, call: TS.CallExpression | TS.NewExpression): Row | undefined {
  const { ts } = ask;
  const callee = inside(ask, call.expression);
  const [first] = call.arguments ?? [];
  if (!first || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(callee) || !/^(?:create|createMany|createManyAndReturn|insert|save)$/.test(callee.name.text)) return undefined;
  const isPrisma = callee.name.text.startsWith("create");
  const query = isPrisma ? literalOf(ask, first) : undefined;
  const data = isPrisma ? query && memberOf(ask, query, "data") : entityIn(ask, first);
  if (query && memberOf(ask, query, "skipDuplicates")) return undefined;
  const values = data && (literalOf(ask, data) ?? elementOf(ask, data));
  if (!values || values.properties.some((member) => ts.isSpreadAssignment(member))) return undefined;
  const table = tableOf(ask, callee);
  if (table === undefined) return undefined;
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

/** The rows of `createMany`: one that is written in an array, or what each element of a list is made into. */
function elementOf(ask: Ask, list: TS.Expression): TS.ObjectLiteralExpression | undefined {
  const { ts } = ask;
  const node = inside(ask, list);
  if (ts.isArrayLiteralExpression(node)) return node.elements[0] && literalOf(ask, node.elements[0]);
  const [made] = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "map" ? node.arguments : [];
  return made && ts.isArrowFunction(made) && !ts.isBlock(made.body) ? literalOf(ask, made.body) : undefined;
}

/** The literal that an entity is made from: `{ … }`, `alerts.create({ … })`, or a variable that holds it. */
function entityIn(ask: Ask, value: TS.Expression, hops: number = 2): TS.Expression | undefined {
  const { ts } = ask;
  const node = inside(ask, value);
  if (ts.isObjectLiteralExpression(node)) return node;
  if (ts.isCallExpression(node)) return ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "create" ? node.arguments[0] : undefined;
  const binding = hops > 0 && ts.isIdentifier(node) ? ask.bindingOf(node) : undefined;
  return binding && ts.isVariableDeclaration(binding) && binding.initializer ? entityIn(ask, binding.initializer, hops - 1) : undefined;
}

/** The table that `prisma.alert` of `prisma.alert.create` names, or `alerts` of `alerts.save`. */
export function tableOf(ask: Ask, callee: TS.PropertyAccessExpression): Table | undefined {
  const { ts } = ask;
  const owner = inside(ask, callee.expression);
  const model = ts.isPropertyAccessExpression(owner) && !/^(?:save|insert)$/.test(callee.name.text) ? ask.once(prismaTables).get(owner.name.text) : undefined;
  return model ?? typeormTable(ask, owner);
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

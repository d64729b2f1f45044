import type * as TS from "typescript";
import { columnOf, madeTable, type MadeTable } from "../knowledge/made-tables.ts";
import { literalOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { type Insertion, knexInsertion, knexLook, type RowLook } from "./knex-calls.ts";
import { sqlInsertion, sqlLook } from "./sql-calls.ts";

/** A row that Knex or a statement in SQL inserts into a table that something in sight makes. */
export interface StoredRow extends Insertion {
  readonly made: MadeTable;
}

/** The row that a call inserts with Knex or in SQL; `undefined` where it says what becomes of a second one, or where not all of its columns are in sight. */
export function storedRow(ask: Ask, call: TS.CallExpression): StoredRow | undefined {
  const found = knexRow(ask, call) ?? sqlInsertion(ask, call);
  const made = found && madeTable(ask, found.table);
  // What is not seen of a table may be a constraint.
  return made && [...found.values.keys()].every((column) => columnOf(made, column) !== undefined) ? { ...found, made } : undefined;
}

function knexRow(ask: Ask, call: TS.CallExpression): Insertion | undefined {
  const found = knexInsertion(ask, call);
  const literal = found && !found.isBound ? rowIn(ask, found.data) : undefined;
  const values = literal && membersOf(ask, literal);
  return values && { table: found?.table ?? "", values };
}

/** The first row of what is inserted: an object, a list that is written in place, or what each element of a list is made into. */
export function rowIn(ask: Ask, data: TS.Expression): TS.ObjectLiteralExpression | undefined {
  const { ts } = ask;
  const node = inside(ask, data);
  if (ts.isArrayLiteralExpression(node)) return node.elements[0] && literalOf(ask, node.elements[0]);
  return literalOf(ask, node);
}

function membersOf({ ts }: Ask, literal: TS.ObjectLiteralExpression): ReadonlyMap<string, TS.Expression> | undefined {
  const values = new Map<string, TS.Expression>();
  for (const member of literal.properties) {
    const name = member.name && (ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name)) ? member.name.text : undefined;
    const value = ts.isPropertyAssignment(member) ? member.initializer : ts.isShorthandPropertyAssignment(member) ? member.name : undefined;
    if (name === undefined || !value) return undefined;
    values.set(name, value);
  }
  return values;
}

/** A look for rows of a table that something in sight makes, by the values of columns. */
export function storedLook(ask: Ask, call: TS.CallExpression): (RowLook & { readonly made: MadeTable }) | undefined {
  const found = knexLook(ask, call) ?? sqlLook(ask, call);
  const made = found && madeTable(ask, found.table);
  return made && { ...found, made };
}

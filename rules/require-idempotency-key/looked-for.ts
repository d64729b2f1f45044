import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { FoundThenMade } from "./found-then-made.ts";
import type { RowLook } from "./knex-calls.ts";
import type { Row } from "./rows.ts";

/** A row that was looked for by nothing but columns that it gets. */
export function lookedForAs(ask: Ask, row: Row, { filter }: RowLook, call: TS.CallExpression): Pick<FoundThenMade, "thing" | "columns"> | undefined {
  const columns = [...filter.keys()];
  return columns.every((column) => row.given.has(column)) && !isStoredBlindly(ask, row, call) ? { thing: row.table.name, columns } : undefined;
}

/** Whether other code inserts into a table of Knex or SQL without a look at what is there. */
function isStoredBlindly(ask: Ask, { table: { name } }: Row, call: TS.CallExpression): boolean {
  const inserts = new RegExp(String.raw`["'\x60]${name}["'\x60]\)[^;]{0,200}?\.insert\(|\binto\s*\(?["'\x60]*${name}\b`, "i");
  const looks = new RegExp(String.raw`["'\x60]${name}["'\x60]\)[^;]{0,200}?\.(?:where|first|onConflict)|\bfrom\s+["'\x60]*${name}\b|on conflict`, "i");
  return ask.filesSaying(inserts, isSupportCode).some((file) => file !== call.getSourceFile() && !looks.test(file.text));
}

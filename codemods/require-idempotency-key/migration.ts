import { posix } from "node:path";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, NewFile, Refusal } from "../edit.ts";
import { belowRootOf } from "../module-place.ts";
import { builtMigration } from "./migration-built.ts";
import { type Series, seriesFor } from "./migration-series.ts";
import { sqlMigration } from "./migration-sql.ts";
import { nextNumber, numberOf } from "./next-number.ts";
import { refusal } from "./splice.ts";

/** A unique constraint that is to be: its names are those of the database. */
export interface Constraint {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** Where Prisma's schema has the table. */
  readonly prisma?: { readonly schema: string; readonly provider: string };
}

/** A row whose schema and insert are rewritten. */
export interface Constrained {
  readonly constraint: Constraint;
  readonly edits: readonly Edit[];
}

/** A migration in all that its style does not say. */
export interface Proposal {
  readonly constraint: Constraint;
  readonly series: Series;
  readonly number: string;
}

/** A file's name and text. */
export type Part = readonly [name: string, text: string];

export interface Proposed {
  readonly newFiles: readonly NewFile[];
  /** Below the root. */
  readonly path: string;
}

/** A new migration beside those of the project, in their style and under the next number. */
export function proposeMigration(constraint: Constraint, context: CodemodContext, from: string): Proposed | Refusal {
  const series = seriesFor(constraint, context, from);
  const newest = series && numberOf(series.newest);
  if (!series || !newest) return refusal("no-migrations", `no migrations in sight have made \`${constraint.table}\` with ${constraint.columns.join(", ")}`);
  const isThere = series.table.uniques.some((columns) => columns.length > 0 && columns.every((column) => constraint.columns.includes(column)));
  if (isThere) return refusal("table-unclear", `the migrations have a unique constraint of \`${constraint.table}\` over these columns already, which the schema does not tell`);
  const proposal: Proposal = { constraint, series, number: nextNumber(newest.digits) };
  const parts = series.style === "sql" || series.style === "prisma" ? sqlMigration(proposal, newest) : builtMigration(proposal, newest, context);
  const [first] = parts;
  if (!first) return refusal("no-migrations", `${belowRootOf(context, posix.join(series.folder, series.newest))} is written in a way that has no counterpart`);
  // A time may be there twice, a count may not.
  const unique = newest.digits.length >= 13 && series.style !== "sql" ? {} : { series: posix.join(series.folder, proposal.number) };
  const newFiles = parts.map(([name, text], index): NewFile => ({ file: posix.join(series.folder, name), text, ...(index === 0 ? unique : {}) }));
  return { newFiles, path: belowRootOf(context, posix.join(series.folder, first[0])) };
}

/** `unique_alert_rule_id_day` */
export function wordsOf({ table, columns }: Constraint): string {
  return ["unique", table, ...columns].map((word) => word.replace(/(?<=[a-z\d])(?=[A-Z])/g, "_").toLowerCase()).join("_").replace(/\W+/g, "_");
}

import type * as TS from "typescript";
import { columnOf } from "../../rules/knowledge/made-tables.ts";
import { statementAt } from "../../rules/require-idempotency-key/sql-calls.ts";
import type { StoredRow } from "../../rules/require-idempotency-key/stored-rows.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Refusal } from "../edit.ts";
import { textStyleOf } from "../module-form.ts";
import type { Constrained } from "./migration.ts";
import type { Insert } from "./row-insert.ts";
import { between, isRefused, refusal } from "./splice.ts";

/** Drivers of databases that know `ON CONFLICT (…) DO NOTHING`, which leaves out what the constraint refuses and nothing else. */
const KNOWN = ["pg", "postgres", "pg-promise", "slonik", "@neondatabase/serverless", "@vercel/postgres", "better-sqlite3", "sqlite3", "@libsql/client"];

/** Drivers of those that have none, or pass over other errors as well. */
const OTHERS = ["mysql", "mysql2", "mariadb", "mssql", "tedious", "oracledb"];

/** A row of Knex or of a statement in SQL: nothing but the database has its schema, and the insert leaves out what is there. */
export function storedRowKept(insert: Insert, { made }: StoredRow, columns: readonly string[], context: CodemodContext): Constrained | Refusal {
  const { ask, call } = insert;
  if (insert.isUsed) return refusal("row-used", `line ${String(ask.lineOf(call))} goes on with what the insert gives back, which is nothing where the row is there`);
  const asked = context.packageOf(ask.file.fileName)?.manifest["dependencies"];
  const names = typeof asked === "object" && asked !== null ? Object.keys(asked) : [];
  if (!KNOWN.some((name) => names.includes(name)) || OTHERS.some((name) => names.includes(name))) return refusal("table-unclear", "the package depends on other databases than PostgreSQL and SQLite, or on none in sight");
  const stored = columns.flatMap((column) => columnOf(made, column) ?? []);
  if (stored.length !== columns.length) return refusal("table-unclear", `${columns.join(", ")} are not all columns of ${made.name} in sight`);
  const statement = statementAt(ask, call);
  const tolerant = statement ? inStatement(insert, statement.literal, columns) : inChain(insert, columns);
  if (isRefused(tolerant)) return tolerant;
  return { constraint: { name: `uq_${made.name}_${stored.join("_")}`.toLowerCase().slice(0, 63), table: made.name, columns: stored }, edits: [tolerant] };
}

/** `.onConflict(["rule_id", "day"]).ignore()` */
function inChain({ ask, call }: Insert, columns: readonly string[]): Edit {
  const { quote } = textStyleOf(ask.ts, ask.file);
  const list = columns.map((column) => `${quote}${column}${quote}`).join(", ");
  return between(call, call.end, call.end, `.onConflict(${columns.length === 1 ? list : `[${list}]`}).ignore()`);
}

/** `… ON CONFLICT (rule_id, day) DO NOTHING`, with the columns as the statement writes them. */
function inStatement({ ask, call }: Insert, literal: TS.StringLiteralLike | TS.TemplateExpression, columns: readonly string[]): Edit | Refusal {
  if (literal.getSourceFile() !== call.getSourceFile()) return refusal("reached-through", `the statement of line ${String(ask.lineOf(call))} is written in another file`);
  const start = literal.getStart() + 1;
  const text = literal.getText().slice(1, -1);
  const written = (/\(([^()]*)\)/.exec(text)?.[1] ?? "").split(",").map((each) => each.trim());
  const list = columns.map((column) => written.find((each) => each.replace(/[\\"`]/g, "") === column));
  if (!list.every((each) => each !== undefined)) return refusal("options-unknown", `line ${String(ask.lineOf(call))} does not write the columns in place`);
  const whole = text.trimEnd().replace(/;$/, "");
  const at = start + whole.slice(0, /\bRETURNING\b/i.exec(whole)?.index ?? whole.length).trimEnd().length;
  return between(literal, at, at, ` ON CONFLICT (${list.join(", ")}) DO NOTHING`);
}

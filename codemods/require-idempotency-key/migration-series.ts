import { posix } from "node:path";
import { type MigratedTable, migratedTable } from "../../rules/knowledge/migrated-tables.ts";
import { SQL_FOLDERS } from "../../rules/knowledge/migration-folders.ts";
import { type CodemodContext, isAside } from "../codemod.ts";
import type { Constraint } from "./migration.ts";
import { newestOf, numberOf } from "./next-number.ts";

/** The migrations of a project that have made a table. */
export interface Series {
  readonly style: "prisma" | "typeorm" | "knex" | "sql";
  readonly folder: string;
  /** All names in the folder. */
  readonly names: readonly string[];
  readonly newest: string;
  /** The text of the newest. */
  readonly text: string;
  readonly table: MigratedTable;
}

/** So many migrations are read. */
const MAX_READ = 2_000;

/** The one series of migrations that made the table with these columns; `undefined` if there is none, or several. */
export function seriesFor({ table, columns, prisma }: Constraint, context: CodemodContext, from: string): Series | undefined {
  const beside = prisma ? [posix.dirname(prisma.schema), posix.dirname(posix.dirname(prisma.schema))] : [];
  const own = beside.map((folder) => readSeries(context, posix.join(folder, "migrations"), table, true)).find((series) => series !== undefined);
  const all = own ? [own] : [...foldersOf(context, from)].flatMap((folder) => readSeries(context, folder, table, false) ?? []);
  const fitting = all.filter((series) => columns.every((column) => series.table.columns.has(column)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function foldersOf(context: CodemodContext, from: string): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of context.paths) {
    const folder = posix.dirname(path);
    if (/\/migrat(?:ions?|e)(?:\/|$)/i.test(folder) && numberOf(posix.basename(path))) folders.add(folder);
  }
  const homes = new Set(context.asides(["package.json"]).map(({ path }) => posix.dirname(path)));
  for (let at = posix.dirname(from); at.startsWith(context.root); at = posix.dirname(at)) {
    homes.add(at);
    if (at === posix.dirname(at)) break;
  }
  for (const home of homes) for (const name of SQL_FOLDERS) if (context.namesIn(posix.join(home, name)).some((each) => each.endsWith(".sql"))) folders.add(posix.join(home, name));
  return folders;
}

function readSeries(context: CodemodContext, folder: string, table: string, isPrisma: boolean): Series | undefined {
  const names = context.namesIn(folder);
  // drizzle-kit keeps a journal, and runs nothing that is not in it.
  if (names.includes("meta/")) return undefined;
  const files = names.filter((name) => numberOf(name) !== undefined && (isPrisma ? name.endsWith("/") : /(?<!\.down)\.sql$|(?<!\.d)\.[cm]?[jt]s$/.test(name)));
  const textOf = (name: string): string => {
    const path = posix.join(folder, isPrisma ? `${name}migration.sql` : name);
    return (isAside(path) ? context.asideOf(path) : context.textOf(path)) ?? "";
  };
  const newest = newestOf(files);
  const text = newest === undefined ? "" : textOf(newest);
  const style = isPrisma ? "prisma" : newest?.endsWith(".sql") === true ? "sql" : text.includes("MigrationInterface") || /\bqueryRunner\b/.test(text) ? "typeorm" : /\bknex\b/i.test(text) ? "knex" : undefined;
  const made = style && newest !== undefined ? migratedTable(files.slice(-MAX_READ).map(textOf), table) : undefined;
  return made?.isMade === true && style && newest !== undefined ? { style, folder, names, newest, text, table: made } : undefined;
}

import type { MigratedTable } from "../../rules/knowledge/migrated-tables.ts";
import { type Part, type Proposal, wordsOf } from "./migration.ts";
import type { Numbered } from "./next-number.ts";

/** The marks by which tools for migrations in SQL know the way up and the way down. */
const MARKS: readonly { readonly up: RegExp; readonly down: string }[] = [
  { up: /^-- migrate:up.*$/m, down: "-- migrate:down" },
  { up: /^-- \+goose Up.*$/m, down: "-- +goose Down" },
  { up: /^-- Up Migration.*$/m, down: "-- Down Migration" },
];

/** A migration in SQL: of Prisma, dbmate, goose, Flyway, Supabase and whoever else counts files. */
export function sqlMigration(proposal: Proposal, { letter, separator, rest }: Numbered): readonly Part[] {
  const { constraint, series: { style, names, newest, text }, number } = proposal;
  const { up, down } = statementsOf(proposal);
  const words = rest.includes("-") && !rest.includes("_") ? wordsOf(constraint).replaceAll("_", "-") : wordsOf(constraint);
  const stem = `${letter}${number}${separator}${words}`;
  const head = commentOf(proposal);
  if (style === "prisma") return [[`${stem}/migration.sql`, `${head}-- To take it back: ${down}\n-- CreateIndex\n${up}\n`]];
  if (newest.endsWith(".up.sql") || names.includes(newest.replace(/\.sql$/, ".down.sql"))) return [[`${stem}${newest.endsWith(".up.sql") ? ".up" : ""}.sql`, `${head}${up}\n`], [`${stem}.down.sql`, `${down}\n`]];
  const marks = MARKS.find((each) => each.up.test(text));
  if (marks) return [[`${stem}.sql`, `${marks.up.exec(text)?.[0].trimEnd() ?? ""}\n${head}${up}\n\n${marks.down}\n${down}\n`]];
  return [[`${stem}.sql`, `${head}-- To take it back: ${down}\n${up}\n`]];
}

/** What the way up and the way down do. */
function statementsOf({ constraint: { name, table, columns, prisma }, series: { table: made } }: Proposal): { readonly up: string; readonly down: string } {
  const quote = made.quote === "" && prisma ? '"' : made.quote;
  const quoted = (each: string): string => `${quote}${each}${quote}`;
  const own = made.written === "" ? quoted(table) : made.written;
  const isMySql = quote === "`" || prisma?.provider === "mysql";
  // An index is in the schema of its table.
  const schema = /^(.+)\.[^.]+$/.exec(own)?.[1];
  const down = isMySql ? `DROP INDEX ${quoted(name)} ON ${own};` : `DROP INDEX ${schema === undefined ? "" : `${schema}.`}${quoted(name)};`;
  return { up: `CREATE UNIQUE INDEX ${quoted(name)} ON ${own}${prisma ? "" : " "}(${columns.map((column) => columnIn(made, column, quote)).join(", ")});`, down };
}

/** A column as its table writes it: a name in capitals may have quotes where the table has none. */
function columnIn({ quoted }: MigratedTable, column: string, quote: string): string {
  const own = quote === "" && quoted.has(column) ? '"' : quote;
  return `${own}${column}${own}`;
}

/** What whoever runs it has to know. */
function commentOf({ constraint: { table, columns }, series: { table: made, style } }: Proposal): string {
  const quote = made.quote === "" && style === "prisma" ? '"' : made.quote;
  const list = columns.map((column) => columnIn(made, column, quote)).join(", ");
  const own = made.written === "" ? `${quote}${table}${quote}` : made.written;
  return `-- Proposed by eslint-plugin-pokayoke: no two rows of ${table} with the same ${columns.join(", ")}.\n-- It fails while there are such rows. Clean them first; they are found by\n-- SELECT ${list}, COUNT(*) FROM ${own} GROUP BY ${list} HAVING COUNT(*) > 1;\n`;
}

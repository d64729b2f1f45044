import { posix } from "node:path";
import type { CodemodContext } from "../codemod.ts";
import { textStyleOf } from "../module-form.ts";
import { type Part, type Proposal, wordsOf } from "./migration.ts";
import type { Numbered } from "./next-number.ts";

/** A migration of TypeORM or Knex, in the language, the module form and the quotes of the newest; nothing if that has another form. */
export function builtMigration(proposal: Proposal, { letter, separator, rest }: Numbered, context: CodemodContext): readonly Part[] {
  const { constraint, series: { style, folder, newest, text }, number } = proposal;
  const file = context.sourceFile(posix.join(folder, newest));
  const extension = /\.[cm]?[jt]s$/.exec(newest)?.[0];
  if (!file || extension === undefined) return [];
  const words = wordsOf(constraint);
  const pascal = words.replace(/(?:^|_)([a-z\d])/g, (_, first: string) => first.toUpperCase());
  const name = /^[A-Z]/.test(rest) ? pascal : rest.includes("-") && !rest.includes("_") ? words.replaceAll("_", "-") : words;
  const lines = style === "typeorm" ? typeormLines(proposal, `${pascal}${number}`, text, extension) : knexLines(proposal, text, extension);
  const { quote: usual, semicolon } = textStyleOf(context.ts, file);
  // SQL in its strings has quotes of its own.
  const quote = /(?:from|require\()\s*(["'])/.exec(text)?.[1] ?? usual;
  const indent = /^(\t| {2,8})\S/m.exec(text)?.[1] ?? "  ";
  const written = [...commentOf(proposal), ...lines].map((line) => (line.startsWith("//") ? line : line.replace(/^(?: {2})+/, (blank) => indent.repeat(blank.length / 2)).replaceAll('"', quote).replace(/;$/, semicolon))).join("\n");
  return lines.length === 0 ? [] : [[`${letter}${number}${separator}${name}${extension}`, `${written}\n`]];
}

function commentOf({ constraint: { table, columns } }: Proposal): readonly string[] {
  const quoted = (name: string): string => (/[A-Z]/.test(name) ? `"${name}"` : name);
  const list = columns.map(quoted).join(", ");
  return [
    `// Proposed by eslint-plugin-pokayoke: no two rows of ${table} with the same ${columns.join(", ")}.`,
    "// It fails while there are such rows. Clean them first; they are found by",
    `// SELECT ${list}, COUNT(*) FROM ${quoted(table)} GROUP BY ${list} HAVING COUNT(*) > 1`,
  ];
}

function typeormLines({ constraint: { name, table, columns } }: Proposal, className: string, text: string, extension: string): readonly string[] {
  const isTyped = extension.endsWith("ts");
  const isCommon = /\bmodule\.exports\b/.test(text);
  const list = columns.map((column) => `"${column}"`).join(", ");
  const runner = isTyped ? "queryRunner: QueryRunner): Promise<void>" : "queryRunner)";
  const access = /\bpublic\s+async\b/.test(text) ? "public " : "";
  const isApart = /import\s+type\b|\{[^}]*\btype\s+\w/.test(text);
  const head = isCommon
    ? ['const { TableIndex } = require("typeorm");', "", `module.exports = class ${className} {`]
    : [...(isTyped ? [isApart ? 'import { type MigrationInterface, type QueryRunner, TableIndex } from "typeorm";' : 'import { MigrationInterface, QueryRunner, TableIndex } from "typeorm";'] : ['import { TableIndex } from "typeorm";']), "", `export class ${className}${isTyped ? " implements MigrationInterface" : ""} {`];
  return [
    ...head,
    `  name = "${className}";`,
    "",
    `  ${access}async up(${runner} {`,
    `    await queryRunner.createIndex("${table}", new TableIndex({ name: "${name}", columnNames: [${list}], isUnique: true }));`,
    "  }",
    "",
    `  ${access}async down(${runner} {`,
    `    await queryRunner.dropIndex("${table}", "${name}");`,
    "  }",
    isCommon ? "};" : "}",
  ];
}

function knexLines({ constraint: { name, table, columns } }: Proposal, text: string, extension: string): readonly string[] {
  const isTyped = extension.endsWith("ts");
  const list = columns.map((column) => `"${column}"`).join(", ");
  const parameter = isTyped ? "knex: Knex): Promise<void>" : "knex)";
  const isCommon = /^\s*exports\.up\b|\bmodule\.exports\b/m.test(text);
  if (!isCommon && !/\bexport\b/.test(text)) return [];
  const functionOf = (way: string, body: string): readonly string[] => [isCommon ? `exports.${way} = async function (${parameter} {` : `export async function ${way}(${parameter} {`, `  await knex.schema.alterTable("${table}", (table) => {`, `    ${body}`, "  });", isCommon ? "};" : "}"];
  return [
    ...(isTyped ? ['import type { Knex } from "knex";', ""] : []),
    ...functionOf("up", `table.unique([${list}], { indexName: "${name}" });`),
    "",
    ...functionOf("down", `table.dropUnique([${list}], "${name}");`),
  ];
}

import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { migrateProject, type Migration } from "../../cli/migrate/migrate-project.ts";
import { diffsOf } from "../../cli/migrate/unified-diff.ts";
import { writeMigration } from "../../cli/migrate/write-migration.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { DEFAULT_OPTIONS } from "../../codemods/codemod.ts";
import { codemod } from "../../codemods/require-idempotency-key.ts";
import { requireIdempotencyKey } from "../../rules/require-idempotency-key/rule.ts";
import { makeTree } from "../cli/tree.ts";
import { FIXTURES } from "../rules/fixture.ts";
import { type Served, withTable } from "./table.ts";

const CASES = join(FIXTURES, "require-idempotency-key", "constraint");
const cases = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

function treeOf(name: string): string {
  const root = makeTree({});
  cpSync(join(CASES, name), root, { recursive: true });
  return root;
}

function migrated(root: string): Migration {
  const project = new Project(new Sources(findTargets({ paths: ["."], cwd: root, useIgnoreFiles: false }), false));
  return migrateProject({ project, definitions: [requireIdempotencyKey], codemods: [codemod], options: DEFAULT_OPTIONS, allowDirty: true });
}

const refusals = ({ refused }: Migration): readonly string[] => refused.map(({ refusal: { reason, detail } }) => `${reason}: ${detail}`);

/** What the migrations that are proposed are called, and what they say. */
function proposed(root: string, { proof: { kept } }: Migration = migrated(root)): ReadonlyMap<string, string> {
  return new Map([...kept.added].map(([path, text]) => [path.slice(root.length + 1), text]));
}

describe("projects with migrations", () => {
  it.each(cases)("%s becomes what its diff says", async (name) => {
    const root = treeOf(name);
    const migration = migrated(root);
    const text = diffsOf(migration.proof.kept, root).map((each) => each.text).join("");
    if (text !== "") await expect(text).toMatchFileSnapshot(join(CASES, `${name}.diff`));
    if (migration.refused.length > 0) await expect(refusals(migration).map((line) => `${line}\n`).join("")).toMatchFileSnapshot(join(CASES, `${name}.refused.txt`));
  });

  it.each(cases)("%s is done after one run, the code, the schema and the migration together", (name) => {
    const root = treeOf(name);
    const { rewrites } = writeMigration(root, migrated(root));
    const again = migrated(root);
    expect(again.proof.kept.rewrites).toEqual([]);
    for (const { newFiles, choices } of rewrites) {
      for (const { file, text } of newFiles) expect(readFileSync(file, "utf8")).toBe(text);
      expect(choices["proposed migration"]).toContain("nothing runs it");
    }
    expect(existsSync(join(root, ".pokayoke"))).toBe(false);
  });
});

/** What runs twice: at one time, or one after the other. */
const TWICE: readonly (readonly [project: string, entry: string, uniques: readonly string[], run: (served: Served) => Promise<unknown>])[] = [
  ["prisma-rows", "open", ["ruleId", "day"], ({ subject }) => Promise.all([subject["open"]?.("r", "d"), subject["open"]?.("r", "d")])],
  ["prisma-rows", "stripe", ["eventId"], async ({ subject }) => {
    for (const id of ["evt_1", "evt_1"]) await subject["POST"]?.(new Request("https://example.com", { method: "POST", body: JSON.stringify({ id }) }));
  }],
  ["typeorm-receipts", "worker", ["jobId"], async ({ subject, source, handlers }) => {
    await subject["start"]?.(source);
    for (const id of ["job1", "job1"]) for (const handler of handlers) await handler([{ id, data: { amount: 3 } }]);
  }],
];

describe.each(TWICE)("what %s does twice in %s.ts", (name, entry, columns, run) => {
  const textsOf = (root: string): ReadonlyMap<string, string> => new Map(readdirSync(join(root, "src")).filter((file) => file.endsWith(".ts")).map((file) => [file, readFileSync(join(root, "src", file), "utf8")]));

  it("inserted two rows, and inserts one when the migration has run", async () => {
    const root = treeOf(name);
    const rowsOf = (uniques: readonly (readonly string[])[]): Promise<number> => withTable(textsOf(root), `${entry}.js`, uniques, async (served) => {
      const answers = await run(served);
      // Who looked and who inserted go on with the same row.
      if (uniques.length > 0 && Array.isArray(answers)) expect(new Set(answers.map((answer: { readonly id: number }) => answer.id)).size).toBe(1);
      return served.table.rows.length;
    });
    expect(await rowsOf([])).toBe(2);
    const { rewrites } = writeMigration(root, migrated(root));
    const written = rewrites.flatMap(({ newFiles }) => newFiles.map(({ text }) => text)).join("");
    for (const column of columns) expect(written.replaceAll("rule_id", "ruleId")).toContain(`"${column}"`);
    expect(await rowsOf([columns])).toBe(1);
  });
});

const ENTITY = `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity("receipts")
export class Receipt {
  @PrimaryGeneratedColumn("uuid") id!: string;
  @Column({ name: "job_id" }) jobId!: string;
}
`;
const WORKER = `import PgBoss from "pg-boss";
import type { DataSource } from "typeorm";
import { Receipt } from "./receipt.js";

export async function start(source: DataSource): Promise<void> {
  const boss = new PgBoss("postgres://localhost");
  const receipts = source.getRepository(Receipt);
  await boss.work("receipts", async ([job]) => {
    await receipts.insert({ jobId: job.id });
  });
}
`;
const TABLE = "CREATE TABLE receipts (\n  id uuid PRIMARY KEY,\n  job_id text NOT NULL\n);\n";

function project(files: Readonly<Record<string, string>>, dependencies: Readonly<Record<string, string>> = { typeorm: "^0.3.0", pg: "^8.0.0" }): string {
  return makeTree({ "package.json": JSON.stringify({ type: "module", dependencies }), "src/receipt.ts": ENTITY, "src/worker.ts": WORKER, ...files });
}

const KNEX_TS = `import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("receipts", (table) => {
    table.uuid("id").primary();
    table.string("job_id").notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("receipts");
}
`;
const TYPEORM_JS = `module.exports = class CreateReceipts1700000000000 {
  async up(queryRunner) {
    await queryRunner.query('CREATE TABLE "receipts" ("id" uuid NOT NULL, "job_id" text NOT NULL)');
  }

  async down(queryRunner) {
    await queryRunner.query('DROP TABLE "receipts"');
  }
};
`;

describe("the next migration", () => {
  it.each<readonly [what: string, files: Readonly<Record<string, string>>, names: readonly string[], says: readonly string[]]>([
    ["dbmate's", { "db/migrations/20240229235959_receipts.sql": `-- migrate:up\n${TABLE}\n-- migrate:down\nDROP TABLE receipts;\n` }, ["db/migrations/20240301000000_unique_receipts_job_id.sql"], ["-- migrate:up\n-- Proposed", "CREATE UNIQUE INDEX uq_receipts_job_id ON receipts (job_id);", "-- migrate:down\nDROP INDEX uq_receipts_job_id;"]],
    ["goose's", { "migrations/00009_receipts.sql": `-- +goose Up\n${TABLE}\n-- +goose Down\nDROP TABLE receipts;\n` }, ["migrations/00010_unique_receipts_job_id.sql"], ["-- +goose Up\n", "-- +goose Down\nDROP INDEX uq_receipts_job_id;"]],
    ["Flyway's", { "sql/migrations/V7__receipts.sql": TABLE }, ["sql/migrations/V8__unique_receipts_job_id.sql"], ["-- To take it back: DROP INDEX uq_receipts_job_id;"]],
    ["one of two files", { "migrations/000041_receipts.up.sql": TABLE, "migrations/000041_receipts.down.sql": "DROP TABLE receipts;\n" }, ["migrations/000042_unique_receipts_job_id.up.sql", "migrations/000042_unique_receipts_job_id.down.sql"], ["CREATE UNIQUE INDEX uq_receipts_job_id ON receipts (job_id);"]],
    ["one of MySQL's quotes and of a later column", { "migrations/001-receipts.sql": "CREATE TABLE `receipts` (`id` int);\n", "migrations/002-job-id.sql": "ALTER TABLE `receipts` ADD COLUMN `job_id` varchar(36) NOT NULL;\n" }, ["migrations/003-unique-receipts-job-id.sql"], ["ON `receipts` (`job_id`);", "DROP INDEX `uq_receipts_job_id` ON `receipts`;"]],
    ["Knex' in TypeScript", { "src/migrations/20240101000000_receipts.ts": KNEX_TS }, ["src/migrations/20240101000001_unique_receipts_job_id.ts"], ['import type { Knex } from "knex";', "export async function up(knex: Knex): Promise<void> {", 'table.unique(["job_id"], { indexName: "uq_receipts_job_id" });', 'table.dropUnique(["job_id"], "uq_receipts_job_id");']],
    ["TypeORM's in JavaScript", { "migrations/1700000000000-CreateReceipts.cjs": TYPEORM_JS }, ["migrations/1700000001000-UniqueReceiptsJobId.cjs"], ["module.exports = class UniqueReceiptsJobId1700000001000 {", 'columnNames: ["job_id"], isUnique: true', "dropIndex("]],
  ])("is %s", (_what, files, names, says) => {
    const root = project(files);
    const migration = migrated(root);
    expect(refusals(migration)).toEqual([]);
    const added = proposed(root, migration);
    expect([...added.keys()]).toEqual(names);
    const [text = ""] = added.values();
    for (const part of says) expect(text).toContain(part);
    expect(text).toContain("Clean them first");
  });

  it("is the same in every run", () => {
    const files = { "db/migrations/0002_receipts.sql": TABLE };
    expect([...proposed(project(files))]).toEqual([...proposed(project(files))]);
  });

  it("has a number of its own: of two findings that would share one, the second waits for the next run", () => {
    const other = WORKER.replaceAll("receipts", "bills").replaceAll("Receipt", "Bill").replace("./receipt", "./bill");
    const root = project({
      "db/migrations/0002_receipts.sql": `${TABLE}${TABLE.replace("receipts", "bills")}`,
      "src/bill.ts": ENTITY.replaceAll("receipts", "bills").replaceAll("Receipt", "Bill"),
      "src/bills.ts": other,
    });
    const first = migrated(root);
    expect(refusals(first)).toEqual([expect.stringMatching(/^overlap: db\/migrations\/0003_unique_bills_job_id.sql comes first/)]);
    writeMigration(root, first);
    expect([...proposed(root).keys()]).toEqual(["db/migrations/0004_unique_receipts_job_id.sql"]);
  });
});

describe("stays as it is", () => {
  const SQL = { "db/migrations/0002_receipts.sql": TABLE };

  it.each<readonly [what: string, root: () => string, reason: string]>([
    ["without migrations", () => project({}), "no-migrations"],
    ["where none of them made the table", () => project({ "db/migrations/0002_other.sql": TABLE.replace("receipts", "others") }), "no-migrations"],
    ["where they made it without the column", () => project({ "db/migrations/0002_receipts.sql": TABLE.replace("job_id", "task_id") }), "no-migrations"],
    ["where two series of them did", () => project({ ...SQL, "migrations/001_receipts.sql": TABLE }), "no-migrations"],
    ["with drizzle-kit's journal", () => project({ ...SQL, "db/migrations/meta/_journal.json": "{}" }), "no-migrations"],
    ["with MySQL, whose INSERT IGNORE passes over other errors", () => project(SQL, { typeorm: "^0.3.0", mysql2: "^3.0.0" }), "table-unclear"],
    ["where what it gives back is used", () => project({ ...SQL, "src/worker.ts": WORKER.replace("await receipts.insert", "return await receipts.insert") }), "row-used"],
    ["where an entity is saved", () => project({ ...SQL, "src/worker.ts": WORKER.replace("receipts.insert", "receipts.save") }), "row-used"],
    ["where the row holds nothing of the delivery", () => project({ ...SQL, "src/worker.ts": WORKER.replace("job.id", "job.data.order") }), "no-identity"],
    ["where other code inserts into the table, too", () => project({ ...SQL, "src/import.ts": WORKER.replace("start", "startImport").replaceAll('"receipts"', '"imports"') }), "inserted-elsewhere"],
    ["where one delivery inserts several", () => project({ ...SQL, "src/worker.ts": WORKER.replace("await receipts", "for (const _ of [1, 2]) await receipts") }), "several-per-delivery"],
  ])("%s", (_what, root, reason) => {
    const migration = migrated(root());
    expect(migration.proof.kept.rewrites).toEqual([]);
    expect(new Set(refusals(migration).map((line) => line.split(":")[0]))).toEqual(new Set([reason]));
  });
});

import { describe, expect, it } from "vitest";
import { migratedTable } from "../../rules/knowledge/migrated-tables.ts";

const columnsOf = (texts: readonly string[], table: string): readonly string[] => [...migratedTable(texts, table).columns];

describe("a table that migrations have made", () => {
  it.each<readonly [what: string, texts: readonly string[], written: string, columns: readonly string[]]>([
    ["in PostgreSQL", ['CREATE TABLE "public"."alerts" (\n  "id" uuid NOT NULL,\n  "rule_id" numeric(10, 2) NOT NULL, -- of the rule\n  CONSTRAINT "pk" PRIMARY KEY ("id", "rule_id")\n);'], '"public"."alerts"', ["id", "rule_id"]],
    ["in MySQL", ["CREATE TABLE IF NOT EXISTS `alerts` (`id` int NOT NULL, `key` varchar(9), PRIMARY KEY (`id`), UNIQUE KEY `u` (`key`))"], "`alerts`", ["id", "key"]],
    ["without quotes, in small letters", ["create table alerts (\n  id serial primary key,\n  unique (id)\n)"], "alerts", ["id"]],
    ["with columns that came later", ["CREATE TABLE alerts (id int);", "ALTER TABLE alerts ADD COLUMN IF NOT EXISTS day text, ADD rule_id int;\nALTER TABLE other ADD COLUMN no_part int;"], "alerts", ["id", "day", "rule_id"]],
    ["in a string of JavaScript", ['await queryRunner.query("CREATE TABLE \\"alerts\\" (\\"id\\" uuid, \\"ruleId\\" text)");'], '"alerts"', ["id", "ruleId"]],
    ["by Knex", ['knex.schema.createTable("alerts", (table) => { table.uuid("id").primary(); table.string("rule_id"); });', 'knex.schema.alterTable("alerts", (table) => { table.string("day"); });'], "", ["id", "rule_id", "day"]],
    ["by TypeORM's builder", ['await queryRunner.createTable(new Table({ name: "alerts", columns: [{ name: "id", type: "uuid" }, { name: "rule_id", type: "text" }] }));'], "", ["id", "rule_id"]],
  ])("%s", (_what, texts, written, columns) => {
    expect(migratedTable(texts, "alerts")).toMatchObject({ written, isMade: true });
    expect(columnsOf(texts, "alerts")).toEqual(expect.arrayContaining([...columns]));
    expect(columnsOf(texts, "alerts")).not.toContain("no_part");
    expect(columnsOf(texts, "alerts").filter((column) => /^(?:constraint|primary|unique|pk)$/i.test(column))).toEqual([]);
  });

  it("is none where only another one was made, or it was only altered", () => {
    expect(migratedTable(["CREATE TABLE alerts_old (id int);"], "alerts").isMade).toBe(false);
    expect(migratedTable(["ALTER TABLE alerts ADD COLUMN day text;"], "alerts").isMade).toBe(false);
  });

  it("is found soon in a text that looks like nothing else", () => {
    const started = performance.now();
    migratedTable(["CREATE TABLE alerts (".repeat(4_000), "ALTER TABLE alerts ".repeat(4_000), "createTable(".repeat(8_000)], "alerts");
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each<readonly [what: string, text: string, uniques: readonly (readonly string[])[]]>([
    ["an index", 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "u" ON "public"."alerts" USING btree ("rule_id", "day" DESC);', [["rule_id", "day"]]],
    ["an index over some of the rows, which refuses no others", "CREATE UNIQUE INDEX u ON alerts (rule_id) WHERE closed_at IS NULL;", []],
    ["an index of another kind", "CREATE INDEX i ON alerts (rule_id);", []],
    ["an index of another table", "CREATE UNIQUE INDEX u ON alerts_old (rule_id);", []],
    ["an index over an expression", "CREATE UNIQUE INDEX u ON alerts (lower(rule_id));", []],
    ["a constraint", "ALTER TABLE alerts ADD CONSTRAINT u UNIQUE (rule_id, day);", [["rule_id", "day"]]],
    ["a part of the table", "CREATE TABLE alerts (id int, rule_id text UNIQUE, day text, CONSTRAINT u UNIQUE (id, day));", [["rule_id"], ["id", "day"]]],
    ["Knex", 'knex.schema.alterTable("alerts", (table) => { table.string("slug").notNullable().unique(); table.unique(["rule_id", "day"]); });', [["rule_id", "day"], ["slug"]]],
    ["TypeORM's builder", 'queryRunner.createIndex("alerts", new TableIndex({ name: "u", columnNames: ["rule_id"], isUnique: true })); queryRunner.createIndex("alerts", new TableIndex({ name: "i", columnNames: ["day"] }));', [["rule_id"]]],
  ])("refuses rows by %s", (_what, text, uniques) => {
    expect(migratedTable([text], "alerts").uniques).toEqual(uniques);
  });
});

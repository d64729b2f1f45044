import { describe, expect, it } from "vitest";
import { insertStatement, isMadeByDatabase, selectStatement } from "../../rules/knowledge/sql-statements.ts";

describe("a statement that inserts a row", () => {
  it.each<readonly [what: string, sql: string, table: string, values: Readonly<Record<string, string>>]>([
    ["with numbered places", "INSERT INTO alerts (rule_id, day) VALUES ($1, $2) RETURNING id;", "alerts", { rule_id: "$1", day: "$2" }],
    ["with quotes and a schema", 'insert into "public"."alerts" ("ruleId") values (lower($1))', "alerts", { ruleId: "lower($1)" }],
    ["over several lines, with a comment", "\n  INSERT INTO `alerts`\n    (rule_id, -- of the rule\n     day)\n  VALUES (?, 'a, b')\n", "alerts", { rule_id: "?", day: "'a, b'" }],
  ])("%s", (_what, sql, table, values) => {
    const found = insertStatement(sql);
    expect(found?.table).toBe(table);
    expect(Object.fromEntries(found?.values ?? [])).toEqual(values);
  });

  it.each([
    "INSERT INTO alerts (rule_id) VALUES ($1) ON CONFLICT DO NOTHING",
    "INSERT INTO alerts (rule_id) VALUES ($1) ON DUPLICATE KEY UPDATE rule_id = rule_id",
    "INSERT IGNORE INTO alerts (rule_id) VALUES (?)",
    "INSERT OR IGNORE INTO alerts (rule_id) VALUES (?)",
    "INSERT INTO alerts (rule_id) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM alerts WHERE rule_id = $1)",
    "INSERT INTO alerts (rule_id) VALUES ($1), ($2)",
    "INSERT INTO alerts (rule_id) VALUES ?",
    "INSERT INTO alerts (rule_id) VALUES ($1) «0»",
    "WITH x AS (SELECT 1) INSERT INTO alerts (rule_id) VALUES ($1)",
  ])("is none in `%s`", (sql) => {
    expect(insertStatement(sql)).toBeUndefined();
  });
});

describe("a statement that looks for rows", () => {
  it("by the values of columns", () => {
    expect(selectStatement('SELECT id FROM alerts WHERE "ruleId" = $1\n AND day = $2 LIMIT 1')).toEqual({ table: "alerts", filter: new Map([["ruleId", "$1"], ["day", "$2"]]) });
  });

  it.each(["SELECT id FROM alerts WHERE created_at > $1", "SELECT id FROM alerts WHERE a = $1 OR b = $2", "SELECT id FROM alerts", "SELECT id FROM alerts WHERE a = $1 FOR UPDATE"])("is none in `%s`", (sql) => {
    expect(selectStatement(sql)).toBeUndefined();
  });
});

it("tells what the database makes anew", () => {
  expect(["now()", "DEFAULT", "gen_random_uuid()", "CURRENT_TIMESTAMP", "uuid_generate_v4()"].every(isMadeByDatabase)).toBe(true);
  expect(["$1", "?", "'x'", "lower($1)", "$1::uuid", "date(?)", "3"].some(isMadeByDatabase)).toBe(false);
});

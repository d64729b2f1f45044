import { readFileSync } from "node:fs";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import plugin, { definitions } from "../../rules/index.ts";

const QUEUE = "const q = [];\nsetInterval(async () => { await q.shift(); }, 1);\nexport function add(x) { q.push(x); }\n";

describe("the plugin", () => {
  it("tells the version of its package", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
    expect(plugin.meta?.version).toBe(version);
  });

  it("has every rule in strict, and the recommended ones in recommended", () => {
    expect(Object.keys(plugin.configs.strict.rules ?? {})).toEqual(definitions.map(({ id }) => `pokayoke/${id}`));
    const recommended = definitions.filter((definition) => definition.recommended).map(({ id }) => `pokayoke/${id}`);
    expect(Object.keys(plugin.configs.recommended.rules ?? {})).toEqual(recommended);
  });

  it("works from its config alone", () => {
    const found = new Linter().verify(QUEUE, [plugin.configs.recommended], { filename: "queue.js" });
    expect(found.map(({ ruleId, line }) => `${String(ruleId)}:${String(line)}`)).toEqual(["pokayoke/no-unbounded-queue:3"]);
  });
});

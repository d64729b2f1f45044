import { readFileSync } from "node:fs";
import { Linter } from "eslint";
import { Linter as Linter9 } from "eslint-9";
import { defineConfig as defineConfig9 } from "eslint-9/config";
import { defineConfig } from "eslint/config";
import { describe, expect, it } from "vitest";
import entry, * as everything from "../../plugin/entry.ts";
import plugin from "../../plugin/plugin.ts";
import { definitions } from "../../rules/index.ts";

const QUEUE = "const q = [];\nsetInterval(async () => { await q.shift(); }, 1);\nexport function add(x) { q.push(x); }\n";

interface Manifest {
  readonly name: string;
  readonly version: string;
}

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Manifest;

describe("the plugin", () => {
  it("tells its name, its version and the prefix of its rules", () => {
    expect(plugin.meta).toEqual({ name: manifest.name, version: manifest.version, namespace: "pokayoke" });
  });

  it("has every rule in strict, and the recommended ones in recommended", () => {
    expect(Object.keys(plugin.rules)).toEqual(definitions.map(({ id }) => id));
    expect(Object.keys(plugin.configs.strict.rules ?? {})).toEqual(definitions.map(({ id }) => `pokayoke/${id}`));
    const recommended = definitions.filter((definition) => definition.recommended).map(({ id }) => `pokayoke/${id}`);
    expect(Object.keys(plugin.configs.recommended.rules ?? {})).toEqual(recommended);
  });

  it("names every configuration, for the config inspector", () => {
    const names = Object.values(plugin.configs).flat().map(({ name }) => name);
    expect(names).toEqual(["pokayoke/recommended", "pokayoke/strict", "pokayoke/recommended", "pokayoke/recommended-type-checked"]);
  });

  it("is what a CommonJS configuration requires", () => {
    expect(entry).toBe(plugin);
    expect((everything as unknown as Record<string, unknown>)["module.exports"]).toBe(plugin);
  });

  it("fixes nothing by itself", () => {
    expect(Object.values(plugin.rules).filter(({ meta }) => meta?.fixable !== undefined)).toEqual([]);
    expect(Object.values(plugin.rules).every(({ meta }) => meta?.hasSuggestions === true)).toBe(true);
  });
});

describe.each([
  ["ESLint 10", Linter, defineConfig],
  // Its types are those of version 9, and say the same.
  ["ESLint 9", Linter9 as unknown as typeof Linter, defineConfig9],
] as const)("in %s", (_, Eslint, define) => {
  const told = (config: Linter.Config[]): readonly string[] =>
    new Eslint().verify(QUEUE, config, { filename: "queue.js" }).map(({ ruleId, line }) => `${String(ruleId)}:${String(line)}`);

  it("works from its config alone", () => {
    expect(told([plugin.configs.recommended])).toContain("pokayoke/no-unbounded-queue:3");
    expect(told([plugin.configs.strict])).toContain("pokayoke/no-unbounded-queue:3");
    expect(told([...plugin.configs["recommended-type-checked"]])).toContain("pokayoke/no-unbounded-queue:3");
  });

  it("works through defineConfig, by value and by name", () => {
    expect(told(define(plugin.configs.recommended))).toContain("pokayoke/no-unbounded-queue:3");
    expect(told(define([plugin.configs["recommended-type-checked"]]))).toContain("pokayoke/no-unbounded-queue:3");
    for (const name of ["pokayoke/recommended", "pokayoke/strict", "pokayoke/recommended-type-checked"]) {
      expect(told(define({ plugins: { pokayoke: plugin }, extends: [name] }))).toContain("pokayoke/no-unbounded-queue:3");
    }
  });
});

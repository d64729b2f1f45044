import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKED } from "../../rules/knowledge/checked.ts";
import { DELIVERIES } from "../../rules/knowledge/deliveries.ts";
import { EFFECTS } from "../../rules/knowledge/effect-table.ts";
import { ROOT } from "../contract/tree.ts";

const NAMED = new Set([...DELIVERIES, ...EFFECTS].map((entry) => entry.package.replace(/\/$/, "")));

describe.each([...CHECKED])("%s, checked at %s", (name, version) => {
  it("is in the tables, with a release's version", () => {
    expect(NAMED).toContain(name);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("has the major version that is installed, where it is installed", () => {
    const manifest = join(ROOT, "node_modules", name, "package.json");
    if (!existsSync(manifest)) return;
    const installed = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
    expect(installed.version.split(".")[0]).toBe(version.split(".")[0]);
  });
});

it("no entry of the tables claims a version of its own", () => {
  expect([...DELIVERIES, ...EFFECTS].filter((entry) => "version" in entry)).toEqual([]);
});

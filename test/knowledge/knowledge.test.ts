import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as sources from "../../rules/knowledge/config-sources.ts";
import * as constructors from "../../rules/knowledge/demanding-constructors.ts";
import * as lifecycles from "../../rules/knowledge/lifecycles.ts";
import * as clients from "../../rules/knowledge/retry-clients.ts";
import * as retries from "../../rules/knowledge/retry-libraries.ts";
import * as strategies from "../../rules/knowledge/retry-strategies.ts";
import * as validators from "../../rules/knowledge/validators.ts";
import { ROOT } from "../contract/tree.ts";
import { claimsOf } from "./claims.mjs";
import { defaultsIn, missingIn } from "./declared.mjs";

const claims = claimsOf(sources, validators, lifecycles, retries, clients, strategies, constructors);
const installed = (name: string): string => join(ROOT, "node_modules", name);
/** Of what we depend on, the major that we have may be another than the one that was checked. */
const here = claims.filter(({ package: name }) => existsSync(installed(name)));

describe("what is known of packages", () => {
  it("names a version and a name for each entry", () => {
    expect(claims.length).toBeGreaterThanOrEqual(90);
    expect(claims.filter(({ version, names }) => !/^\d+\.\d+\.\d+$/.test(version) || names.length === 0)).toEqual([]);
  });

  it("is no version that a range or a memory could mean: one for each package and major", () => {
    const versions = new Map<string, Set<string>>();
    for (const { package: name, version } of claims) {
      const major = `${name} ${version.split(".")[0] ?? ""}`;
      versions.set(major, (versions.get(major) ?? new Set()).add(version));
    }
    expect([...versions].filter(([, { size }]) => size > 1)).toEqual([]);
  });

  it.each(here.filter(({ version, package: name }) => !(name === "js-yaml" && !version.startsWith("4."))))("is true of $package, which is installed: $names", ({ package: name, names }) => {
    expect(missingIn(installed(name), names)).toEqual([]);
  });

  it("is about packages that are installed, too", () => {
    expect(new Set(here.map(({ package: name }) => name)).size).toBeGreaterThanOrEqual(3);
  });
});

describe("the words of schemas", () => {
  const isKnown = (word: string): boolean => {
    const { isOptional, hasDefault, isNumber, isChoice } = validators.entryOf([word]);
    return isOptional || hasDefault || isNumber || isChoice || validators.isSchemaEntry([word]) || validators.isValidatorName(word);
  };

  it.each(validators.VALIDATORS)("are understood: $package", ({ names }) => {
    expect(names.filter((name) => !isKnown(name))).toEqual([]);
  });
});

describe("the names of readers", () => {
  it.each(sources.READER_PACKAGES)("are known: $package", ({ package: name, names }) => {
    expect(names.filter((each) => !sources.FILE_READERS.has(each) && !sources.readsAndParses(name, each))).toEqual([]);
  });
});

describe("the look into a package", () => {
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-knowledge-"));
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "index.d.ts"), "/** comment */ export { inner as outer } from './x'; export declare class Made { method(given: string): void }");
  writeFileSync(join(folder, "index.js"), "exports.set = 1; const { base } = options; options.base ??= 2 * 1000; x = { cap: cap ?? Infinity, factor: f === undefined ? 3 : f };");
  writeFileSync(join(folder, "node_modules", "other.js"), "export const elsewhere = 1;");
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("finds what is declared, and nothing that is only mentioned", () => {
    expect(missingIn(folder, ["outer", "Made", "method", "set", "comment", "given", "options", "elsewhere"])).toEqual(["comment", "given", "options", "elsewhere"]);
  });

  it("reads defaults", () => {
    expect([defaultsIn(folder, "base"), defaultsIn(folder, "cap"), defaultsIn(folder, "factor"), defaultsIn(folder, "given")]).toEqual([[2000], [Infinity], [3], []]);
  });
});

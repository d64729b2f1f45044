import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { definitions } from "../../rules/index.ts";
import { makeTree } from "../cli/tree.ts";
import { ROOT } from "../contract/tree.ts";
import type { Fixture } from "../rules/fixture.ts";
import { fixturesOf } from "../rules/fixture.ts";
import { findingsOf, reportsOf } from "../rules/front-ends.ts";
import { installInto } from "./installed.ts";

interface Told {
  readonly filename: string;
  readonly code: string;
  readonly message: string;
  readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[];
}

const OXLINT = join(ROOT, "node_modules/oxlint/bin/oxlint");

/** The real oxlint over a project; what it says of our rules as `file:line:column message`. */
function oxlint(root: string): readonly string[] {
  const { stdout, stderr, error } = spawnSync(process.execPath, [OXLINT, "--format", "json", "bad", "good"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
  if (error) throw error;
  let report: { readonly diagnostics: readonly Told[] };
  try {
    report = JSON.parse(stdout) as typeof report;
  } catch {
    throw new Error(`oxlint said no JSON:\n${stdout}\n${stderr}`);
  }
  const foreign = report.diagnostics.filter(({ code }) => !/^(?:eslint-plugin-)?pokayoke\(/.test(code));
  if (foreign.length > 0) throw new Error(`oxlint said something else: ${JSON.stringify(foreign.slice(0, 3))}`);
  return report.diagnostics.map(({ filename, labels, message }) => `${filename}:${String(labels[0]?.span.line)}:${String(labels[0]?.span.column)} ${message}`).sort();
}

/** One-file cases without options and without types: what any linter can see. */
function casesOf(rule: string): readonly Fixture[] {
  return fixturesOf(rule).filter(({ crossFile, options, untypedSilent }) => !crossFile && !untypedSilent && Object.keys(options).length === 0);
}

describe.each(definitions.map((rule) => [rule.id, rule] as const))("oxlint with %s", (id, rule) => {
  it("finds in every fixture what ESLint without types finds, in the same words", () => {
    const cases = casesOf(id).map((fixture) => ({ fixture, name: basename(fixture.name), folder: fixture.verdict }));
    const files = Object.fromEntries(cases.map(({ fixture, name, folder }) => [`${folder}/${name}`, [...fixture.files.values()][0] ?? ""]));
    const config = JSON.stringify({ jsPlugins: ["eslint-plugin-pokayoke"], categories: { correctness: "off" }, rules: { [`pokayoke/${id}`]: "error" } });
    const root = installInto(makeTree({ ...files, ".oxlintrc.json": config, "package.json": '{ "name": "cases", "version": "1.0.0", "type": "module", "exports": "./index.js" }' }));
    const expected = cases.flatMap(({ fixture, name, folder }) => reportsOf(rule, fixture, findingsOf(rule, fixture)).map(({ from, message }) => `${folder}/${name}:${from} ${message}`)).sort();
    expect(expected).not.toEqual([]);
    expect(oxlint(root)).toEqual(expected);
  });
});

it("oxlint applies the first offer where it is told to", () => {
  const queue = `export class Outbox {
  readonly #mails: string[] = [];

  enqueue(mail: string): void {
    this.#mails.push(mail);
  }

  start(): void {
    setInterval(() => {
      const mail = this.#mails.shift();
      if (mail !== undefined) console.log(mail);
    }, 100);
  }
}
`;
  const config = JSON.stringify({ jsPlugins: ["eslint-plugin-pokayoke"], categories: { correctness: "off" }, rules: { "pokayoke/no-unbounded-queue": "error" } });
  const manifest = JSON.stringify({ name: "mails", private: true, type: "module", engines: { node: ">=20" } });
  const runtime = readFileSync(join(ROOT, "runtime/bounded-queue.ts"), "utf8");
  const root = installInto(makeTree({ "bad/outbox.ts": queue, "bad/bounded-queue.ts": runtime, "good/one.ts": "export const one = 1;\n", ".oxlintrc.json": config, "package.json": manifest }));
  expect(oxlint(root)).toHaveLength(1);
  spawnSync(process.execPath, [OXLINT, "--fix", "bad"], { cwd: root });
  expect(readFileSync(join(root, "bad/outbox.ts"), "utf8")).toBe(queue);
  spawnSync(process.execPath, [OXLINT, "--fix-suggestions", "bad"], { cwd: root });
  expect(readFileSync(join(root, "bad/outbox.ts"), "utf8")).toContain('new BoundedQueue({ capacity: 1000, overflow: "reject"');
  expect(oxlint(root)).toEqual([]);
});

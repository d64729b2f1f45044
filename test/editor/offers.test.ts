import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import type * as TS from "typescript";
import { describe, expect, it } from "vitest";
import { codemodOf } from "../../codemods/codemod-of.ts";
import type { Codemod } from "../../codemods/codemod.ts";
import { offersOf } from "../../plugin/offers.ts";
import { definitions } from "../../rules/index.ts";
import { defineRule } from "../../rules/model/define-rule.ts";
import { makeTree } from "../cli/tree.ts";
import { diagnosticsByFile } from "../codemods/rewriting.ts";
import { fixturesOf } from "../rules/fixture.ts";
import { typedProgram } from "../rules/worlds.ts";

const RUNTIME = readFileSync(new URL("../../runtime/bounded-queue.ts", import.meta.url), "utf8");
const codemods = new Map<string, Codemod>(await Promise.all(definitions.map(async ({ id }) => [id, await codemodOf(id)] as const)));
const rules = Object.fromEntries(definitions.map((each) => [each.id, defineRule(each, offersOf(each, definitions, (id) => codemods.get(id)))]));
const enabled = Object.fromEntries(definitions.map(({ id }) => [`pokayoke/${id}`, "error" as const]));

/** A project that has what rewritten code calls, as `migrate` leaves it. */
function project(name: string, text: string, more: Readonly<Record<string, string>> = {}): { readonly root: string; readonly path: string } {
  const manifest = JSON.stringify({ name: "mails", private: true, type: "module", engines: { node: ">=20" } });
  const root = makeTree({ "package.json": manifest, "src/bounded-queue.ts": RUNTIME, [`src/${name}`]: text, ...more });
  return { root, path: join(root, "src", name) };
}

interface Setup {
  readonly root: string;
  readonly path: string;
}

function lint(setup: Setup, text: string, typed = false): readonly Linter.LintMessage[] {
  const files = new Map([[setup.path, text], [join(setup.root, "src/bounded-queue.ts"), RUNTIME]]);
  return lintWith(setup, text, typed ? [typedProgram(files)] : undefined);
}

function lintWith({ root, path }: Setup, text: string, programs: readonly TS.Program[] | undefined): readonly Linter.LintMessage[] {
  const config: Linter.Config = {
    files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
    plugins: { pokayoke: { rules } },
    rules: enabled,
    languageOptions: { parser, parserOptions: programs === undefined ? {} : { programs } },
    linterOptions: { reportUnusedDisableDirectives: "off" },
  };
  return new Linter({ cwd: root }).verify(text, [config], { filename: path });
}

function applied(text: string, { fix: { range, text: replacement } }: Linter.LintSuggestion): string {
  return text.slice(0, range[0]) + replacement + text.slice(range[1]);
}

const QUEUE = `async function deliver(mail: string): Promise<void> {
  await fetch(mail);
}

export class Outbox {
  readonly #mails: string[] = [];

  enqueue(mail: string): void {
    this.#mails.push(mail);
  }

  start(): void {
    setInterval(() => {
      const mail = this.#mails.shift();
      if (mail !== undefined) void deliver(mail);
    }, 100);
  }
}
`;

describe("what is offered", () => {
  it("is one rewrite for each policy that the code has room for, in words", () => {
    const setup = project("outbox.ts", QUEUE);
    const [message] = lint(setup, QUEUE);
    expect(message?.suggestions?.map(({ desc }) => desc)).toMatchInlineSnapshot(`
      [
        "Bound \`Outbox.mails\` at 1000 and refuse more",
        "Bound \`Outbox.mails\` at 1000 and drop the oldest",
        "Bound \`Outbox.mails\` at 1000 and drop the newest",
      ]
    `);
    const [first] = message?.suggestions ?? [];
    expect(first && applied(QUEUE, first)).toMatchInlineSnapshot(`
      "import { BoundedQueue } from "./bounded-queue.js";

      async function deliver(mail: string): Promise<void> {
        await fetch(mail);
      }

      export class Outbox {
        readonly #mails: BoundedQueue<string> = new BoundedQueue({ capacity: 1000, overflow: "reject", name: "Outbox.mails" });

        enqueue(mail: string): void {
          this.#mails.putOrThrow(mail);
        }

        start(): void {
          setInterval(() => {
            const mail = this.#mails.take();
            if (mail !== undefined) void deliver(mail);
          }, 100);
        }
      }
      "
    `);
    expect(lint(setup, QUEUE, true).map(({ suggestions }) => suggestions?.map(({ desc }) => desc))).toEqual([message?.suggestions?.map(({ desc }) => desc)]);
  });

  it("is nothing where the module is missing: that is more than an edit of this file", () => {
    const root = makeTree({ "package.json": '{ "private": true, "type": "module" }', "src/outbox.ts": QUEUE });
    expect(lint({ root, path: join(root, "src/outbox.ts") }, QUEUE).map(({ suggestions }) => suggestions ?? [])).toEqual([[]]);
  });

  it("is the import of the package where that is a dependency", () => {
    const manifest = JSON.stringify({ private: true, type: "module", dependencies: { "@pokayoke/runtime": "1.0.0" } });
    const root = makeTree({
      "package.json": manifest,
      "src/outbox.ts": QUEUE,
      "node_modules/@pokayoke/runtime/package.json": JSON.stringify({ name: "@pokayoke/runtime", version: "1.0.0", type: "module", exports: { "./bounded-queue": { types: "./dist/bounded-queue.d.ts" } } }),
      "node_modules/@pokayoke/runtime/dist/bounded-queue.d.ts": RUNTIME,
    });
    const [message] = lint({ root, path: join(root, "src/outbox.ts") }, QUEUE);
    expect(message?.suggestions?.[0]?.fix.text).toContain('from "@pokayoke/runtime/bounded-queue"');
  });

  it("is nothing that would bring a type error", () => {
    const broken = RUNTIME.replace("take(): T | undefined", "take(): symbol");
    expect(broken).not.toBe(RUNTIME);
    const { root, path } = project("outbox.ts", QUEUE, { "src/bounded-queue.ts": broken });
    expect(lint({ root, path }, QUEUE).map(({ suggestions }) => suggestions ?? [])).toEqual([[]]);
    const program = typedProgram(new Map([[path, QUEUE], [join(root, "src/bounded-queue.ts"), broken]]));
    expect(lintWith({ root, path }, QUEUE, [program]).map(({ suggestions }) => suggestions ?? [])).toEqual([[]]);
  });

  it("is a member of the checked configuration where the package has the variable there already", () => {
    const text = "export const key = (): string => process.env.API_KEY!;\n";
    const entry = (name: string): string => `/* From eslint-plugin-pokayoke */\nexport const config = {\n  get ${name}(): string { return ""; },\n};\n`;
    const descriptions = (name: string): readonly string[] => {
      const module = entry(name);
      const { root, path } = project("key.ts", text, { "src/checked-config.ts": module });
      const typed = lintWith({ root, path }, text, [typedProgram(new Map([[path, text], [join(root, "src/checked-config.ts"), module]]))]);
      return [...lint({ root, path }, text), ...typed].flatMap(({ suggestions }) => (suggestions ?? []).map(({ desc }) => desc));
    };
    const offer = "Read API_KEY from the checked configuration";
    expect(descriptions("API_KEY")).toEqual([offer, offer]);
    expect(descriptions("API_URL")).toEqual([]);
  });

  it("is nothing for code that is broken while somebody types", () => {
    const setup = project("outbox.ts", QUEUE);
    expect(lint(setup, QUEUE.replace("this.#mails.push(mail);", "this.#mails.push(")).map(({ fatal }) => fatal)).toEqual([true]);
  });

  it("keeps line ends and a byte order mark", () => {
    const windows = `\uFEFF${QUEUE.replaceAll("\n", "\r\n")}`;
    const setup = project("outbox.ts", windows);
    const [message] = lint(setup, windows);
    const [first] = message?.suggestions ?? [];
    expect(first?.fix.text).toMatch(/\r\n/);
    expect(first?.fix.text).not.toMatch(/(?<!\r)\n/);
  });
});

/** How many cases of a rule have an offer. */
const offeredBy = new Map<string, number>();

describe.each(definitions.map((rule) => [rule.id, rule] as const))("every offer of %s", (_, rule) => {
  const cases = fixturesOf(rule.id).filter(({ verdict, crossFile, options }) => verdict === "bad" && !crossFile && Object.keys(options).length === 0);
  const offered: { readonly name: string; readonly path: string; readonly before: string; readonly after: string }[] = [];

  it.each(cases)("$name", ({ name, files }) => {
    for (const [file, text] of files) {
      const setup = project(basename(file), text);
      const before = lint(setup, text);
      for (const suggestion of before.flatMap(({ suggestions }) => suggestions ?? [])) {
        const after = applied(text, suggestion);
        expect(suggestion.desc).toMatch(/^[A-Z][^\n]{10,120}$/);
        // The finding goes, and nothing else comes.
        const left = lint(setup, after);
        expect(left.filter(({ fatal }) => fatal)).toEqual([]);
        expect(left.length).toBeLessThan(before.length);
        offered.push({ name, path: setup.path, before: text, after });
      }
    }
  });

  it("brings no type error", () => {
    offeredBy.set(rule.id, new Set(offered.map(({ name }) => name)).size);
    // The folders are there, so that the compiler looks for modules in them; what is in them it gets from us.
    const root = makeTree({ "package.json": '{ "private": true, "type": "module" }', ...Object.fromEntries(offered.map((_each, index) => [`${String(index)}/.keep`, ""])) });
    const errorsOf = (which: "before" | "after"): ReadonlyMap<string, readonly string[]> => {
      // Each in a folder of its own, with what it imports; the folder says which one it is.
      const files = offered.flatMap(({ path, [which]: text }, index) => [[join(root, String(index), basename(path)), text], [join(root, String(index), "bounded-queue.ts"), RUNTIME]] as const);
      return diagnosticsByFile(new Map(files));
    };
    const [before, after] = [errorsOf("before"), errorsOf("after")];
    const come = [...after].flatMap(([path, lines]) => lines.filter((line) => before.get(path)?.includes(line) !== true).map((line) => `${offered[Number(basename(dirname(path)))]?.name ?? path}: ${line}`));
    expect(come).toEqual([]);
  });
});

it("offers are not rare", () => {
  expect(Math.max(...offeredBy.values())).toBeGreaterThanOrEqual(8);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeTree } from "../cli/tree.ts";
import { installInto } from "./installed.ts";
import { edited, LanguageServer } from "./language-server.ts";

const RUNTIME = readFileSync(new URL("../../runtime/bounded-queue.ts", import.meta.url), "utf8");

const QUEUE = `export class Outbox {
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

const UNTYPED = `import pokayoke from "eslint-plugin-pokayoke";
import * as parser from "@typescript-eslint/parser";
import { defineConfig } from "eslint/config";

export default defineConfig({ files: ["**/*.ts"], languageOptions: { parser } }, pokayoke.configs.strict);
`;
const TYPED = UNTYPED.replace("pokayoke.configs.strict", 'pokayoke.configs["recommended-type-checked"]');
const COMMONJS = `const pokayoke = require("eslint-plugin-pokayoke");
const parser = require("@typescript-eslint/parser");

module.exports = [{ files: ["**/*.ts"], languageOptions: { parser } }, pokayoke.configs.recommended];
`;

const TSCONFIG = JSON.stringify({ compilerOptions: { strict: true, module: "nodenext", target: "es2022", noEmit: true }, include: ["src"] });

/** A project as a user has it after `npm install` and one `migrate --write`. */
function mailService(eslint: string, config: Readonly<Record<string, string>>): string {
  const manifest = JSON.stringify({ name: "mails", private: true, type: "module", engines: { node: ">=20" } });
  const files = { "package.json": manifest, "tsconfig.json": TSCONFIG, "src/outbox.ts": QUEUE, "src/bounded-queue.ts": RUNTIME, ...config };
  return installInto(makeTree(files), { eslint, "@typescript-eslint/parser": "@typescript-eslint/parser", typescript: "typescript", "@types/node": "@types/node" });
}

let server: LanguageServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe.each([
  ["ESLint 10, untyped", "eslint", { "eslint.config.js": UNTYPED }],
  ["ESLint 10, typed", "eslint", { "eslint.config.js": TYPED }],
  ["ESLint 9, untyped", "eslint-9", { "eslint.config.js": UNTYPED }],
  ["ESLint 9, CommonJS configuration", "eslint-9", { "eslint.config.cjs": COMMONJS }],
] as const)("VS Code's ESLint server with %s", (_, eslint, config) => {
  it("shows the finding, offers its rewrites, makes one, and the finding is gone", async () => {
    const root = mailService(eslint, config);
    const path = join(root, "src/outbox.ts");
    server = await LanguageServer.start(root);

    // What somebody has typed so far has no fault; the next keystrokes bring it.
    const harmless = QUEUE.replace("this.#mails.push(mail);", "console.log(mail);");
    server.open(path, harmless, "typescript");
    expect(await server.diagnostics(path), server.told).toEqual([]);
    server.change(path, 2, QUEUE);
    const [diagnostic, ...others] = await server.diagnostics(path);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      source: "eslint",
      code: "pokayoke/no-unbounded-queue",
      range: { start: { line: 4, character: 4 } },
      codeDescription: { href: expect.stringMatching(/no-unbounded-queue\.md$/) as string },
    });
    expect(diagnostic?.message).toMatch(/^`#mails` has no limit: .*\(line 10\) removes\./);

    const actions = diagnostic ? await server.codeActions(path, diagnostic) : [];
    const rewrites = actions.filter(({ title }) => title.startsWith("Bound"));
    expect(rewrites.map(({ title, kind }) => `${kind}: ${title}`)).toEqual([
      "quickfix: Bound `Outbox.mails` at 1000 and refuse more (pokayoke/no-unbounded-queue)",
      "quickfix: Bound `Outbox.mails` at 1000 and drop the oldest (pokayoke/no-unbounded-queue)",
      "quickfix: Bound `Outbox.mails` at 1000 and drop the newest (pokayoke/no-unbounded-queue)",
    ]);
    const [rewrite] = rewrites;
    const after = edited(QUEUE, rewrite ? await server.run(path, rewrite) : []);
    expect(after).toContain('new BoundedQueue({ capacity: 1000, overflow: "reject", name: "Outbox.mails" })');
    server.change(path, 3, after);
    expect(await server.diagnostics(path)).toEqual([]);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeRepository } from "../codemods/toy.ts";
import { git, queueOf } from "./command.ts";
import { runWarm as run } from "./warm-command.ts";

const MIGRATE = ["migrate", "--write", "--rule", "no-unbounded-queue", "--overflow", "drop-oldest", "--no-progress"];
const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
const crlf = (text: string): string => text.replaceAll("\n", "\r\n");

const PLAIN = `class Mails {
  constructor() {
    this.mails = [];
  }

  send(mail) {
    this.mails.push(mail);
  }

  start() {
    setInterval(() => {
      const mail = this.mails.shift();
      if (mail !== undefined) void fetch(mail);
    }, 100);
  }
}
`;

/** Installed: what a package compiles with is told by what lies there, and read, never loaded. */
function compiler(version: string): string {
  return json({ name: "typescript", version, main: "lib/typescript.js" });
}

const NODE_TYPES = {
  "node_modules/@types/node/package.json": json({ name: "@types/node", types: "index.d.ts" }),
  "node_modules/@types/node/index.d.ts": `declare module "node:diagnostics_channel" {
  export interface Channel { readonly hasSubscribers: boolean; publish(message: unknown): void }
  export function channel(name: string): Channel;
}
declare function setInterval(act: () => void, ms: number): unknown;
declare function fetch(url: string): Promise<unknown>;
declare class AbortSignal { readonly aborted: boolean; readonly reason: unknown; addEventListener(type: string, act: () => void, options?: object): void; removeEventListener(type: string, act: () => void): void; throwIfAborted(): void }
`,
};

const MONOREPO: Readonly<Record<string, string>> = {
  ".gitignore": "node_modules\n",
  "package.json": json({ private: true, workspaces: ["packages/*"] }),
  ...NODE_TYPES,
  "tsconfig.json": json({ files: [], references: [{ path: "packages/core" }, { path: "packages/app" }] }),
  "tsconfig.base.json": json({ compilerOptions: { composite: true, strict: true, target: "es2022", lib: ["es2022"], module: "esnext", moduleResolution: "bundler", types: ["node"], outDir: "dist", paths: { "@toy/core": ["./packages/core/src/index.ts"] } } }),
  "packages/core/package.json": json({ name: "@toy/core", type: "module" }),
  "packages/core/tsconfig.json": json({ extends: "../../tsconfig.base.json", include: ["src"] }),
  "packages/core/src/index.ts": 'export { Jobs } from "./jobs";\n',
  "packages/core/src/jobs.ts": crlf(queueOf("Jobs")),
  "packages/core/src/open.ts": queueOf("Open").replace("private readonly", "readonly"),
  "packages/app/package.json": json({ name: "@toy/app", type: "module" }),
  "packages/app/tsconfig.json": json({ extends: "../../tsconfig.base.json", include: ["src"], references: [{ path: "../core" }] }),
  "packages/app/src/main.ts": 'import { Jobs } from "@toy/core";\nimport { Open } from "../../core/src/open";\n\nexport const jobs = new Jobs();\nexport const all: readonly string[] = new Open().jobs;\n',
  "packages/app/src/own.ts": queueOf("Own"),
  "packages/plain/package.json": json({ name: "@toy/plain" }),
  "packages/plain/mails.js": `${PLAIN}\nmodule.exports = { Mails };\n`,
  "packages/plain/lib/posts.mjs": crlf(`${PLAIN.replaceAll("mail", "post").replace("Mails", "Posts").replaceAll("Mail", "Post")}\nexport { Posts };\n`),
};

describe("migrate, in a monorepo with several tsconfigs, references, aliases, packages without a tsconfig and both line ends,", () => {
  it("rewrites each file as its own package has it, and refuses what would break another package", () => {
    const root = makeRepository(MONOREPO);
    const { stdout, status } = run(root, MIGRATE);
    expect([status, stdout]).toEqual([1, expect.stringContaining("4 of 5 findings rewritten in 4 files")]);
    expect(stdout).toMatch(/packages\/core\/src\/open\.ts:5:5 .*refused: /);
    const changed = git(root, "status", "--short").trimEnd().split("\n").map((line) => line.trim());
    expect(changed).toEqual([
      "M packages/app/src/own.ts",
      "M packages/core/src/jobs.ts",
      "M packages/plain/lib/posts.mjs",
      "M packages/plain/mails.js",
      "?? packages/app/src/bounded-queue.ts",
      "?? packages/core/src/bounded-queue.ts",
      "?? packages/plain/bounded-queue.js",
      "?? packages/plain/lib/bounded-queue.mjs",
    ]);
    for (const path of ["packages/core/src/jobs.ts", "packages/plain/lib/posts.mjs"]) expect(readFileSync(join(root, path), "utf8")).not.toMatch(/[^\r]\n/);
    for (const path of ["packages/app/src/own.ts", "packages/plain/mails.js"]) expect(readFileSync(join(root, path), "utf8")).not.toContain("\r");
    git(root, "add", "-A");
    git(root, "commit", "-qm", "migrated");
    expect(run(root, MIGRATE).stdout).toContain("0 of 1 finding rewritten");
    expect(git(root, "status", "--short")).toBe("");
  });

  it("rewrites what a test of the package reads as an array, too", () => {
    const test = 'const { Mails } = require("../mails");\n\nit("is empty", () => {\n  const mails = new Mails();\n  expect(mails.mails).toEqual([]);\n});\n';
    const root = makeRepository({ "package.json": json({ private: true }), "mails.js": `${PLAIN}\nmodule.exports = { Mails };\n`, "test/mails.spec.js": test });
    expect(run(root, MIGRATE).stdout).toContain("1 of 1 finding rewritten in 2 files");
    expect(readFileSync(join(root, "test/mails.spec.js"), "utf8")).not.toContain("expect(mails.mails)");
  });

  it("takes one package as it takes all", () => {
    const root = makeRepository(MONOREPO);
    expect(run(root, [...MIGRATE, "packages/core"]).stdout).toContain("1 of 2 findings rewritten in 1 file");
  });
});

describe("migrate, in a project that compiles with TypeScript", () => {
  /** Fine where neither `strict` nor any list of types was asked for, and until version 6 that was so by default. */
  const LOOSE = `export const nothing: string = null;\nimport { channel } from "node:diagnostics_channel";\nexport const gauge = channel("jobs");\n${queueOf("Jobs")}`;

  it.each(["5.4.5", "5.6.3", "5.9.3"])("%s, proves the types with the defaults of then", (version) => {
    const files = { ...NODE_TYPES, ".gitignore": "node_modules\n", "package.json": json({ type: "module" }), "node_modules/typescript/package.json": compiler(version), "tsconfig.json": json({ compilerOptions: { target: "es2022", lib: ["es2022"], module: "nodenext" } }), "jobs.ts": LOOSE };
    expect(run(makeRepository(files), MIGRATE).stdout).toContain("1 of 1 finding rewritten");
  });

  it.each(["6.0.3", "7.0.2"])("%s, proves the types with its own defaults", (version) => {
    const strict = queueOf("Jobs");
    const files = { ...NODE_TYPES, ".gitignore": "node_modules\n", "package.json": json({ type: "module" }), "node_modules/typescript/package.json": compiler(version), "tsconfig.json": json({ compilerOptions: { target: "es2022", lib: ["es2022"], types: ["node"] } }), "jobs.ts": strict };
    const { stdout, stderr } = run(makeRepository(files), MIGRATE);
    expect(stdout).toContain("1 of 1 finding rewritten");
    expect(stderr.includes("compiles with TypeScript 7")).toBe(version.startsWith("7"));
  });

  it("7 alone, takes back what its own tsc finds", () => {
    const tsc = "if (require('node:fs').readFileSync('jobs.ts', 'utf8').includes('BoundedQueue')) { console.log(\"jobs.ts(1,1): error TS2307: Cannot find module './bounded-queue.ts'.\"); process.exit(2); }\n";
    const root = makeRepository({ "package.json": json({ type: "module", devDependencies: { typescript: "^7.0.0" } }), "tsc.cjs": tsc, "jobs.ts": queueOf("Jobs") });
    const { stdout } = run(root, [...MIGRATE, "--tsc", "node tsc.cjs"]);
    expect(stdout).toMatch(/refused: test-failed\n.*it reports a new jobs\.ts TS2307/);
    expect(git(root, "status", "--short")).toBe("");
  });
});

import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTree } from "./write-support.ts";

/** Code with one finding, which is rewritten in its file where nothing speaks against that. */
export const CODE: string = `const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export async function load(url: string): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetch(url);
    } catch (error) {
      if (attempt === 5) throw error;
      await sleep(Math.min(10_000, 200 * 2 ** attempt));
    }
  }
}
`;

export function rewritten(content: string): Buffer {
  return Buffer.from(content.replace("sleep(Math.min(", "sleep(Math.random() * Math.min("));
}

/** Line ends in turn. */
function withEnds(...ends: readonly string[]): string {
  let line = 0;
  return CODE.replaceAll("\n", () => ends[line++ % ends.length] ?? "\n");
}

/** Code beside something that is nested `depth` times, a level a line. */
function deep(before: string, open: string, close: string, depth = 100_000): string {
  return `${CODE}${before}${`${open}\n`.repeat(depth)}1${`${close}\n`.repeat(depth)};\n`;
}

/** Written as it is. */
export const REWRITTEN: Readonly<Record<string, string>> = {
  "plain.ts": CODE,
  "mark.ts": `\uFEFF${CODE}`,
  "crlf.ts": withEnds("\r\n"),
  "cr.ts": withEnds("\r"),
  "mixed.ts": withEnds("\n", "\r\n", "\r"),
  // A command that one person runs: only an endless retry is told.
  "shebang.ts": `#!/usr/bin/env node\n${CODE.replace("      if (attempt === 5) throw error;\n", "")}`,
  "no-final-newline.ts": CODE.trimEnd(),
  "names.ts": `${CODE}export const __proto__ = { ["__proto__"]: 1, constructor: 2, hasOwnProperty: 3, toString: 4 };\n`,
  "__proto__/constructor.ts": CODE,
  "toString/__proto__.ts": CODE,
  "ctl\u001b[31m\u0007.ts": CODE,
  "new\nline.ts": CODE,
  "$(touch ran) `touch ran`.ts": CODE,
  "-rf.ts": CODE,
  "\u202Ertl.ts": CODE,
  "configured/a.ts": CODE,
};

/** Found, and refused for a reason. */
export const REFUSED: Readonly<Record<string, readonly [reason: string, content: string | Buffer]>> = {
  "utf16-little.ts": ["not-utf8", Buffer.from(`\uFEFF${CODE}`, "utf16le")],
  "utf16-big.ts": ["not-utf8", Buffer.from(`\uFEFF${CODE}`, "utf16le").swap16()],
  "latin-1.ts": ["not-utf8", Buffer.from(`// caf\xe9\n${CODE}`, "latin1")],
  "late-nul.ts": ["not-utf8", `/*${"x\n".repeat(1500)}*/${CODE}// \0\n`],
  "deep/chain.ts": ["law-types", `${CODE}declare const x: any; export const c = x${".a\n".repeat(100_000)};\n`],
  "deep/sum.ts": ["law-types", deep("export const s = 1", " + 1", "").replace("\n1", "\n")],
  "read-only.ts": ["read-only", CODE],
  "locked/a.ts": ["read-only", CODE],
  "two-names.ts": ["hard-link", CODE],
  "other-name.ts": ["hard-link", CODE],
  "name-outside.ts": ["hard-link", CODE],
};

/** Not parsed, and told so. */
export const UNPARSED: Readonly<Record<string, readonly [told: string, content: string]>> = {
  "syntax.ts": ["Variable declaration expected.", `${CODE}const = ;\n`],
  ...Object.fromEntries(
    Object.entries({
      parentheses: deep("export const d = ", "(", ")"),
      arrays: deep("export const d = ", "[", "]"),
      blocks: deep("", "{", "}"),
      calls: deep("declare function f(x?: unknown): unknown; export const d = ", "f(", ")"),
      functions: deep("export const d = ", "() =>", ""),
      types: deep("export type D = ", "[", "]"),
      templates: deep("export const d = ", "`${", "}`"),
      conditions: deep("export const d = ", "1 ? 1 :", ""),
      "less-deep": deep("export const d = ", "[", "]", 3000),
    }).map(([name, content]): [string, readonly [string, string]] => [`deep/${name}.ts`, ["nested too deeply", content]]),
  ),
};

/** Counted by the reason for which they are left out. */
export const SKIPPED = "11 skipped: 1 binary, 1 generated, 6 linked, 1 minified, 1 not a regular file, 1 over 1 MB";

export interface HostileTree {
  readonly root: string;
  readonly outside: string;
  /** Where whatever runs would leave a file. */
  readonly canaries: string;
}

export function makeHostileTree(): HostileTree {
  const canaries = makeTree({});
  const outside = makeTree({ "o.ts": CODE, "folder/p.ts": CODE, "name.ts": CODE, "base.json": '{ "compilerOptions": {} }' });
  const root = makeTree({
    ...REWRITTEN,
    ...Object.fromEntries(Object.entries({ ...REFUSED, ...UNPARSED }).map(([path, [, content]]) => [path, content])),
    "early-nul.ts": `// \0\n${CODE}`,
    "generated.ts": `// @generated\n${CODE}`,
    "a.min.js": "var a = 1;\n",
    "large.ts": CODE + "// x\n".repeat(10_000_000),
    "empty.ts": "",
    ...armed(canaries, outside),
  });
  const link = (to: string, name: string): void => {
    symlinkSync(to, join(root, name));
  };
  link(join(outside, "o.ts"), "link-out.ts");
  link("plain.ts", "link-in.ts");
  link("nowhere.ts", "dangling.ts");
  link("self.ts", "self.ts");
  link(join(outside, "folder"), "folder-out");
  link(".", "loop");
  link("plain.ts", "no-source.txt");
  for (const [one, other] of [["two-names.ts", join(root, "other-name.ts")], ["name-outside.ts", join(outside, "same.ts")]] as const) {
    execFileSync("rm", ["-f", other]);
    linkSync(join(root, one), other);
  }
  chmodSync(join(root, "read-only.ts"), 0o444);
  chmodSync(join(root, "locked"), 0o555);
  execFileSync("mkfifo", [join(root, "pipe.ts")]);
  arm(root, canaries);
  return { root, outside, canaries };
}

/** What a project may hold that other tools run. */
function armed(canaries: string, outside: string): Readonly<Record<string, string>> {
  const runs = (name: string): string => `require("node:fs").writeFileSync(${JSON.stringify(join(canaries, name))}, "");\n`;
  const scripts = ["preinstall", "install", "postinstall", "prepare", "pretest", "test", "build", "lint", "typecheck"].map((name) => [name, `touch '${join(canaries, name)}'`] as const);
  return {
    "package.json": JSON.stringify({ private: true, main: "canary.cjs", scripts: Object.fromEntries<string>(scripts), eslintConfig: { plugins: ["./canary.cjs"] } }),
    ...Object.fromEntries(["canary.cjs", "eslint.config.cjs", ".eslintrc.cjs", "babel.config.cjs", "jest.config.cjs", ".pokayokerc.cjs", "pokayoke.config.cjs", ".pnpmfile.cjs"].map((name) => [name, runs(name)])),
    "eslint.config.js": runs("eslint.config.js"),
    "configured/plugin.cjs": runs("plugin.cjs"),
    "configured/tsconfig.json": JSON.stringify({ extends: ["./base.cjs", join(outside, "base.json")], compilerOptions: { target: "es2022", module: "preserve", plugins: [{ name: "./plugin.cjs" }] } }),
    "configured/base.cjs": runs("base.cjs"),
    "node_modules/typescript/package.json": JSON.stringify({ name: "typescript", version: "6.0.3", main: "lib/typescript.js" }),
    "node_modules/typescript/lib/typescript.js": runs("typescript.js"),
    ".npmrc": `script-shell=${join(canaries, "shell")}\n`,
    ".gitattributes": "* filter=evil diff=evil\n",
  };
}

/** Makes it a repository whose own git config runs things. */
function arm(root: string, canaries: string): void {
  const canary = (name: string): string => {
    const path = join(canaries, `.${name}.sh`);
    writeFileSync(path, `#!/bin/sh\ntouch '${join(canaries, name)}'\nexit 1\n`, { mode: 0o755 });
    return path;
  };
  execFileSync("git", ["init", "-q", root]);
  const settings = { "core.fsmonitor": "fsmonitor", "core.pager": "pager", "core.sshCommand": "ssh", "diff.external": "diff", "filter.evil.clean": "clean", "filter.evil.smudge": "smudge", "filter.evil.process": "process" };
  for (const [key, name] of Object.entries(settings)) execFileSync("git", ["-C", root, "config", key, canary(name)]);
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  for (const name of ["git", "tsc", "eslint", "node"]) symlinkSync(canary(`bin-${name}`), join(root, "node_modules/.bin", name));
  for (const hook of ["pre-commit", "post-index-change", "reference-transaction"]) symlinkSync(canary(hook), join(root, ".git/hooks", hook));
}

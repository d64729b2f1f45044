// Usage: npm run build && node test/editor/matrix.mjs [--only TEXT] [--pnpm PATH]
//
// Installs the packed tarball into empty projects from the real registry: npm and pnpm, ESLint 9 and 10, TypeScript 5.4, 5.9, 6.0 and 7 alone, ES and CommonJS
// configuration. Each cell must find the queue in ESLint and in `check`, with its configuration type-checked, or say in one line what is missing. Needs a
// network and minutes, so it is no part of the tests; its table goes into docs/guide/editors.md. The light cells are in test/editor/installed.test.ts.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const { values } = parseArgs({ options: { only: { type: "string", default: "" }, pnpm: { type: "string", default: "pnpm" } } });

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
const PLAIN = QUEUE.replaceAll(": string[]", "").replaceAll(": string", "").replaceAll(": void", "").replace("readonly ", "");

/** What a configuration is, by whether TypeScript can be read, and how it is written. */
const CONFIGS = {
  esm: {
    typed: 'import pokayoke from "eslint-plugin-pokayoke";\nimport { defineConfig } from "eslint/config";\nimport tseslint from "typescript-eslint";\n\nexport default defineConfig(tseslint.configs.base, pokayoke.configs["recommended-type-checked"]);\n',
    plain: 'import pokayoke from "eslint-plugin-pokayoke";\nimport { defineConfig } from "eslint/config";\n\nexport default defineConfig(pokayoke.configs.recommended);\n',
  },
  cjs: {
    typed: 'const pokayoke = require("eslint-plugin-pokayoke");\nconst { defineConfig } = require("eslint/config");\nconst tseslint = require("typescript-eslint");\n\nmodule.exports = defineConfig(tseslint.configs.base, pokayoke.configs["recommended-type-checked"]);\n',
    plain: 'const pokayoke = require("eslint-plugin-pokayoke");\nconst { defineConfig } = require("eslint/config");\n\nmodule.exports = defineConfig(pokayoke.configs.recommended);\n',
  },
};

const folder = mkdtempSync(join(tmpdir(), "pokayoke-matrix-"));
execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: ROOT, stdio: "ignore" });
const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "");

let failed = 0;
console.log("| | ESLint | TypeScript | configuration | ESLint finds it | `check` finds it | types of the configuration | doctor | seconds |\n| --- | --- | --- | --- | --- | --- | --- | --- | ---: |");
for (const manager of ["npm", "pnpm"]) {
  for (const eslint of ["9", "10"]) {
    for (const typescript of ["5.4", "5.9", "6.0", "7.0"]) {
      for (const form of ["esm", "cjs"]) {
        if (`${manager} ${eslint} ${typescript} ${form}`.includes(values.only)) cell(manager, eslint, typescript, form);
      }
    }
  }
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = failed > 0 ? 1 : 0;

/**
 * @param {string} manager
 * @param {string} eslint
 * @param {string} typescript
 * @param {"esm" | "cjs" | string} form
 */
function cell(manager, eslint, typescript, form) {
  const started = performance.now();
  const isTyped = typescript !== "7.0"; // typescript-eslint refuses 7, so ESLint reads JavaScript alone there
  const root = join(folder, "project");
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, "src"), { recursive: true });
  const files = {
    "package.json": JSON.stringify({ name: "mails", private: true, type: form === "esm" ? "module" : "commonjs" }),
    "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true, module: "nodenext", target: "es2022", noEmit: true, skipLibCheck: false, types: [] }, include: ["src", "config.ts"] }),
    "eslint.config.js": CONFIGS[form === "esm" ? "esm" : "cjs"][isTyped ? "typed" : "plain"],
    "src/outbox.ts": QUEUE.replace("setInterval", "globalThis.setInterval").replace("console.log(mail)", "void mail"),
    "src/plain.js": form === "esm" ? PLAIN : PLAIN.replace("export class", "exports.Outbox = class"),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const packages = [tarball, `eslint@${eslint}`, `typescript@${typescript}`, ...(isTyped ? ["typescript-eslint@8"] : [])];
  const installed =
    manager === "npm"
      ? run(root, "npm", ["install", "--save-dev", "--prefer-offline", "--no-audit", "--no-fund", ...packages])
      : run(root, values.pnpm, ["add", "--save-dev", "--prefer-offline", ...packages]);
  const told = [manager, eslint, typescript, form === "esm" ? "ES" : "CommonJS"];
  if (installed.status !== 0) {
    failed++;
    console.log(`| ${[...told, "not installed", installed.output.trim().split("\n").slice(-2).join(" ")].join(" | ")} |`);
    return;
  }
  const bin = (/** @type {string} */ name) => join(root, "node_modules/.bin", name);
  const linted = run(root, bin("eslint"), ["src", "--format", "json"]);
  const found = foundBy(linted.stdout);
  const checked = foundBy(run(root, bin("pokayoke"), ["check", "src", "--format", "json"]).stdout);
  const config = isTyped ? typeCheck(root, bin("tsc"), form) : "—";
  const doctor = run(root, bin("pokayoke"), ["doctor"]);
  const line = /^ {2}(?:problem|note) +(?:TypeScript|typescript-eslint|ESLint)[^\n]*/m.exec(doctor.output)?.[0].trim().replace(/\s+/g, " ").slice(0, 60) ?? "content";
  const wanted = isTyped ? "outbox.ts plain.js" : "plain.js";
  const isRight = found === wanted && checked === "outbox.ts plain.js" && (config === "right" || config === "—");
  if (!isRight) {
    failed++;
    console.error(linted.output.slice(0, 1_500));
  }
  console.log(`| ${[...told, found, checked, config, line, ((performance.now() - started) / 1000).toFixed(0)].join(" | ")} |`);
}

/** @param {string} json of ESLint's form */
function foundBy(json) {
  try {
    /** @type {{ filePath: string, messages: { ruleId: string }[] }[]} */
    const results = JSON.parse(json);
    return results.filter(({ messages }) => messages.some(({ ruleId }) => ruleId === "pokayoke/no-unbounded-queue")).map(({ filePath }) => filePath.split("/").at(-1)).sort().join(" ") || "nothing";
  } catch {
    return "**failed**";
  }
}

/**
 * Whether a configuration that is written in TypeScript has the right types, our declarations included (skipLibCheck is off for them alone).
 *
 * @param {string} root
 * @param {string} tsc
 * @param {string} form
 */
function typeCheck(root, tsc, form) {
  const name = form === "esm" ? "config.ts" : "config.mts";
  const text = 'import pokayoke from "eslint-plugin-pokayoke";\nimport { defineConfig } from "eslint/config";\n\nexport default defineConfig(pokayoke.configs.recommended, pokayoke.configs.strict, pokayoke.configs["recommended-type-checked"], { plugins: { pokayoke }, extends: ["pokayoke/strict"] });\n';
  writeFileSync(join(root, name), text);
  const options = { strict: true, module: "nodenext", target: "es2022", noEmit: true, skipLibCheck: false, types: [] };
  writeFileSync(join(root, "tsconfig.config.json"), JSON.stringify({ compilerOptions: options, files: [name] }));
  const { output } = run(root, tsc, ["-p", "tsconfig.config.json"]);
  // What other packages declare is theirs: ESLint 9 does not compile with skipLibCheck off in every version.
  const ours = output.split("\n").filter((line) => /^error|config\.m?ts|eslint-plugin-pokayoke/.test(line));
  return ours.length === 0 ? "right" : ours[0]?.slice(0, 200) ?? "";
}

/**
 * @param {string} cwd
 * @param {string} command
 * @param {string[]} args
 */
function run(cwd, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", env: { ...process.env, CI: "true", NO_COLOR: "1" }, maxBuffer: 1 << 26 });
  return { status: error ? 1 : status, stdout: stdout ?? "", output: `${stdout ?? ""}${stderr ?? ""}${error ? error.message : ""}` };
}

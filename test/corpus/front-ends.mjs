/**
 * Holds what ESLint finds, without and with types, beside what `check` finds in the same files.
 *
 *   npm run front-ends [-- --root DIR …] [--dist dist]
 *
 * --root DIR  a folder, looked at as one project; without it, the pinned packages (`node test/corpus/packages.mjs install`)
 * --dist DIR  where the build is (`npm run front-ends` builds `dist` first)
 *
 * A finding is the same when rule, file, line and column are. Each one that is not everywhere is printed with where it is. ESLint without types sees one
 * file at a time: what `check` learns by following an import is missing there, or, where it is a reason to be silent, reported there.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { folderOf, readPackages } from "./packages.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { values: args } = parseArgs({ options: { root: { type: "string", multiple: true, default: [] }, dist: { type: "string", default: join(ROOT, "dist") } } });
const dist = resolve(args.dist);
/** What to check, and the root of the run, below which `test` and `dist` folders are left out: here the packages lie in this repository. */
const runs = args.root.length > 0 ? args.root.map((root) => ({ folder: resolve(root), root: resolve(root) })) : readPackages().map((each) => ({ folder: folderOf(each), root: ROOT }));

/** For ESLint with types: what a strict project of any kind has. Nothing of the target's own configuration is read. */
const TYPED = { allowJs: true, jsx: "preserve", module: "ESNext", moduleResolution: "Bundler", noEmit: true, skipLibCheck: true, strict: true, target: "ESNext", types: [] };

const sums = { folders: 0, files: 0, check: 0, untyped: 0, typed: 0, inAll: 0 };
for (const run of runs) compare(run);
print(`${sums.folders} folders, ${sums.files} files: ${sums.check} findings of check, ${sums.untyped} of ESLint untyped, ${sums.typed} typed; ${sums.inAll} in all three`);

function compare({ folder, root }) {
  const files = JSON.parse(node([join(dist, "cli/main.js"), "check", folder, "--format", "json", "--no-progress"], [0, 1, 2]));
  const check = keysOf(files);
  const { untyped, typed } = lint(root, files.map(({ filePath }) => filePath));
  sums.folders++;
  sums.files += files.length;
  sums.check += check.size;
  sums.untyped += untyped.size;
  sums.typed += typed.size;
  for (const key of new Set([...check, ...untyped, ...typed])) {
    const where = [check.has(key) && "check", untyped.has(key) && "untyped", typed.has(key) && "typed"].filter(Boolean);
    if (where.length === 3) sums.inAll++;
    else print(`${key}: only ${where.join(", ")}`);
  }
}

function lint(root, files) {
  const temporary = mkdtempSync(join(tmpdir(), "pokayoke-front-ends-"));
  try {
    const list = join(temporary, "files.json");
    const tsconfig = join(temporary, "tsconfig.json");
    writeFileSync(list, JSON.stringify(files));
    writeFileSync(tsconfig, JSON.stringify({ compilerOptions: TYPED, files }));
    const eslint = [join(ROOT, "test/bench/eslint.mjs"), list, root, dist, "all"];
    return { untyped: keysOf(JSON.parse(node(eslint)).results), typed: keysOf(JSON.parse(node([...eslint, tsconfig])).results) };
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** `path:line:column rule` of our findings. */
function keysOf(results) {
  return new Set(
    results.flatMap(({ filePath, messages }) =>
      messages.filter(({ ruleId }) => ruleId?.startsWith("pokayoke/")).map(({ ruleId, line, column }) => `${relative(process.cwd(), filePath)}:${line}:${column} ${ruleId}`),
    ),
  );
}

function node(command, exits = [0]) {
  const { status, stdout, stderr, signal } = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 2 ** 30, env: { ...process.env, TSESTREE_SINGLE_RUN: "true" } });
  if (!exits.includes(status)) throw new Error(`${command[0]} ended with ${status ?? signal}: ${stderr}`);
  return stdout;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Migrates an installed project, a git work tree with nothing uncommitted, and measures what that did to it.
 *
 *   npm run migrated -- --root DIR [--path sub …] [--tsc "npx tsc --noEmit" …] [--overflow drop-newest] [--dist dist]
 *
 * --path SUB  what to migrate, below DIR (default: all of it)
 * --tsc CMD   a compiler run of the project itself, in DIR, before and after; its errors are compared without their lines
 *
 * The rewrites stay, as a commit. Prints JSON: the rewrites by rule, the refusals by reason, and what must be 0: errors that are new, files that are not what the edits of the
 * report make of the text before, comments that are gone (read by another parser), rewrites of a second run.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "@typescript-eslint/parser";

const OPTIONS = { root: { type: "string" }, path: { type: "string", multiple: true, default: [] }, tsc: { type: "string", multiple: true, default: [] }, overflow: { type: "string", default: "drop-newest" }, dist: { type: "string" } };
const { values: args } = parseArgs({ options: OPTIONS });
const root = resolve(args.root ?? ".");
const main = resolve(args.dist ?? fileURLToPath(new URL("../../dist", import.meta.url)), "cli/main.js");

const commit = run("git", ["rev-parse", "HEAD"]).trim();
if (run("git", ["status", "--porcelain"]) !== "") throw new Error(`${root} has uncommitted changes`);
const errorsBefore = args.tsc.flatMap(errorsOf);
const first = migrate(["--write"]);
const changed = first.files.filter((file) => !file.isNew).map((file) => relative(root, file.filePath));
const errorsAfter = args.tsc.flatMap(errorsOf);
const before = new Map(changed.map((path) => [path, run("git", ["show", `${commit}:./${path}`])]));
const after = new Map(changed.map((path) => [path, readFileSync(join(root, path), "utf8")]));
run("git", ["add", "--all"]);
if (first.rewrites.length > 0) run("git", ["-c", "user.name=migrated", "-c", "user.email=none", "commit", "--quiet", "--no-verify", "--message", "Migrated"]);
const second = migrate([]);

process.stdout.write(`${JSON.stringify({
  root,
  commit,
  checked: first.checked,
  rewritten: countBy(first.rewrites, (rewrite) => rewrite.ruleId),
  refused: countBy(first.refused, (refusal) => refusal.reason),
  failures: first.failures,
  problems: first.problems,
  errors: { before: errorsBefore.length, after: errorsAfter.length, new: missingFrom(errorsBefore, errorsAfter) },
  otherThanEdits: changed.filter((path) => edited(before.get(path), editsOf(path)) !== after.get(path)),
  otherFiles: commit === run("git", ["rev-parse", "HEAD"]).trim() ? [] : missingFrom(first.files.map((file) => relative(root, file.filePath)), run("git", ["diff", "--name-only", "--relative", commit, "HEAD"]).split("\n").filter(Boolean)),
  commentsLost: changed.flatMap((path) => missingFrom(commentsOf(path, after.get(path)), commentsOf(path, before.get(path))).map((comment) => `${path}: ${comment}`)),
  secondRun: second.rewrites.map((rewrite) => `${rewrite.filePath}:${String(rewrite.line)}`),
}, null, 1)}\n`);

function migrate(more) {
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-migrated-"));
  try {
    const report = join(folder, "report.json");
    const paths = args.path.length > 0 ? args.path : ["."];
    const { stderr } = spawnSync(process.execPath, [main, "migrate", ...more, "--overflow", args.overflow, "--no-progress", "--report", report, ...paths], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 30 });
    if (!existsSync(report)) throw new Error(stderr);
    return JSON.parse(readFileSync(report, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The edits of one file. What several rewrites share, such as an import, is there for each of them. */
function editsOf(path) {
  const edits = new Map();
  for (const { filePath, range, text } of first.rewrites.flatMap((rewrite) => rewrite.edits)) {
    if (relative(root, filePath) === path) edits.set(JSON.stringify([range, text]), { range, text });
  }
  return [...edits.values()].sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
}

function edited(text, edits) {
  let result = "";
  let at = 0;
  for (const { range, text: put } of edits) {
    result += text.slice(at, range[0]) + put;
    at = Math.max(at, range[1]);
  }
  return result + text.slice(at);
}

/** Errors by file, code and message: lines move. */
function errorsOf(command) {
  const { stdout, stderr } = spawnSync(command, { cwd: root, encoding: "utf8", shell: true, maxBuffer: 2 ** 30 });
  return `${stdout}\n${stderr}`.split("\n").filter((line) => line.includes("error TS")).map((line) => line.replace(/\(\d+,\d+\)/, ""));
}

function commentsOf(path, text) {
  const { comments } = parse(text, { comment: true, range: true, ecmaFeatures: { jsx: /x$|js$/.test(path) }, filePath: path });
  return comments.map((comment) => comment.value.trim());
}

/** What `others` has more of than `some`. */
function missingFrom(some, others) {
  const left = countBy(some, (each) => each);
  return others.filter((each) => (left[each] = (left[each] ?? 0) - 1) < 0);
}

function countBy(items, key) {
  const counts = Object.create(null);
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}

function run(command, given) {
  const { stdout, stderr, status } = spawnSync(command, given, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`${command} ${given.join(" ")}: ${stderr}`);
  return stdout;
}

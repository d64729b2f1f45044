/**
 * Scores the rules on labelled real code.
 *
 *   npm run corpus -- --root DIR [--root DIR …] [--labels FILE [--held-out]] [--rule id …] [--repo owner/name …] [--json] [--frames] [--write-figures] [--dist dist]
 *
 * --root DIR       holds checkouts `owner+name` of the repositories (several folders are searched in turn), with a file `.commit` that names its commit
 * --labels FILE    other labels, such as fixtures/corpus/blind.jsonl; no figures are written with them
 * --held-out       of these only the repositories that nobody who changed a rule has seen
 * --rule           only these rules; `--write-figures` keeps the others' figures
 * --repo           only these repositories
 * --json           print everything as JSON
 * --frames         print the code around each unlabelled finding
 * --write-figures  write fixtures/corpus/figures.json and the measured part of the rules' pages; needs all repositories at their commits
 * --dist DIR       where the build is (`npm run corpus` builds `dist` first)
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { writePages } from "./page.mjs";
import { CLASS_OF_RULE, heldOut, score, sum } from "./score.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Lines of code before and after a finding, in `--frames`. */
const AROUND = 4;

const { values: args } = parseArgs({
  options: {
    root: { type: "string", multiple: true, default: [] },
    labels: { type: "string", default: join(ROOT, "fixtures/corpus/labels.jsonl") },
    "held-out": { type: "boolean", default: false },
    rule: { type: "string", multiple: true, default: [] },
    repo: { type: "string", multiple: true, default: [] },
    json: { type: "boolean", default: false },
    frames: { type: "boolean", default: false },
    "write-figures": { type: "boolean", default: false },
    dist: { type: "string", default: join(ROOT, "dist") },
  },
});
if (args.root.length === 0) stop("usage: npm run corpus -- --root DIR [--rule id] [--repo owner/name] [--json] [--frames] [--write-figures] [--dist dist]");
const roots = args.root.map((root) => resolve(root));
const main = join(resolve(args.dist), "cli/main.js");
for (const path of [...roots, args.labels]) if (!existsSync(path)) stop(`${path}: not there`);
if (!existsSync(main)) stop(`${main} is not built: run \`npm run build\` first`);

const { definitions } = await import(pathToFileURL(join(resolve(args.dist), "rules/index.js")).href);
const rules = definitions.map(({ id }) => id).filter((id) => Object.hasOwn(CLASS_OF_RULE, id) && (args.rule.length === 0 || args.rule.includes(id)));
const all = readFileSync(args.labels, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
const sample = readFileSync(join(ROOT, "fixtures/corpus/sample.jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
const labels = args["held-out"] ? all.filter(({ sample }) => sample === "held-out") : all;
const chosen = new Map(rules.map((rule) => [rule, repositoriesOf(rule)]));
const checked = await checkAll([...new Set([...chosen.values()].flat())]);
const scored = rules.flatMap((rule) => chosen.get(rule).map((repo) => scoreRepository(rule, repo)));
const isComplete = args.repo.length === 0 && scored.every(({ trouble }) => trouble === undefined);

if (args.json) print(JSON.stringify(scored, undefined, 2));
else for (const rule of rules) show(rule, scored.filter((each) => each.rule === rule));
if (args["write-figures"]) {
  if (labels !== all || args.labels !== join(ROOT, "fixtures/corpus/labels.jsonl")) stop("figures are written of fixtures/corpus/labels.jsonl alone, and of all of it");
  if (!isComplete) stop("no figures are written: some repositories are missing, at another commit, or could not be checked");
  const file = join(ROOT, "fixtures/corpus/figures.json");
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const figures = { ...before, ...Object.fromEntries(rules.map((rule) => [rule, figuresOf(rule, scored.filter((each) => each.rule === rule))])) };
  writeFileSync(file, `${JSON.stringify(figures, undefined, 2)}\n`);
  writePages(figures);
}
process.exitCode = isComplete || args.repo.length > 0 ? 0 : 2;

function repositoriesOf(rule) {
  const repositories = [...new Set(labels.filter((label) => label.class === CLASS_OF_RULE[rule]).map(({ repo }) => repo))];
  for (const repo of args.repo) if (!repositories.includes(repo)) stop(`${repo} has no labels for ${rule}`);
  return repositories.filter((repo) => args.repo.length === 0 || args.repo.includes(repo));
}

function scoreRepository(rule, repo) {
  const ofRepo = labels.filter((label) => label.class === CLASS_OF_RULE[rule] && label.repo === repo);
  const { commit } = ofRepo[0];
  const { found, trouble, messages } = checked.get(repo);
  const isOther = found !== undefined && found !== commit;
  const findings = messages
    .filter(({ ruleId }) => !isOther && ruleId === `pokayoke/${rule}`)
    .map(({ path, line, messageId, message, source }) => ({ path, line, messageId, message, ...(args.frames ? { frame: frameOf(source, line) } : {}) }));
  return { rule, repo, commit, trouble: isOther ? `at commit ${found}, labelled at ${commit}` : trouble, ...score(findings, ofRepo) };
}

/** Checks repositories by all rules at once, as many at a time as there are processors. */
async function checkAll(repositories) {
  const results = new Map();
  const rest = [...repositories];
  const work = async () => {
    for (let repo = rest.shift(); repo !== undefined; repo = rest.shift()) {
      results.set(repo, await check(repo));
      process.stderr.write(`${results.size}/${repositories.length} ${repo}\n`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

/** The messages of all rules in one repository and its commit, or why there are none. */
async function check(repo) {
  const folder = roots.map((root) => join(root, repo.replace("/", "+"))).find((path) => existsSync(path));
  if (folder === undefined) return { trouble: "not there", messages: [] };
  const real = realpathSync(folder);
  const commitFile = join(real, ".commit");
  const found = existsSync(commitFile) ? readFileSync(commitFile, "utf8").trim() : "unknown";
  const { stdout, why } = await run([main, "check", ".", ...rules.flatMap((rule) => ["--rule", rule]), "--format", "json", "--no-progress"], real);
  const messages = parseReport(stdout)?.flatMap(({ filePath, messages: all, source }) =>
    all.map((message) => ({ ...message, path: relative(real, filePath).split(sep).join("/"), source })),
  );
  if (messages === undefined) return { found, trouble: why, messages: [] };
  const crashed = messages.filter(({ ruleId }) => ruleId === "pokayoke/internal-error");
  const trouble = crashed.length > 0 ? crashed.map(({ path, message }) => `${path}: ${message}`).join("; ") : undefined;
  return { found, trouble, messages };
}

function run(command, cwd) {
  return new Promise((resolveRun) => {
    execFile(process.execPath, command, { cwd, encoding: "utf8", maxBuffer: 2 ** 30 }, (error, stdout, stderr) => {
      resolveRun({ stdout, why: `check ended with ${error?.code ?? error?.signal}: ${stderr.trim()}` });
    });
  });
}

function parseReport(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function frameOf(source, line) {
  const lines = source.split("\n");
  const first = Math.max(1, line - AROUND);
  return lines.slice(first - 1, line + AROUND).map((text, index) => `${first + index === line ? ">" : " "} ${String(first + index).padStart(5)} | ${text}`);
}

function show(rule, results) {
  const width = Math.max(...results.map(({ repo }) => repo.length), 5);
  const row = (name, high, all, hit, judged, unlabelled) =>
    print([name.padEnd(width), high.padStart(9), all.padStart(13), hit.padStart(12), judged.padStart(21), unlabelled.padStart(11)].join("  "));
  const counts = (name, each) =>
    row(
      name,
      `${each.foundHigh}/${each.offendersHigh}`,
      `${each.found}/${each.offenders}`,
      `${each.lookAlikesHit}/${each.lookAlikes}`,
      `${each.standing}+${each.wrong} of ${each.judged}`,
      String(each.unlabelled),
    );
  print(rule);
  row("", "high", "high+medium", "look-alikes", "judged right+wrong", "unlabelled");
  for (const { repo, counts: each } of results) counts(repo, each);
  const total = sum(results.map((each) => each.counts));
  counts("total", total);
  row("", share(total.foundHigh, total.offendersHigh), share(total.found, total.offenders), share(total.lookAlikesHit, total.lookAlikes), share(total.standing, total.standing + total.wrong), "");
  print("");
  for (const { repo, trouble } of results) if (trouble !== undefined) print(`trouble  ${repo}  ${trouble}`);
  for (const kind of ["missed", "hit", "wrong"]) for (const { repo, [kind]: all } of results) for (const each of all) print(`${kind}  ${repo}  ${each.path}:${each.line}  ${each.symbol}: ${each.why}`);
  for (const { repo, unlabelled } of results) {
    for (const { path, line, message, frame } of unlabelled) {
      print(`unlabelled  ${repo}  ${path}:${line}  ${message}`);
      if (frame !== undefined) print(`${frame.join("\n")}\n`);
    }
  }
}

function figuresOf(rule, results) {
  const own = labels.filter((label) => label.class === CLASS_OF_RULE[rule]);
  const countOf = (source) => new Set(own.filter((label) => label.source === source).map(({ repo }) => repo)).size;
  return {
    class: CLASS_OF_RULE[rule],
    devRepositories: countOf("dev"),
    judgedRepositories: countOf("judged"),
    heldOut: heldOut(sample.filter((label) => label.class === CLASS_OF_RULE[rule])),
    total: sum(results.map(({ counts }) => counts)),
    repositories: Object.fromEntries(results.map(({ repo, counts }) => [repo, counts])),
  };
}

function share(part, whole) {
  return whole === 0 ? "" : `${((100 * part) / whole).toFixed(1)} %`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

function stop(message) {
  process.stderr.write(`corpus: ${message}\n`);
  process.exit(2);
}

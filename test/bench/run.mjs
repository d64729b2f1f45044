/**
 * What `check` costs beside a bare parse and beside ESLint, on the same files, in one run.
 *
 *   npm run bench -- --root DIR [--runs 5] [--slow-runs 3] [--untyped] [--peers all|quick] [--dist dist]
 *
 * --root DIR     the folder to check (nothing in it is executed, nothing is written to it)
 * --runs N       runs of the quick contenders; the median counts
 * --slow-runs N  runs of ESLint, at most 3; 0: without it
 * --untyped      without ESLint with types
 * --peers WHICH  beside other tools, too (their versions stand in peers.mjs): all, or those that do not take minutes; the slow ones run once
 * --dist DIR     where the build is (`npm run bench` builds `dist` first)
 *
 * Every run is a process of its own, and what it used is measured in it (usage.mjs). The contenders take turns (A B C, A B C, …), so that a
 * noisy moment hits them alike. The table goes to stdout as Markdown, progress to stderr.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { eslintOf, peersOf } from "./peers.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const MOST_SLOW_RUNS = 3;
/** The rule that is measured alone. */
const ONE = "no-unbounded-queue";
/** The bars: CPU of `check` with one rule and with all is at most this many times the bare parse's, and with one rule at most this part of untyped ESLint's. */
const MOST_OF_PARSE = { one: 1.5, all: 2.5 };
const MOST_OF_ESLINT = 1 / 6;
/** What issue 6 asks of all rules beside the bare parse. */
const MOST_LATER = 0.6;

/** For ESLint with types: what a strict project of any kind has. Nothing of the target's own configuration is read. */
const TYPED = {
  allowJs: true,
  jsx: "preserve",
  module: "ESNext",
  moduleResolution: "Bundler",
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  target: "ESNext",
  types: [],
};

const { values: args } = parseArgs({
  options: {
    root: { type: "string" },
    runs: { type: "string", default: "5" },
    "slow-runs": { type: "string", default: String(MOST_SLOW_RUNS) },
    untyped: { type: "boolean", default: false },
    peers: { type: "string" },
    dist: { type: "string", default: join(HERE, "../../dist") },
  },
});
const runs = Number(args.runs);
const slowRuns = Math.min(Number(args["slow-runs"]), MOST_SLOW_RUNS, runs);
if (args.root === undefined || ![undefined, "all", "quick"].includes(args.peers) || !(runs >= 1) || !(slowRuns >= 0)) stop("usage: npm run bench -- --root DIR [--runs 5] [--slow-runs 3] [--untyped] [--peers all|quick] [--dist dist]");
const root = resolve(args.root);
const dist = resolve(args.dist);
const main = join(dist, "cli/main.js");
if (!existsSync(root)) stop(`${root}: no such folder`);
if (!existsSync(main)) stop(`${main} is not built: run \`npm run build\` first`);

const temporary = mkdtempSync(join(tmpdir(), "pokayoke-bench-"));
try {
  bench();
} finally {
  rmSync(temporary, { recursive: true });
}

function bench() {
  const checkAll = [main, "check", root, "--format", "json", "--no-progress"];
  const checkOne = [...checkAll, "--rule", ONE];
  const files = JSON.parse(run("list", checkOne, [0, 1, 2]).stdout).map(({ filePath }) => filePath);
  const list = join(temporary, "files.json");
  writeFileSync(list, JSON.stringify(files));
  const tsconfig = join(temporary, "tsconfig.json");
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: TYPED, files }));
  const eslint = (which, more) => eslintOf({ which, dist, ...more }, files, root);

  const checkWarm = [...checkAll, "--cache", join(temporary, "cache")];
  run("cache", checkWarm, [0, 1, 2]);

  const checkInTwo = [...checkAll, "--jobs", "2"];
  const migrate = [main, "migrate", root, "--format", "json", "--no-progress", "--allow-dirty"];

  const contenders = [
    { name: "(a) `ts.createSourceFile` alone", node: [join(HERE, "parse.mjs"), list], runs, count: () => "" },
    { name: `(b) \`pokayoke check\`, ${ONE}`, node: checkOne, exits: [0, 1, 2], runs, count: countOfCheck },
    { name: "(c) `pokayoke check`, all rules", node: checkAll, exits: [0, 1, 2], runs, count: countOfCheck },
    { name: "(w) `pokayoke check --cache`, all rules, nothing changed", node: checkWarm, exits: [0, 1, 2], runs, count: countOfCheck },
    { name: "(2) `pokayoke check --jobs 2`, all rules", node: checkInTwo, exits: [0, 1, 2], runs, count: countOfCheck },
    { name: "(m) `pokayoke migrate`, dry run, all rules", node: migrate, exits: [0, 1, 2], runs: Math.min(runs, 3), count: () => "" },
    { name: "(p) a TypeScript Program over every file, and its checker", node: [join(HERE, "program.mjs"), list], runs: Math.min(runs, 3), count: () => "" },
    { name: `(d) ESLint, ${ONE}, untyped`, ...eslint(ONE), runs: slowRuns, count: countOfEslint },
    { name: "(e) ESLint, all our rules, untyped", ...eslint("all"), runs: slowRuns, count: countOfEslint },
    { name: "(f) ESLint, all our rules, typed", ...eslint("all", { tsconfig }), runs: args.untyped ? 0 : slowRuns, count: countOfEslint },
    { name: "(g) ESLint, a rule that does nothing, untyped", ...eslint("nothing"), runs: slowRuns, count: () => "" },
    ...(args.peers ? peersOf({ list, root, dist, tsconfig, temporary, files }) : []).filter(({ takesMinutes }) => args.peers === "all" || takesMinutes !== true).map((peer) => ({ ...peer, runs: peer.typed && args.untyped ? 0 : peer.slow && !(peer.takesMinutes && slowRuns === 0) ? 1 : peer.takesMinutes ? 0 : runs, count: () => "" })),
  ].filter((contender) => contender.runs > 0);
  for (const contender of contenders) contender.samples = [];
  for (let turn = 0; turn < runs; turn++) {
    for (const contender of contenders) {
      if (turn >= contender.runs) continue;
      const { usage, stdout } = run(contender.name, contender.node, contender.exits ?? [0], contender);
      contender.samples.push(usage);
      contender.found = contender.count(stdout);
      if (contender.node === checkAll) contender.files = JSON.parse(stdout).filter(({ messages }) => messages.length > 0).length;
      process.stderr.write(`${turn + 1}/${contender.runs} ${contender.name}: ${seconds(usage.cpu)} CPU, ${seconds(usage.wall)} wall\n`);
    }
  }
  report(files, contenders);
}

/** Runs Node with what measures it. */
function run(name, node, exits, { cwd, env } = {}) {
  const usageFile = join(temporary, "usage.json");
  const child = spawnSync(process.execPath, ["--import", join(HERE, "usage.mjs"), ...node], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    // typescript-eslint builds one program and no watcher, as it does in CI: its quickest way.
    env: { ...process.env, POKAYOKE_BENCH_USAGE: usageFile, TSESTREE_SINGLE_RUN: "true", ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (!exits.includes(child.status)) throw new Error(`${name} ended with ${child.status ?? child.signal}: ${child.stderr}`);
  return { usage: JSON.parse(readFileSync(usageFile, "utf8")), stdout: child.stdout };
}

function countOfCheck(stdout) {
  const messages = JSON.parse(stdout).flatMap((file) => file.messages);
  return describeCount(messages.filter(({ fatal }) => !fatal).length, messages.filter(({ fatal }) => fatal).length);
}

/** From what the command prints for people. */
function countOfEslint(stdout) {
  const lines = stdout.split("\n");
  return describeCount(lines.filter((line) => / pokayoke\/[\w-]+$/.test(line)).length, lines.filter((line) => line.includes(" Parsing error")).length);
}

function describeCount(findings, fatal) {
  return fatal === 0 ? String(findings) : `${findings} (${fatal} not parsed)`;
}

function report(files, contenders) {
  const bytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0);
  const rows = contenders.map((contender) => ({
    ...contender,
    cpu: median(contender.samples.map(({ cpu }) => cpu)),
    wall: median(contender.samples.map(({ wall }) => wall)),
    memory: median(contender.samples.map(({ memory }) => memory)),
  }));
  const rowOf = (letter) => rows.find(({ name }) => name.startsWith(`(${letter})`));
  const [parse, one, all, warm, inTwo, migrate, program, eslintOne, eslintAll, nothing] = ["a", "b", "c", "w", "2", "m", "p", "d", "e", "g"].map(rowOf);
  const lineCount = files.reduce((sum, file) => sum + readFileSync(file, "utf8").split("\n").length, 0);
  const withFindings = all.files / files.length;
  const morph = rows.find(({ name }) => name.startsWith("ts-morph"));
  const plugin = rows.find(({ name }) => name === "oxlint, a JavaScript rule that does nothing");
  const untyped = eslintAll && 1 - nothing.cpu / eslintAll.cpu;
  const typedAll = rowOf("f");
  const typedNothing = rows.find(({ name }) => name === "ESLint, a rule that does nothing, typed");
  const lines = [
    `${files.length.toLocaleString("en")} files, ${(bytes / 1e6).toFixed(1)} MB, ${lineCount.toLocaleString("en")} lines; Node ${process.version}; median of the runs.`,
    "",
    "| | CPU | ratio to (a) | wall | ratio to (a) | peak memory | ratio to (a) | findings | runs |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...rows.map(
      (row) =>
        `| ${row.name} | ${seconds(row.cpu)} | ${times(row.cpu / parse.cpu)} | ${seconds(row.wall)} | ${times(row.wall / parse.wall)} | ` +
        `${Math.round(row.memory / 2 ** 20)} MB | ${times(row.memory / parse.memory)} | ${row.found} | ${row.samples.length} |`,
    ),
    "",
    `- One rule: CPU of (b) is ${times(one.cpu / parse.cpu)} of (a); the bar is ${MOST_OF_PARSE.one}: ${verdict(one.cpu <= MOST_OF_PARSE.one * parse.cpu)}.`,
    ...(eslintOne ? [`- One rule: CPU of (b) is 1/${(eslintOne.cpu / one.cpu).toFixed(1)} of (d); the bar is 1/${1 / MOST_OF_ESLINT}: ${verdict(one.cpu <= MOST_OF_ESLINT * eslintOne.cpu)}.`] : []),
    `- All rules: CPU of (c) is ${times(all.cpu / parse.cpu)} of (a); the bar is ${MOST_OF_PARSE.all}: ${verdict(all.cpu <= MOST_OF_PARSE.all * parse.cpu)}.`,
    `- All rules: the later bar is ${MOST_LATER}× of (a): ${verdict(all.cpu <= MOST_LATER * parse.cpu)}.`,
    ...(eslintAll ? [`- All rules: CPU of (c) is 1/${(eslintAll.cpu / all.cpu).toFixed(1)} of (e); the bar is 1/20: ${verdict(all.cpu <= eslintAll.cpu / 20)}.`] : []),
    ...(plugin ? [`- All rules: CPU of (c) is ${times(all.cpu / plugin.cpu)} of oxlint with a JavaScript rule that does nothing; the bar is 1: ${verdict(all.cpu <= plugin.cpu)}.`] : []),
    `- Warm: CPU of (w) is ${percent(warm.cpu / all.cpu)} of (c); the bar is 15 %: ${verdict(warm.cpu <= 0.15 * all.cpu)}.`,
    `- Two threads: wall of (2) is ${times(inTwo.wall / all.wall)} of (c), its CPU ${times(inTwo.cpu / all.cpu)}; the bar, on 5,000 files, is 0.6: ${verdict(inTwo.wall <= 0.6 * all.wall)}.`,
    `- Memory: (c) takes ${Math.round((all.memory / 2 ** 20 / lineCount) * 1e5)} MB for each 100,000 lines, and ${times(all.memory / program.memory)} of (p); the bar is 0.5: ${verdict(all.memory <= program.memory / 2)}.`,
    ...(morph ? [`- A dry run of migrate, the type law's own compiler included: CPU of (m) is 1/${(morph.cpu / migrate.cpu).toFixed(1)} of ts-morph's load and save, with findings in ${percent(withFindings)} of the files; the bar is 1/4: ${verdict(migrate.cpu <= morph.cpu / 4)}.`] : []),
    ...(eslintAll ? [`- In ESLint, untyped, all our rules take ${percent(untyped)} of the run, (e) beside (g); the bar is 8 %: ${verdict(untyped <= 0.08)}.`] : []),
    ...(typedAll && typedNothing ? [`- In ESLint, typed, they take ${percent(1 - typedNothing.cpu / typedAll.cpu)}; the bar is 4 %: ${verdict(1 - typedNothing.cpu / typedAll.cpu <= 0.04)}.`] : []),
  ];
  console.log(lines.join("\n"));
}

function verdict(isMet) {
  return isMet ? "met" : "**not met**";
}

function percent(part) {
  return `${(100 * part).toFixed(1)} %`;
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function times(ratio) {
  return `${ratio.toFixed(2)}×`;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function stop(message) {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(2);
}

/**
 * How the cost of `check` grows with a repository: `npm run bench:scale -- --root DIR [--runs 3] [--jobs 1] [--dist dist]`.
 *
 * The folder is laid side by side 1, 2, 4 and 8 times, in a temporary folder, and each of these trees is checked with all rules. The slope of CPU and of memory against size,
 * both as logarithms, is 1 where twice the code costs twice as much; the bar is 1.05. Each run is a process of its own, and the sizes take turns; the median counts.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const MOST_SLOPE = 1.05;
const SIZES = [1, 2, 4, 8];

const { values: args } = parseArgs({
  options: { root: { type: "string" }, runs: { type: "string", default: "3" }, jobs: { type: "string", default: "1" }, dist: { type: "string", default: join(HERE, "../../dist") } },
});
const main = resolve(args.dist, "cli/main.js");
if (args.root === undefined || !existsSync(args.root) || !existsSync(main)) {
  process.stderr.write("usage: npm run bench:scale -- --root DIR [--runs 3] [--jobs 1] [--dist dist]\n");
  process.exit(2);
}

const temporary = realpathSync(mkdtempSync(join(tmpdir(), "pokayoke-scale-")));
try {
  const trees = SIZES.map((size) => ({ size, folder: treeOf(size), samples: [], findings: 0 }));
  for (let turn = 0; turn < Number(args.runs); turn++) for (const tree of trees) measure(tree);
  report(trees);
} finally {
  rmSync(temporary, { recursive: true });
}

/** Copies in folders of their own, below a root that has nothing but them. */
function treeOf(size) {
  const folder = join(temporary, String(size));
  for (let copy = 0; copy < size; copy++) cpSync(args.root, join(folder, `copy-${copy}`, basename(args.root)), { recursive: true, filter: (path) => basename(path) !== "node_modules" });
  return folder;
}

function measure(tree) {
  const usageFile = join(temporary, "usage.json");
  const child = spawnSync(process.execPath, ["--import", join(HERE, "usage.mjs"), main, "check", tree.folder, "--format", "json", "--no-progress", "--jobs", args.jobs], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    env: { ...process.env, POKAYOKE_BENCH_USAGE: usageFile },
  });
  if (![0, 1].includes(child.status)) throw new Error(`check ended with ${child.status ?? child.signal}: ${child.stderr}`);
  tree.samples.push(JSON.parse(readFileSync(usageFile, "utf8")));
  const results = JSON.parse(child.stdout);
  tree.files = results.length;
  tree.findings = results.reduce((sum, { messages }) => sum + messages.length, 0);
  process.stderr.write(`${tree.size}×: ${tree.samples.at(-1).cpu.toFixed(0)} ms\n`);
}

function report(trees) {
  const rows = trees.map((tree) => ({ ...tree, cpu: median(tree.samples.map(({ cpu }) => cpu)), memory: median(tree.samples.map(({ memory }) => memory)) }));
  console.log(`\`${basename(resolve(args.root))}\`, laid side by side; Node ${process.version}, ${args.jobs === "1" ? "one thread" : `${args.jobs} threads`}, median of ${args.runs} runs.\n`);
  console.log("| copies | files | findings | CPU | peak memory |\n| ---: | ---: | ---: | ---: | ---: |");
  for (const { size, files, findings, cpu, memory } of rows) console.log(`| ${size} | ${files} | ${findings} | ${(cpu / 1000).toFixed(2)} s | ${Math.round(memory / 2 ** 20)} MB |`);
  const sizes = rows.map(({ size }) => Math.log(size));
  for (const [name, of] of [["CPU", "cpu"], ["Peak memory", "memory"]]) {
    const slope = slopeOf(sizes, rows.map((row) => Math.log(row[of])));
    console.log(`\n- ${name}: slope ${slope.toFixed(2)}; the bar is ${MOST_SLOPE}: ${slope <= MOST_SLOPE ? "met" : "**not met**"}.`);
    if (slope > MOST_SLOPE) process.exitCode = 1;
  }
}

function slopeOf(xs, ys) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  return xs.reduce((sum, each, at) => sum + (each - x) * (ys[at] - y), 0) / xs.reduce((sum, each) => sum + (each - x) ** 2, 0);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

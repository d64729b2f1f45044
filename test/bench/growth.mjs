/**
 * How the time of each detector grows with a file: `npm run bench:growth [-- --dist dist]`.
 *
 * Every bad fixture of a rule is laid into one file 1, 2, 4, … times, each copy in a block of its own, and the file is parsed, bound and searched. The slope of time against
 * size, both as logarithms, is 1 for a linear detector; the bar is 1.2.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MOST_SLOPE = 1.2;
const COPIES = [8, 16, 32, 64];
const RUNS = 5;

const { values: args } = parseArgs({ options: { dist: { type: "string", default: join(ROOT, "dist") }, rule: { type: "string" } } });
const load = (path) => import(pathToFileURL(resolve(args.dist, path)).href);
const [{ definitions }, { Project }, { Sources }] = await Promise.all([load("rules/index.js"), load("cli/project.js"), load("cli/sources.js")]);

console.log(`| rule | ${COPIES.map((copies) => `${copies}×`).join(" | ")} | slope | bar ${MOST_SLOPE} |\n| --- |${COPIES.map(() => " ---: |").join("")} ---: | --- |`);
for (const definition of definitions) {
  if (args.rule !== undefined && definition.id !== args.rule) continue;
  const times = COPIES.map((copies) => Math.min(...Array.from({ length: RUNS }, () => timeOf(definition, textOf(definition.id, copies)))));
  const slope = slopeOf(COPIES.map(Math.log), times.map(Math.log));
  console.log(`| ${definition.id} | ${times.map((time) => `${time.toFixed(0)} ms`).join(" | ")} | ${slope.toFixed(2)} | ${slope <= MOST_SLOPE ? "met" : "**not met**"} |`);
  if (slope > MOST_SLOPE) process.exitCode = 1;
}

/** The single-file fixtures of a rule, each copy with names of its own. */
function textOf(id, copies) {
  const folder = join(ROOT, "fixtures", id, "bad");
  const texts = readdirSync(folder)
    .filter((name) => /^[^.]+\.ts$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"));
  const imports = new Set();
  const bodies = [];
  for (let copy = 0; copy < copies; copy++) {
    for (const [at, text] of texts.entries()) {
      const own = text.replaceAll(/^import\s[^;]*;$/gm, (line) => (imports.add(line), ""));
      const names = new Set([...own.matchAll(/^(?:export )?(?:default )?(?:abstract )?(?:async )?(?:class|function\*?|const|let|var|interface|type|enum) (\w+)/gm)].map(([, name]) => name));
      bodies.push(names.size === 0 ? own : own.replaceAll(new RegExp(`\\b(?:${[...names].join("|")})\\b`, "g"), (name) => `${name}_${at}_${copy}`));
    }
  }
  return [...imports, ...bodies].join("\n");
}

/** Milliseconds of CPU that `detect` takes on a file that is parsed already. */
function timeOf(definition, text) {
  const path = "/generated.ts";
  const sources = new Sources({ root: { folder: "/", isProject: false }, files: [path], declarations: 0, packages: [], coversRoot: true, problems: [] }, false, new Map([[path, text]]));
  const project = new Project(sources);
  const { file } = project.parsed(path);
  const ask = project.ask(file);
  const started = process.cpuUsage();
  definition.mayFind(text, "generated.ts");
  definition.detect(ask, definition.defaultOptions);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

function slopeOf(xs, ys) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  return xs.reduce((sum, each, at) => sum + (each - x) * (ys[at] - y), 0) / xs.reduce((sum, each) => sum + (each - x) ** 2, 0);
}

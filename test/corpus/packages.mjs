/**
 * The packages of the registry that are checked in CI: pinned, without their dependencies, and only the folder with the sources.
 *
 *   node test/corpus/packages.mjs install   downloads what is not there yet, into node_modules/.cache
 *   node test/corpus/packages.mjs write     checks them and writes their counts into fixtures/corpus/packages.json (after `npm run build`)
 *   node test/corpus/packages.mjs pin NAME[@VERSION] FOLDER …   adds packages, at the versions that the registry gives now
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LIST = join(ROOT, "fixtures/corpus/packages.json");
const CACHE = join(ROOT, "node_modules/.cache/pokayoke-corpus");

/** The pinned packages, in the order of their names. */
export function readPackages() {
  return JSON.parse(readFileSync(LIST, "utf8"));
}

/** Where the sources of a package are, once they are installed. */
export function folderOf({ name, version, folder }) {
  return join(CACHE, `${name.replace("/", "+")}@${version}`, folder);
}

/**
 * What `check` says of a package: how many files it checked, and how many findings there are of each rule. Files that could not be checked count as
 * `not-checked`. All in one process, so that the compiler is loaded once.
 */
export async function checkPackage(each) {
  const [{ Project }, { Sources }, { findTargets }, { checkProject }, { definitions }] = await Promise.all(
    ["cli/project.js", "cli/sources.js", "cli/targets.js", "cli/check-project.js", "rules/index.js"].map((path) => import(new URL(`../../dist/${path}`, import.meta.url).href)),
  );
  const folder = folderOf(each);
  const { checked, reports, problems } = checkProject(new Project(new Sources(findTargets({ paths: [folder], cwd: folder, useIgnoreFiles: false }), false)), definitions);
  const names = [
    ...reports.flatMap(({ findings, suppressed }) => [...findings, ...suppressed].map(({ finding }) => finding.rule)),
    ...reports.flatMap(({ failures }) => failures.map(() => "not-checked")),
    ...problems.map(() => "not-checked"),
  ].sort();
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return { files: checked.length, findings: counts };
}

function install() {
  const missing = readPackages().filter((each) => !existsSync(folderOf(each)));
  if (missing.length === 0) return;
  mkdirSync(CACHE, { recursive: true });
  const temporary = mkdtempSync(join(CACHE, "download-"));
  try {
    const packed = pack(missing.map(({ name, version }) => `${name}@${version}`), temporary);
    for (const each of missing) {
      const got = packed.find(({ name, version }) => name === each.name && version === each.version);
      if (got?.integrity !== each.integrity) throw new Error(`${each.name}@${each.version} is not what was pinned: ${got?.integrity}`);
      const staged = join(temporary, each.name.replace("/", "+"));
      mkdirSync(staged);
      execFileSync("tar", ["-xzf", join(temporary, got.filename), "-C", staged, "--strip-components=1"]);
      const target = join(CACHE, `${each.name.replace("/", "+")}@${each.version}`);
      rmSync(target, { recursive: true, force: true });
      renameSync(staged, target);
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  process.stderr.write(`installed the sources of ${missing.length} packages into node_modules/.cache\n`);
}

/** Downloads tarballs; nothing in them is run. */
function pack(specs, destination) {
  return JSON.parse(execFileSync("npm", ["pack", ...specs, "--json", "--ignore-scripts", "--pack-destination", destination], { encoding: "utf8", maxBuffer: 2 ** 28, stdio: ["ignore", "pipe", "ignore"] }));
}

function write(packages) {
  const sorted = [...packages].sort((one, other) => (one.name < other.name ? -1 : 1));
  writeFileSync(LIST, `[\n${sorted.map((each) => `  ${JSON.stringify(each)}`).join(",\n")}\n]\n`);
}

async function writeCounts() {
  const counted = [];
  for (const each of readPackages()) counted.push({ ...each, ...(await checkPackage(each)) });
  write(counted);
}

function pin(args) {
  mkdirSync(CACHE, { recursive: true });
  const temporary = mkdtempSync(join(CACHE, "download-"));
  try {
    const specs = args.filter((_, index) => index % 2 === 0);
    const added = pack(specs, temporary).map(({ name, version, integrity }, index) => ({ name, version, integrity, folder: args[2 * index + 1], files: 0, findings: {} }));
    write([...readPackages().filter(({ name }) => !added.some((other) => other.name === name)), ...added]);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , command, ...rest] = process.argv;
  if (command === "install") install();
  else if (command === "write") await writeCounts();
  else if (command === "pin" && rest.length > 0 && rest.length % 2 === 0) pin(rest);
  else {
    process.stderr.write("usage: node test/corpus/packages.mjs install | write | pin NAME FOLDER …\n");
    process.exitCode = 2;
  }
}

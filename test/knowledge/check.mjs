/**
 * Holds what `rules/knowledge` says of packages against the packages: `npm run knowledge`, by hand, as it downloads some eighty of them (300 MB) into
 * node_modules/.cache. Nothing in them is run. With names: only those packages.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { claimsOf } from "./claims.mjs";
import { defaultsIn, missingIn } from "./declared.mjs";

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/pokayoke-knowledge", import.meta.url));
const TABLES = ["config-sources", "validators", "lifecycles", "retry-libraries", "retry-clients", "retry-strategies", "demanding-constructors"];

/** What other packages of ours hand their options on to (async-retry, promise-retry) or extend (electron-store, strategies of passport). */
const HAND_ON = ["retry", "conf", "passport-oauth2"];

/** The folder of a package; `version` may be a range. */
function download(name, version) {
  const folder = join(CACHE, `${name.replace("/", "+")}@${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const temporary = mkdtempSync(join(CACHE, "download-"));
  try {
    const answer = execFileSync("npm", ["pack", `${name}@${version}`, "--json", "--ignore-scripts", "--pack-destination", temporary], { encoding: "utf8", maxBuffer: 2 ** 28, stdio: ["ignore", "pipe", "ignore"] });
    const staged = join(temporary, "package");
    mkdirSync(staged);
    execFileSync("tar", ["-xzf", join(temporary, JSON.parse(answer)[0].filename), "-C", staged, "--strip-components=1"]);
    renameSync(staged, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}

function problemsOf({ package: name, version, names, defaults = [] }) {
  const own = download(name, version);
  const { dependencies = {} } = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  const folders = [own, ...HAND_ON.filter((each) => dependencies[each]).map((each) => download(each, dependencies[each]))];
  const missing = folders.reduce((left, folder) => missingIn(folder, left), names);
  const wrong = defaults.flatMap(([key, value]) => {
    const found = folders.flatMap((folder) => defaultsIn(folder, key));
    return found.includes(value) ? [] : [`${key} is ${String(value)} by default: found ${found.join(", ") || "none"}`];
  });
  return [...missing.map((each) => `no ${each}`), ...wrong].map((problem) => `${name}@${version}: ${problem}`);
}

const modules = await Promise.all(TABLES.map((table) => import(new URL(`../../dist/rules/knowledge/${table}.js`, import.meta.url).href)));
const wanted = process.argv.slice(2);
const claims = claimsOf(...modules).filter((claim) => wanted.length === 0 || wanted.includes(claim.package));
const problems = claims.flatMap(problemsOf);
process.stdout.write([...problems, `${claims.length} entries checked, ${problems.length} problems`, ""].join("\n"));
if (problems.length > 0) process.exitCode = 1;

/**
 * The tools that `check` is measured beside. Those that the project does not need otherwise are installed for the bench alone, in versions that stand here, below
 * node_modules/.cache; nothing of them is run at installation.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const require = createRequire(import.meta.url);

const VERSIONS = { "oxc-parser": "0.159.0", "eslint-plugin-sonarjs": "4.2.2", "ts-morph": "28.0.0" };

/** Installs what is not there yet, and gives the folder. */
function installed() {
  const manifest = JSON.stringify({ private: true, dependencies: VERSIONS });
  const folder = join(HERE, "../../node_modules/.cache/pokayoke-bench", createHash("sha256").update(manifest).digest("hex").slice(0, 12));
  if (!existsSync(join(folder, "done"))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), manifest);
    const { status } = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps"], { cwd: folder, stdio: ["ignore", 2, 2] });
    if (status !== 0) throw new Error(`npm install ended with ${status}`);
    writeFileSync(join(folder, "done"), "");
  }
  return folder;
}

/** The `eslint` command over some files, as a person or a pipeline runs it; `settings` are for eslint-config.mjs. It ends with 1 where it has found something. */
export function eslintOf(settings, files, cwd) {
  const command = join(require.resolve("eslint/package.json"), "../bin/eslint.js");
  return { node: [command, "--config", join(HERE, "eslint-config.mjs"), "--no-ignore", ...files], exits: [0, 1], cwd, env: { BENCH_ESLINT: JSON.stringify(settings) } };
}

/** Name, arguments of Node, and the exit codes that count, of each. `slow`: runs once; `takesMinutes`: on a large tree. */
export function peersOf({ list, root, dist, tsconfig, temporary, files }) {
  const folder = installed();
  const tool = (which) => [join(HERE, "peer.mjs"), which, list, folder];
  const eslint = (which, more) => eslintOf({ which, dist, ...more }, files, root);
  const oxlint = (name, config) => {
    writeFileSync(join(temporary, `${name}.json`), JSON.stringify(config));
    return [join(require.resolve("oxlint/package.json"), "../bin/oxlint"), "--silent", "--disable-nested-config", "--config", join(temporary, `${name}.json`), root];
  };
  writeFileSync(join(temporary, "nothing.mjs"), 'export default { meta: { name: "nothing" }, rules: { nothing: { create: () => ({}) } } };\n');
  return [
    { name: "oxc-parser, every file", node: tool("oxc") },
    { name: "@typescript-eslint/parser, every file", node: tool("tsestree") },
    { name: "oxlint, default rules", node: oxlint("default", {}), exits: [0, 1] },
    { name: "oxlint, a JavaScript rule that does nothing", node: oxlint("plugin", { categories: { correctness: "off" }, jsPlugins: [join(temporary, "nothing.mjs")], rules: { "nothing/nothing": "error" } }), exits: [0, 1] },
    { name: "ts-morph, load and save in memory", node: tool("ts-morph"), slow: true },
    { name: "jscodeshift, a transform that does nothing", node: tool("jscodeshift"), slow: true, takesMinutes: true },
    { name: "ESLint, eslint-plugin-sonarjs recommended, untyped", ...eslint("sonarjs", { folder }), slow: true, takesMinutes: true },
    { name: "ESLint, typescript-eslint recommended, untyped", ...eslint("ts-recommended"), slow: true, takesMinutes: true },
    { name: "ESLint, typescript-eslint strict-type-checked, typed", ...eslint("ts-strict", { tsconfig }), slow: true, takesMinutes: true, typed: true },
    { name: "ESLint, a rule that does nothing, typed", ...eslint("nothing", { tsconfig }), slow: true, takesMinutes: true, typed: true },
  ];
}

/**
 * ESLint on a list of files: `node eslint.mjs LIST.json ROOT DIST RULES [TSCONFIG] [FOLDER]`, where RULES is `all`, the id of one of our
 * rules, `nothing` (a rule that does nothing), or a peer's set of rules: `sonarjs` (from FOLDER), `ts-recommended`, `ts-strict`. Prints the number of
 * findings and of fatal messages, and the files that have messages.
 *
 * The configuration stands here and nowhere else: no configuration, plugin or parser of the target is loaded.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";

const [list, root, dist, which, tsconfig, folder] = process.argv.slice(2);

async function ourRules() {
  const { default: pokayoke } = await import(pathToFileURL(resolve(dist, "plugin/entry.js")).href);
  const ids = which === "all" ? Object.keys(pokayoke.rules) : [which];
  return { plugins: { pokayoke }, rules: Object.fromEntries(ids.map((id) => [`pokayoke/${id}`, "error"])) };
}

/** The set of rules of a peer, as a list of configurations. */
async function peerRules() {
  if (which === "sonarjs") return [createRequire(join(folder, "package.json"))("eslint-plugin-sonarjs").configs.recommended];
  const { default: tseslint } = await import("typescript-eslint");
  if (which === "ts-recommended") return tseslint.configs.recommended;
  return which === "ts-strict" ? tseslint.configs.strictTypeChecked : [];
}

const nothing = { rules: { nothing: { meta: { schema: [] }, create: () => ({}) } } };
const typed = tsconfig === undefined || tsconfig === "" ? {} : { project: [tsconfig], tsconfigRootDir: dirname(tsconfig) };

const isPeer = ["sonarjs", "ts-recommended", "ts-strict"].includes(which);

const eslint = new ESLint({
  cwd: root,
  ignore: false,
  overrideConfigFile: true,
  overrideConfig: [
    ...(await peerRules()),
    {
      files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"],
      languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true }, ...typed } },
      linterOptions: { reportUnusedDisableDirectives: "off" },
      ...(which === "nothing" ? { plugins: { bench: nothing }, rules: { "bench/nothing": "error" } } : isPeer ? {} : await ourRules()),
    },
  ],
});

const results = await eslint.lintFiles(JSON.parse(readFileSync(list, "utf8")));
const messages = results.flatMap((result) => result.messages);
const findings = messages.filter(({ ruleId }) => ruleId?.startsWith("pokayoke/")).length;
console.log(JSON.stringify({ files: results.length, findings, fatal: messages.filter(({ fatal }) => fatal).length, results: results.filter((result) => result.messages.length > 0).map(({ filePath, messages: own }) => ({ filePath, messages: own })) }));

/**
 * ESLint on a list of files: `node eslint.mjs LIST.json ROOT DIST RULES [TSCONFIG]`, where RULES is `all`, the id of one of our
 * rules, or `nothing`: a rule that does nothing. Prints the number of findings and of fatal messages.
 *
 * The configuration stands here and nowhere else: no configuration, plugin or parser of the target is loaded.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";

const [list, root, dist, which, tsconfig] = process.argv.slice(2);

async function ourRules() {
  const { default: pokayoke } = await import(pathToFileURL(resolve(dist, "plugin/entry.js")).href);
  const ids = which === "all" ? Object.keys(pokayoke.rules) : [which];
  return { plugins: { pokayoke }, rules: Object.fromEntries(ids.map((id) => [`pokayoke/${id}`, "error"])) };
}

const nothing = { rules: { nothing: { meta: { schema: [] }, create: () => ({}) } } };
const typed = tsconfig === undefined ? {} : { project: [tsconfig], tsconfigRootDir: dirname(tsconfig) };

const eslint = new ESLint({
  cwd: root,
  ignore: false,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"],
      languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true }, ...typed } },
      linterOptions: { reportUnusedDisableDirectives: "off" },
      ...(which === "nothing" ? { plugins: { bench: nothing }, rules: { "bench/nothing": "error" } } : await ourRules()),
    },
  ],
});

const results = await eslint.lintFiles(JSON.parse(readFileSync(list, "utf8")));
const messages = results.flatMap((result) => result.messages);
const findings = messages.filter(({ ruleId }) => ruleId?.startsWith("pokayoke/")).length;
console.log(JSON.stringify({ files: results.length, findings, fatal: messages.filter(({ fatal }) => fatal).length }));

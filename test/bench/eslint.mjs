/**
 * ESLint on a list of files: `node eslint.mjs LIST.json ROOT DIST ours|nothing [TSCONFIG]`. Prints the number of findings and of fatal messages.
 *
 * The configuration stands here and nowhere else: no configuration, plugin or parser of the target is loaded.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";

const [list, root, dist, which, tsconfig] = process.argv.slice(2);
const RULE = "no-unbounded-queue";

async function ourPlugin() {
  const { default: plugin } = await import(pathToFileURL(resolve(dist, "plugin/entry.js")).href);
  return plugin;
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
      ...(which === "ours"
        ? { plugins: { pokayoke: await ourPlugin() }, rules: { [`pokayoke/${RULE}`]: "error" } }
        : { plugins: { bench: nothing }, rules: { "bench/nothing": "error" } }),
    },
  ],
});

const results = await eslint.lintFiles(JSON.parse(readFileSync(list, "utf8")));
const messages = results.flatMap((result) => result.messages);
const findings = messages.filter(({ ruleId }) => ruleId === `pokayoke/${RULE}`).length;
console.log(JSON.stringify({ files: results.length, findings, fatal: messages.filter(({ fatal }) => fatal).length }));

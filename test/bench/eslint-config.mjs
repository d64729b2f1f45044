/**
 * The configuration of the `eslint` command in the bench. BENCH_ESLINT says, as JSON, which rules: `all`, the id of one of our rules, `nothing` (a rule that does nothing), or a peer's
 * set: `sonarjs` (from `folder`), `ts-recommended`, `ts-strict`; `dist`, where ours are built; and `tsconfig`, for types. No configuration, plugin or parser of the target is loaded.
 */
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as parser from "@typescript-eslint/parser";

const { which, dist, tsconfig, folder } = JSON.parse(process.env.BENCH_ESLINT);

async function ourRules() {
  const { default: pokayoke } = await import(pathToFileURL(resolve(dist, "plugin/entry.js")).href);
  const ids = which === "all" ? Object.keys(pokayoke.rules) : [which];
  return { plugins: { pokayoke }, rules: Object.fromEntries(ids.map((id) => [`pokayoke/${id}`, "error"])) };
}

/** The set of rules of a peer, as a list of configurations. */
async function peerRules() {
  if (which === "sonarjs") return [createRequire(join(folder, "package.json"))("eslint-plugin-sonarjs").configs.recommended];
  const { default: tseslint } = await import("typescript-eslint");
  return which === "ts-recommended" ? tseslint.configs.recommended : tseslint.configs.strictTypeChecked;
}

const isPeer = ["sonarjs", "ts-recommended", "ts-strict"].includes(which);
const nothing = { rules: { nothing: { meta: { schema: [] }, create: () => ({}) } } };

export default [
  ...(isPeer ? await peerRules() : []),
  {
    files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"],
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true }, ...(tsconfig === undefined ? {} : { project: [tsconfig], tsconfigRootDir: dirname(tsconfig) }) } },
    linterOptions: { reportUnusedDisableDirectives: "off" },
    ...(which === "nothing" ? { plugins: { bench: nothing }, rules: { "bench/nothing": "error" } } : isPeer ? {} : await ourRules()),
  },
];

import type { ESLint, Linter } from "eslint";
import { definitions } from "../rules/index.ts";
import { defineRule } from "../rules/model/define-rule.ts";
import { isAccepted } from "./accepted.ts";
import { offersOf } from "./offers.ts";

/** The version of the package; a test compares it with package.json. */
const version = "0.1.0";

/** The plugin, with its flat configs. */
export interface Plugin extends ESLint.Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: NonNullable<ESLint.Plugin["rules"]>;
  readonly configs: {
    /** The rules that are on for everybody. */
    readonly recommended: Linter.Config;
    /** Every rule. */
    readonly strict: Linter.Config;
    /** The recommended rules, with typed linting switched on for TypeScript files. No rule needs types; with them, the rules see other files too. */
    readonly "recommended-type-checked": Linter.Config[];
  };
}

const base = {
  meta: { name: "eslint-plugin-pokayoke", version, namespace: "pokayoke" },
  rules: Object.fromEntries(definitions.map((definition) => [definition.id, defineRule(definition, offersOf(definition, definitions), isAccepted)])),
};

/** A flat config needs the plugin itself, so it is made after it. */
const plugin: Plugin = Object.assign(base, {
  configs: {
    recommended: configOf("recommended"),
    strict: configOf("strict"),
    "recommended-type-checked": [
      configOf("recommended"),
      { name: "pokayoke/recommended-type-checked", files: ["**/*.{ts,tsx,mts,cts}"], languageOptions: { parserOptions: { projectService: true } } },
    ],
  },
});

function configOf(name: "recommended" | "strict"): Linter.Config {
  const chosen = definitions.filter(({ recommended }) => name === "strict" || recommended);
  return {
    name: `pokayoke/${name}`,
    plugins: { pokayoke: base },
    rules: Object.fromEntries(chosen.map(({ id }) => [`pokayoke/${id}`, "error"])),
  };
}

export default plugin;

import type { ESLint, Linter } from "eslint";
import { defineRule } from "./model/define-rule.ts";
import type { RuleDefinition } from "./model/rule.ts";
import { noUnboundedQueue } from "./no-unbounded-queue/rule.ts";
import { noUncheckedConfig } from "./no-unchecked-config/rule.ts";

/** Every rule, in the order of their ids. */
export const definitions: readonly RuleDefinition[] = [noUnboundedQueue, noUncheckedConfig];

/** The version of the package; a test compares it with package.json. */
const version = "0.1.0";

/** The plugin with its flat configs: `recommended` has the rules that are on for everybody, `strict` every rule. */
interface Plugin extends ESLint.Plugin {
  readonly configs: { readonly recommended: Linter.Config; readonly strict: Linter.Config };
}

const base: ESLint.Plugin = {
  meta: { name: "eslint-plugin-pokayoke", version, namespace: "pokayoke" },
  rules: Object.fromEntries(definitions.map((definition) => [definition.id, defineRule(definition)])),
};

const plugin: Plugin = Object.assign(base, { configs: { recommended: configOf("recommended"), strict: configOf("strict") } });

/** A flat config needs the plugin itself, so it is made after it. */
function configOf(name: "recommended" | "strict"): Linter.Config {
  const chosen = definitions.filter(({ recommended }) => name === "strict" || recommended);
  return {
    name: `pokayoke/${name}`,
    plugins: { pokayoke: base },
    rules: Object.fromEntries(chosen.map(({ id }) => [`pokayoke/${id}`, "error"])),
  };
}

export default plugin;

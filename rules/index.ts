import type { ESLint } from "eslint";
import { defineRule } from "./model/define-rule.ts";
import type { RuleDefinition } from "./model/rule.ts";
import { noUnboundedQueue } from "./no-unbounded-queue/rule.ts";

/** Every rule, in the order of their ids. */
export const definitions: readonly RuleDefinition[] = [noUnboundedQueue];

const plugin: ESLint.Plugin = {
  meta: { name: "eslint-plugin-pokayoke", version: "0.1.0", namespace: "pokayoke" },
  rules: Object.fromEntries(definitions.map((definition) => [definition.id, defineRule(definition)])),
};

export default plugin;

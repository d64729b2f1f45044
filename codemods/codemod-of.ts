import { createRequire } from "node:module";
import type { Codemod } from "./codemod.ts";

const require = createRequire(import.meta.url);

/** The codemod of a rule: its file has the rule's name, and every rule has one. */
export async function codemodOf(rule: string): Promise<Codemod> {
  const { codemod } = (await import(`./${rule}.ts`)) as { readonly codemod: Codemod };
  return codemod;
}

/**
 * The same at once, for ESLint, whose rules can't wait; loaded when the first finding needs it, so that linting starts as fast as without codemods.
 * `undefined` where Node.js can't load modules so: in editors older than what `engines` asks for, and from our own sources.
 */
export function codemodAt(rule: string): Codemod | undefined {
  try {
    return (require(`./${rule}.js`) as { readonly codemod?: Codemod }).codemod;
  } catch {
    return undefined;
  }
}

import type { Codemod } from "./codemod.ts";

/** The codemod of a rule: its file has the rule's name, and every rule has one. */
export async function codemodOf(rule: string): Promise<Codemod> {
  const { codemod } = (await import(`./${rule}.ts`)) as { readonly codemod: Codemod };
  return codemod;
}

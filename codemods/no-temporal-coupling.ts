import type { Codemod } from "./codemod.ts";

/** Refuses everything: there is no rewrite yet. */
export const codemod: Codemod = {
  rule: "no-temporal-coupling",
  rewrite: ({ messageId }) => ({ reason: "no-codemod", detail: `no-temporal-coupling has no rewrite for "${messageId}" yet` }),
};

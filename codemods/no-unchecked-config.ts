import type { Codemod } from "./codemod.ts";

/** Refuses everything: there is no rewrite yet. */
export const codemod: Codemod = {
  rule: "no-unchecked-config",
  rewrite: ({ messageId }) => ({ reason: "no-codemod", detail: `no-unchecked-config has no rewrite for "${messageId}" yet` }),
};

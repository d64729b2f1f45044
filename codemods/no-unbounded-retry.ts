import type { Codemod } from "./codemod.ts";

/** Refuses everything: there is no rewrite yet. */
export const codemod: Codemod = {
  rule: "no-unbounded-retry",
  rewrite: ({ messageId }) => ({ reason: "no-codemod", detail: `no-unbounded-retry has no rewrite for "${messageId}" yet` }),
};

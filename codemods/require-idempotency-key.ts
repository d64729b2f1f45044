import type { Codemod } from "./codemod.ts";

/** Refuses everything: there is no rewrite yet. */
export const codemod: Codemod = {
  rule: "require-idempotency-key",
  rewrite: ({ messageId }) => ({ reason: "no-codemod", detail: `require-idempotency-key has no rewrite for "${messageId}" yet` }),
};

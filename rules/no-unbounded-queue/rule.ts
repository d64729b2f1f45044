import type { RuleDefinition } from "../model/rule.ts";
import type { Options } from "./detect.ts";
import { detect } from "./detect.ts";
import { mayFind } from "./may-find.ts";

export const noUnboundedQueue: RuleDefinition = {
  id: "no-unbounded-queue",
  description: "Disallow work queues that can grow without a bound",
  messages: {
    fifo: "`{{name}}` has no limit: {{producer}} adds {{pace}} and {{outflow}}. Reject, drop or wait when it is full.",
    lifo: "`{{name}}` has no limit: {{producer}} adds {{pace}} and {{outflow}}. Reject, drop or wait when it is full.",
    batch: "`{{name}}` has no limit between two flushes: {{producer}} adds {{pace}} and {{outflow}}. Flush, reject or drop when it reaches a size.",
    waiters: "`{{name}}` has no limit on callers that wait: {{producer}} adds one for each call and {{outflow}}. Reject when too many wait.",
    neverDrained: "`{{name}}` only grows: {{producer}} adds {{pace}} and nothing removes. Keep the newest up to a size.",
  },
  schema: [
    {
      type: "object",
      properties: {
        boundedContainers: {
          description: "Names of classes whose instances bound themselves.",
          type: "array",
          items: { type: "string" },
          uniqueItems: true,
        },
      },
      additionalProperties: false,
    },
  ],
  defaultOptions: { boundedContainers: [] },
  recommended: true,
  mayFind,
  detect: (ask, options) => detect(ask, options as unknown as Options),
};

import type { RuleDefinition } from "../model/rule.ts";
import { detect } from "./detect.ts";
import { mayFind } from "./may-find.ts";

export const requireIdempotencyKey: RuleDefinition = {
  id: "require-idempotency-key",
  description: "Require an idempotency key where an effect can run twice",
  messages: {
    redelivered: "`{{effect}}` {{again}} when {{article}} {{noun}} is delivered again: {{path}}. {{fix}}.",
    retried: "`{{effect}}` {{again}} when it went through and only its answer was lost: {{by}} (line {{line}}) runs it again. {{fix}}.",
    freshPerAttempt: "`{{key}}` is another one for each attempt, so `{{effect}}` {{again}} when only its answer was lost: {{by}} (line {{line}}) runs it again. Make it once, before the first attempt.",
    freshKey: "`{{key}}` is another one on each run, so `{{effect}}` {{again}} when {{article}} {{noun}} is delivered again: {{path}}. Make it from the {{noun}} instead.",
    nameIsNoKey: "`{{key}}` is the job's name and no key, so `{{effect}}` {{again}} when {{article}} {{noun}} is delivered again: {{path}}. Pass it {{where}} as well.",
  },
  schema: [{ type: "object", properties: {}, additionalProperties: false }],
  defaultOptions: {},
  recommended: true,
  mayFind,
  detect,
};

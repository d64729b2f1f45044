import type { RuleDefinition } from "../model/rule.ts";
import { detect } from "./detect.ts";
import { mayFind } from "./may-find.ts";

export const requireIdempotencyKey: RuleDefinition = {
  id: "require-idempotency-key",
  description: "Require an idempotency key where an effect can run twice",
  messages: {
    redelivered: "`{{effect}}` {{again}} when {{article}} {{noun}} is delivered again: {{path}}. {{fix}}.",
    retried: "`{{effect}}` {{again}} when it went through and only its answer was lost: {{by}} ({{line}}) runs it again. {{fix}}.",
    freshPerAttempt: "`{{key}}` is another one for each attempt, so `{{effect}}` {{again}} when only its answer was lost: {{by}} ({{line}}) runs it again. Make it once, before the first attempt.",
    noKey: "`{{effect}}` makes a second one when the request behind it is sent again: nothing in it tells the two apart. Pass a key made from what it is for {{where}}.",
    foundThenMade: "`{{effect}}` makes a second `{{thing}}` when two runs look at the same time (line {{line}}) and both find none: no unique constraint of the schema covers {{columns}}. Add one, and take its violation for found.",
    freshKey: "`{{key}}` is another one on each run, so `{{effect}}` {{again}} when {{article}} {{noun}} is delivered again: {{path}}. Make it from the {{noun}} instead.",
    nameIsNoKey: "`{{key}}` is the job's name and no key, so `{{effect}}` {{again}} when {{article}} {{noun}} is delivered again: {{path}}. Pass it {{where}} as well.",
  },
  schema: [{ type: "object", properties: {}, additionalProperties: false }],
  defaultOptions: {},
  recommended: true,
  mayFind,
  detect,
};

import type { RuleDefinition } from "../model/rule.ts";
import { detect } from "./detect.ts";
import { mayFind } from "./may-find.ts";

export const noUnboundedRetry: RuleDefinition = {
  id: "no-unbounded-retry",
  description: "Disallow retries that can turn one failure into a flood",
  messages: {
    retriesEverything:
      "`{{what}}` neither looks at `computedValue` nor returns 0, so every failure is attempted again for as long as it comes, also one that stays, such as a 404 (line {{line}}). Return 0 where `computedValue` is 0.",
    retriesAnything:
      "`{{what}}` looks at nothing, so every failure is attempted again, also one that stays, such as a 404, and a POST that was carried out (line {{line}}). Return true only for what may pass: no answer, 429, 5xx.",
    noLimit:
      "The retries at `{{what}}` go on for as long as it fails (line {{line}}): {{table}}{{others}}. Give up after a number of attempts or a time, and draw each delay at random below a growing, capped one.",
    noLimitNoDelay:
      "The retries at `{{what}}` come at once and for as long as it fails (line {{line}}), which multiplies the load on what is failing. Wait between the attempts, longer each time and at random, and give up at a limit.",
    noDelay:
      "The retries at `{{what}}` come at once (line {{line}}){{others}}, which multiplies the load on what is failing. Wait between the attempts, longer each time and at random.",
    brokenBackoff:
      "The delays of the retries at `{{what}}` don't grow as they are meant to: {{table}}{{others}} (line {{line}}). Compute `random() * min(max, base * 2 ** attempt)` in milliseconds.",
    noCap:
      "The delays of the retries at `{{what}}` grow without a ceiling: {{table}}{{others}} (line {{line}}). Draw each one at random below `min(max, base * 2 ** attempt)`.",
    constantDelay:
      "The retries at `{{what}}` come after {{delays}} each time{{others}} (line {{line}}), so all that failed together come back together, as often as before. Let the delay grow to a cap and draw it at random below that.",
    jitterLostAtCap:
      "The jitter of the retries at `{{what}}` is lost at the cap: {{table}} and the same for everybody from then on (line {{line}}). Cap first, then draw: `random() * min(max, delay)`.",
    nestedRetry:
      "Each of the {{outerAttempts}} attempts at `{{what}}` makes up to {{innerAttempts}} attempts at `{{inner}}` (line {{line}}), so one call becomes {{product}} while it fails. Let one of the two retry.",
    noJitter:
      "The retries at `{{what}}` come in step for all that failed together: {{table}} for everybody{{others}} (line {{line}}). Draw each delay at random below this value.",
  },
  schema: [{ type: "object", properties: {}, additionalProperties: false }],
  defaultOptions: {},
  recommended: true,
  mayFind,
  detect,
};

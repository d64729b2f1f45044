import type { RuleDefinition } from "../model/rule.ts";
import { detect } from "./detect.ts";
import { mayFind } from "./may-find.ts";

export const noUncheckedConfig: RuleDefinition = {
  id: "no-unchecked-config",
  description: "Disallow configuration values that are asserted instead of checked",
  messages: {
    notSet: "`{{name}}` is asserted to be set, and nothing stops the program where it is missing: what fails then does not name it. Check it at start-up and stop with its name, or give it a default.",
    inText: "`{{name}}` goes into a text, and nothing stops the program where it is missing: the text is wrong, and the failure does not name it. Check it at start-up and stop with its name, or give it a default.",
    notANumber: "`{{name}}` is converted to a number, and nothing checks the result: what is no number becomes NaN, which nullish defaults and Math.max let pass. Check it with Number.isFinite and stop with its name, or take a default.",
    notOfType: "`{{name}}` can be set to any text, yet it is asserted to be `{{type}}` and nothing checks it. Check it against what is allowed and stop with its name.",
    contentNotOfType: "What `{{name}}` holds is parsed and taken for `{{type}}`, and nothing checks it: a wrong or missing member fails later, far from here. Check it with a schema where it is loaded, and use the result.",
    contentUnchecked: "What `{{name}}` holds is parsed and used as it is, and nothing checks it: a wrong or missing member fails later, far from here. Check it with a schema where it is loaded, and use the result.",
  },
  schema: [{ type: "object", properties: {}, additionalProperties: false }],
  defaultOptions: {},
  recommended: true,
  mayFind,
  detect,
};

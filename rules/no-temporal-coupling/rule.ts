import type { RuleDefinition } from "../model/rule.ts";
import { detect } from "./detect.ts";
import { mayFind } from "./may-find.ts";

export const noTemporalCoupling: RuleDefinition = {
  id: "no-temporal-coupling",
  description: "Disallow methods that are valid only after another method ran",
  messages: {
    throws: "`{{name}}` can be used before it is {{what}}: {{dependents}} throw{{verb}} until {{initialiser}} has set `{{cell}}`. {{wayOut}}.",
    idle: "`{{name}}` can be used before it is {{what}}: {{dependents}} throw{{verb}} until {{initialiser}} has started `{{cell}}`. {{wayOut}}.",
    fails: "`{{name}}` can be used before it is {{what}}: {{dependents}} fail{{verb}} until {{initialiser}} has set `{{cell}}`. {{wayOut}}.",
    stub: "`{{name}}` can be used before it is {{what}}: {{dependents}} throw{{verb}} until {{initialiser}} has replaced the placeholder `{{cell}}`. {{wayOut}}.",
    crashes: "`{{name}}` can be used before it is {{what}}: {{dependents}} crash{{es}} on `{{cell}}`, which nothing sets before {{initialiser}}. {{wayOut}}.",
    reads: "`{{name}}` can be used before it is {{what}}: {{dependents}} read{{verb}} `{{cell}}`, which nothing sets before {{initialiser}}. {{wayOut}}.",
    loses: "`{{name}}` can be used before it is {{what}}: {{dependents}} lose{{verb}} what is handed in, without a word, until {{initialiser}} has set `{{cell}}`. {{wayOut}}.",
    skips: "`{{name}}` can be used before it is {{what}}: {{dependents}} return{{verb}} without having done anything until {{initialiser}} has set `{{cell}}`. {{wayOut}}.",
  },
  schema: [{ type: "object", properties: {}, additionalProperties: false }],
  defaultOptions: {},
  recommended: true,
  mayFind,
  detect,
};

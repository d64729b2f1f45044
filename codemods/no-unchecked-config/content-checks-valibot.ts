import type { ContentChecks } from "./content-checks.ts";

/** With valibot 1. */
export const VALIBOT: ContentChecks = {
  imports: 'import * as v from "valibot";\n\n',
  schema: "(schema: typeof v) => v.GenericSchema<unknown, Value>",
  problems: "(v.safeParse(schemaOf(v), content).issues ?? []).map(problemOf)",
  text: `
/** What is wrong with one member. The message of valibot is not told: it contains the value. */
const problemOf = (issue: v.BaseIssue<unknown>): string => \`\${v.getDotPath(issue) ?? "it"} \${issue.input === undefined ? "is missing" : \`is not \${issue.expected ?? "what it should be"}\`}\`;
`,
};

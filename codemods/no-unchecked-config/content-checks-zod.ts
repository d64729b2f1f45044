import type { ContentChecks } from "./content-checks.ts";

/** With zod, 3 or 4. */
export const ZOD: ContentChecks = {
  imports: 'import { z } from "zod";\n\n',
  schema: "(schema: typeof z) => z.ZodType<Value>",
  problems: "(schemaOf(z).safeParse(content).error?.issues ?? []).map((issue: Issue) => problemOf(content, issue))",
  text: `
/** What zod says of one member. Its message is not told: it may contain the value. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly expected?: unknown;
  /** Of choices: as zod 4 calls them, and as zod 3 does. */
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
}

const problemOf = (content: unknown, { path, expected, values, options }: Issue): string => {
  const at = path.length === 0 ? "it" : path.map(String).join(".");
  const value = path.reduce<unknown>((part, key) => (typeof part === "object" && part !== null ? (part as Readonly<Record<PropertyKey, unknown>>)[key] : undefined), content);
  const choices = values ?? options;
  return \`\${at} \${value === undefined ? "is missing" : \`is not \${choices === undefined ? String(expected ?? "what it should be") : \`one of \${choices.join(", ")}\`}\`}\`;
};
`,
};

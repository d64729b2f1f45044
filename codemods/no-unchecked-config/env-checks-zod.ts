import { type EnvChecks, SWITCHES, TO_SWITCH, WRONG } from "./env-checks.ts";

/** With zod, 3 or 4. */
export const ZOD: EnvChecks = {
  imports: 'import { z } from "zod";\n\n',
  about: "\n * What zod says of a wrong value may contain it, and is not told.",
  text: `
interface Kind<Schema extends z.ZodType> {
  /** What a text has to be, in the words of the error. */
  readonly is: string;
  readonly schema: Schema;
}
${SWITCHES}
const kinds = {
  text: { is: "a text", schema: z.string() },
  url: { is: "an absolute URL", schema: z.string().regex(/^[a-z][a-z\\d+.-]*:\\/\\/\\S/i) },
  number: { is: "a number", schema: z.string().trim().min(1).transform(Number).refine((value: number) => !Number.isNaN(value)) },
  integer: { is: "a whole number", schema: z.string().regex(/^\\s*[+-]?\\d+\\s*$/).transform(Number) },
  port: { is: "a port (0 to 65535)", schema: z.string().regex(/^\\s*\\d+\\s*$/).transform(Number).pipe(z.number().max(65535)) },
  flag: { is: "true or false", schema: z.string().transform((text: string) => ${TO_SWITCH}).pipe(z.boolean()) },
  list: (separator: string) => ({ is: "a list", schema: z.string().regex(/\\S/).transform((text: string) => text.split(separator)) }),
  oneOf: <Value extends string>(...values: [Value, ...Value[]]) => ({ is: \`one of \${values.join(", ")}\`, schema: z.enum(values) }),
};

/** The value of a variable; \`undefined\` where it is not set, or set to an empty text that is no value. */
const read = <Schema extends z.ZodType>(name: string, text: string | undefined, { is, schema }: Kind<Schema>): z.output<Schema> | undefined => {
  if (text === undefined) return undefined;
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  ${WRONG}
};
`,
};

import { type EnvChecks, SWITCHES, TO_SWITCH, WRONG } from "./env-checks.ts";

/** With valibot 1. */
export const VALIBOT: EnvChecks = {
  imports: 'import * as v from "valibot";\n\n',
  about: "\n * What valibot says of a wrong value contains it, and is not told.",
  text: `
interface Kind<Schema extends v.GenericSchema> {
  /** What a text has to be, in the words of the error. */
  readonly is: string;
  readonly schema: Schema;
}
${SWITCHES}
const kinds = {
  text: { is: "a text", schema: v.string() },
  url: { is: "an absolute URL", schema: v.pipe(v.string(), v.regex(/^[a-z][a-z\\d+.-]*:\\/\\/\\S/i)) },
  number: { is: "a number", schema: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.transform(Number), v.number()) },
  integer: { is: "a whole number", schema: v.pipe(v.string(), v.regex(/^\\s*[+-]?\\d+\\s*$/), v.transform(Number)) },
  port: { is: "a port (0 to 65535)", schema: v.pipe(v.string(), v.regex(/^\\s*\\d+\\s*$/), v.transform(Number), v.maxValue(65535)) },
  flag: { is: "true or false", schema: v.pipe(v.string(), v.transform((text: string) => ${TO_SWITCH}), v.boolean()) },
  list: (separator: string) => ({ is: "a list", schema: v.pipe(v.string(), v.regex(/\\S/), v.transform((text: string) => text.split(separator))) }),
  oneOf: <Value extends string>(...values: readonly Value[]) => ({ is: \`one of \${values.join(", ")}\`, schema: v.picklist(values) }),
};

/** The value of a variable; \`undefined\` where it is not set, or set to an empty text that is no value. */
const read = <Schema extends v.GenericSchema>(name: string, text: string | undefined, { is, schema }: Kind<Schema>): v.InferOutput<Schema> | undefined => {
  if (text === undefined) return undefined;
  const result = v.safeParse(schema, text);
  if (result.success) return result.output;
  ${WRONG}
};
`,
};

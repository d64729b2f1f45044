import { type EnvChecks, SWITCHES, TO_SWITCH, WRONG } from "./env-checks.ts";

/** With envalid 8. Its own `num` takes `5s` for 5, its `port` refuses 0, which means any, and its `bool` refuses `TRUE`: these are made here. */
export const ENVALID: EnvChecks = {
  imports: 'import { customCleanEnv, EnvError, makeExactValidator, str, type ValidatorSpec } from "envalid";\n\n',
  about: "\n * What envalid says of a wrong value contains it, and is not told.",
  text: `
interface Kind<Value> {
  /** What a text has to be, in the words of the error. */
  readonly is: string;
  readonly spec: ValidatorSpec<Value>;
}

/** A validator of our own; \`of\` answers \`undefined\` where a text is not what it has to be. */
const made = <Value>(of: (text: string) => Value | undefined): ValidatorSpec<Value> =>
  makeExactValidator<Value>((text) => {
    const value = of(text);
    if (value === undefined) throw new EnvError("is wrong");
    return value;
  })();
${SWITCHES}
const kinds = {
  text: { is: "a text", spec: str() },
  url: { is: "an absolute URL", spec: made((text) => (/^[a-z][a-z\\d+.-]*:\\/\\/\\S/i.test(text) ? text : undefined)) },
  number: { is: "a number", spec: made((text) => (text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text))) },
  integer: { is: "a whole number", spec: made((text) => (/^\\s*[+-]?\\d+\\s*$/.test(text) ? Number(text) : undefined)) },
  port: { is: "a port (0 to 65535)", spec: made((text) => (/^\\s*\\d+\\s*$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined)) },
  flag: { is: "true or false", spec: made((text) => ${TO_SWITCH}) },
  list: (separator: string): Kind<string[]> => ({ is: "a list", spec: made((text) => (text.trim() === "" ? undefined : text.split(separator))) }),
  oneOf: <Value extends string>(...values: readonly Value[]): Kind<Value> => ({ is: \`one of \${values.join(", ")}\`, spec: str<Value>({ choices: values }) }),
};

/** The value of a variable; \`undefined\` where it is not set, or set to an empty text that is no value. */
const read = <Value>(name: string, text: string | undefined, { is, spec }: Kind<Value>): Value | undefined => {
  if (text === undefined) return undefined;
  try {
    const cleaned: unknown = customCleanEnv({ [name]: text }, { [name]: spec }, (values) => values, { reporter: null });
    return (cleaned as Readonly<Record<string, Value>>)[name];
  } catch {
    ${WRONG}
  }
};
`,
};

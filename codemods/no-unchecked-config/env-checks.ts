/** How the module checks one text, written with one library. */
export interface EnvChecks {
  /** The imports above the list. */
  readonly imports: string;
  /** What the first comment says of dependencies and messages. */
  readonly about: string;
  /** `kinds`, by the names that the list uses, and `read`. */
  readonly text: string;
}

/** What `read` does with a text that is not what it has to be: an empty one counts as not set. */
export const WRONG: string = 'return text.trim() === "" ? undefined : stop(name, `is not ${is}`);';

/** The texts that are taken for a switch. */
export const SWITCHES: string = `
const switches = new Map([["true", true], ["1", true], ["yes", true], ["on", true], ["false", false], ["0", false], ["no", false], ["off", false]]);
`;

/** What a switch is set to. */
export const TO_SWITCH: string = "switches.get(text.trim().toLowerCase())";

/** Without a library. */
export const PLAIN: EnvChecks = {
  imports: "",
  about: "",
  text: `
interface Kind<Value> {
  /** What a text has to be, in the words of the error. */
  readonly is: string;
  /** The value of a text; \`undefined\` where it is not what it has to be. */
  readonly of: (text: string) => Value | undefined;
}
${SWITCHES}
const kinds = {
  text: { is: "a text", of: (text: string) => text },
  url: { is: "an absolute URL", of: (text: string) => (/^[a-z][a-z\\d+.-]*:\\/\\/\\S/i.test(text) ? text : undefined) },
  number: { is: "a number", of: (text: string) => (text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text)) },
  integer: { is: "a whole number", of: (text: string) => (/^\\s*[+-]?\\d+\\s*$/.test(text) ? Number(text) : undefined) },
  port: { is: "a port (0 to 65535)", of: (text: string) => (/^\\s*\\d+\\s*$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined) },
  flag: { is: "true or false", of: (text: string) => ${TO_SWITCH} },
  list: (separator: string): Kind<string[]> => ({ is: "a list", of: (text) => (text.trim() === "" ? undefined : text.split(separator)) }),
  oneOf: <Value extends string>(...values: readonly Value[]): Kind<Value> => ({ is: \`one of \${values.join(", ")}\`, of: (text) => values.find((value) => value === text) }),
};

/** The value of a variable; \`undefined\` where it is not set, or set to an empty text that is no value. */
const read = <Value>(name: string, text: string | undefined, kind: Kind<Value>): Value | undefined => {
  if (text === undefined) return undefined;
  const value = kind.of(text);
  return value !== undefined || text.trim() === "" ? value : stop(name, \`is not \${kind.is}\`);
};
`,
};

/** What stands in the text below for the list of variables. */
export const LIST = "  pokayoke: 0,\n";

/** What imports stand before. */
export const START = "export const config = {";

/** What the first comment of the module says, by which it is known again. */
export const MARK = "From eslint-plugin-pokayoke";

/** The names that the module gives to what it knows how to check; `oneOf` is called with the choices. */
export const CHOICES = "oneOf";

/**
 * The module that a package reads its environment through. It has no dependency, reads nothing when it loads, and reads each variable anew each time, as the
 * code did that it is for: in tests and behind `dotenv`, what is set later counts.
 */
export const MODULE_TEXT: string = `/*
 * What this package reads from its environment, checked. ${MARK} (MIT); \`migrate\` writes this file, and it is yours.
 *
 * Each variable is checked when it is read, so a program that does without it is not stopped. The error names the variable, and with it every other one that
 * is missing or wrong; what they are set to is never told. A program that needs all of them calls \`assertConfig()\` where it starts.
 */

${START}
${LIST}};

/** Throws one error that names every variable that is missing or wrong. */
export function assertConfig(): void {
  const problems = problemsNow();
  if (problems.length > 0) throw new ConfigError(problems);
}

/** Variables are missing or wrong. The message names them, and never what they are set to. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], message: string = problems.join("; ")) {
    super(message);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

interface Kind<Value> {
  /** What a text has to be, in the words of the error. */
  readonly is: string;
  /** The value of a text; \`undefined\` where it is not what it has to be. */
  readonly of: (text: string) => Value | undefined;
}

const kinds = {
  text: { is: "a text", of: (text: string) => text },
  url: { is: "an absolute URL", of: (text: string) => (/^[a-z][a-z\\d+.-]*:\\/\\/\\S/i.test(text) ? text : undefined) },
  number: { is: "a number", of: (text: string) => (text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text)) },
  integer: { is: "a whole number", of: (text: string) => (/^\\s*[+-]?\\d+\\s*$/.test(text) ? Number(text) : undefined) },
  port: { is: "a port (0 to 65535)", of: (text: string) => (/^\\s*\\d+\\s*$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined) },
  oneOf: <Value extends string>(...values: readonly Value[]): Kind<Value> => ({ is: \`one of \${values.join(", ")}\`, of: (text) => values.find((value) => value === text) }),
};

/** The value of a variable; \`undefined\` where it is not set, or set to an empty text that is no value. */
const read = <Value>(name: string, text: string | undefined, kind: Kind<Value>): Value | undefined => {
  if (text === undefined) return undefined;
  const value = kind.of(text);
  return value !== undefined || text.trim() === "" ? value : stop(name, \`is not \${kind.is}\`);
};

const stop = (name: string, problem: string): never => {
  const own = \`\${name} \${problem}\`;
  if (isLookingAround) throw new ConfigError([own]);
  const others = problemsNow().filter((other) => other !== own);
  throw new ConfigError([own, ...others], \`\${own}\${others.length === 0 ? "" : \` (also missing or wrong: \${others.map((other) => other.split(" ")[0]).join(", ")})\`}\`);
};

let isLookingAround = false;

/** Reads every variable, and tells what is wrong with each. */
const problemsNow = (): readonly string[] => {
  const problems: string[] = [];
  isLookingAround = true;
  try {
    for (const name of Object.keys(config) as (keyof typeof config)[]) {
      try {
        void config[name];
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        problems.push(...error.problems);
      }
    }
  } finally {
    isLookingAround = false;
  }
  return problems;
};
`;

import type { Library } from "./library.ts";
import { type EnvChecks, PLAIN } from "./env-checks.ts";
import { ENVALID } from "./env-checks-envalid.ts";
import { VALIBOT } from "./env-checks-valibot.ts";
import { ZOD } from "./env-checks-zod.ts";

const CHECKS: Readonly<Record<Library, EnvChecks>> = { plain: PLAIN, zod: ZOD, valibot: VALIBOT, envalid: ENVALID };

/** What stands in the text below for the list of variables. */
export const LIST = "  pokayoke: 0,\n";

/** What imports stand before. */
export const START = "export const config = {";

/** What the first comment of the module says, by which it is known again. */
export const MARK = "From eslint-plugin-pokayoke";

/** The names that the module gives to what it knows how to check; these two are called with the choices and with the separator. */
export const CHOICES = "oneOf";
export const SPLIT = "list";

/**
 * The module that a package reads its environment through, with the checks of its library. It reads nothing when it loads, and reads each variable anew each time, as the
 * code did that it is for: in tests and behind `dotenv`, what is set later counts.
 */
export function moduleText(library: Library): string {
  const checks = CHECKS[library];
  return `/*
 * What this package reads from its environment, checked. ${MARK} (MIT); \`migrate\` writes this file, and it is yours.
 *
 * Each variable is checked when it is read, so a program that does without it is not stopped. The error names the variable, and with it every other one that
 * is missing or wrong; what they are set to is never told. A program that needs all of them calls \`assertConfig()\` where it starts.${checks.about}
 */

${checks.imports}${START}
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
    // What extends Error is of no class of its own where a project compiles to ES5.
    Object.setPrototypeOf(this, ConfigError.prototype);
    this.name = "ConfigError";
    this.problems = problems;
  }
}
${checks.text}
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
}

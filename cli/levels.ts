import type { RuleDefinition } from "../rules/model/rule.ts";
import { nearestName } from "./suggest.ts";
import { UsageError } from "./usage-error.ts";

/** Whether a finding makes the run fail. */
export type Level = "error" | "warn";

/** The rules of a run, and how much a finding of each counts. */
export interface ChosenRules {
  readonly definitions: readonly RuleDefinition[];
  readonly levelOf: (rule: string) => Level;
}

/** A rule as it is named on the command line: `id`, `pokayoke/id`, `id:warn`. */
interface Named {
  readonly id: string;
  readonly level: Level | "off" | undefined;
}

/**
 * The rules that `--rule` and `--fail-on` come to. A rule that is named without a level restricts the run to the rules that are named; one with a level does not.
 *
 * @throws {UsageError} for a rule or a level that is none
 */
export function chooseRules(rules: readonly string[], definitions: readonly RuleDefinition[], failOn: readonly string[] = []): ChosenRules {
  const named = rules.map((text) => parseRule(text, definitions));
  const failing = failOn.map((text) => {
    const { id, level } = parseRule(text, definitions);
    if (level !== undefined) throw new UsageError(`--fail-on takes rules without a level, not '${text}'`);
    return id;
  });
  const levels = new Map(named.flatMap(({ id, level }) => (level === undefined ? [] : [[id, level] as const])));
  const contradiction = failing.find((id) => levels.has(id) && levels.get(id) !== "error");
  if (contradiction !== undefined) throw new UsageError(`--fail-on ${contradiction} and --rule ${contradiction}:${levels.get(contradiction) ?? ""} contradict each other`);
  const isRestricted = named.some(({ level }) => level === undefined);
  const wanted = new Set([...named.map(({ id }) => id), ...(isRestricted ? failing : [])]);
  return {
    definitions: definitions.filter(({ id }) => levels.get(id) !== "off" && (!isRestricted || wanted.has(id))),
    levelOf: (rule) => {
      const level = levels.get(rule);
      if (level === "error" || level === "warn") return level;
      return failing.length === 0 || failing.includes(rule) ? "error" : "warn";
    },
  };
}

function parseRule(text: string, definitions: readonly RuleDefinition[]): Named {
  const [name = "", level, ...rest] = text.split(":");
  const id = name.trim().replace(/^pokayoke\//, "");
  const known = definitions.map((definition) => definition.id);
  if (!known.includes(id)) {
    const near = nearestName(id, known);
    throw new UsageError(`unknown rule '${id}'${near === undefined ? `; the rules are ${known.join(", ")}` : ` (did you mean ${near}?)`}`);
  }
  if (level === undefined && rest.length === 0) return { id, level: undefined };
  if (rest.length > 0 || (level !== "error" && level !== "warn" && level !== "off")) throw new UsageError(`'${text}': the levels are error, warn and off`);
  return { id, level };
}

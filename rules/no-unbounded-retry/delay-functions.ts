import type * as TS from "typescript";
import { STRATEGY_OF } from "../knowledge/retry-strategies.ts";
import type { Ask } from "../model/ask.ts";
import { nameOfFunction, referencesTo } from "../model/functions.ts";
import { evidenceOf } from "./judge.ts";
import type { Policy } from "./policies.ts";
import { regionsIn } from "./regions.ts";
import { apply, closureOf } from "./run.ts";
import { ATTEMPTS, STEPS } from "./simulate.ts";
import type { Machine, Value } from "./values.ts";
import { isSetting, toNumber, UNKNOWN } from "./values.ts";

/** What a function says, in whatever name, that tells how long to wait before another attempt. */
const ATTEMPTS_AGAIN = /retr(?:y|ies)|back-?off|reconnect|resend|redeliver/i;
const TELLS_A_TIME = /delay|wait|interval|timeout|back-?off|M(?:illi)?s\b|_MS\b|seconds|minutes/;

/** What is locked out, asked in rounds, or kept below a rate waits by design. */
const OTHERS = /login|lock|ban\b|block|penalt|throttl|cool-?down|poll|rate|jitter|random/i;

/** What counts attempts, in a parameter or a member of one. */
const COUNTS = /attempt|tries|retries|retryCount|retryNumber|^retry$|failures|errorCount|failCount/i;

/** Units that a name tells. */
const UNITS: readonly (readonly [RegExp, number])[] = [[/sec(?:ond)?s?$/i, 1000], [/min(?:ute)?s$/i, 60_000], [/hours?$/i, 3_600_000]];

/** Members of options that get such a function: the policy they make is told there. */
const MEMBERS = /^(?:retryDelay|calculateDelay|backoff\w*)$/;

/**
 * Functions that compute the delay before another attempt from the number of those before: what carries the delay out may be a queue, a table with a column
 * for the next attempt, or another package. The policy is all there, and is told where it stands, unless a retry in sight shows it as its own.
 */
export function findDelayFunctions(ask: Ask): readonly Policy[] {
  const { SyntaxKind: Kind } = ask.ts;
  return [Kind.FunctionDeclaration, Kind.MethodDeclaration, Kind.ArrowFunction, Kind.FunctionExpression]
    .flatMap((kind) => ask.nodes(kind))
    .flatMap((node) => explain(ask, node as TS.FunctionLikeDeclaration) ?? []);
}

function explain(ask: Ask, home: TS.FunctionLikeDeclaration): Policy | undefined {
  const name = nameOfFunction(ask, home);
  if (!name || !home.body || OTHERS.test(name.text)) return undefined;
  const isCounted = home.parameters.map(({ name: given }) => isCount(ask, given));
  if (home.parameters.length > 3 || !isCounted.includes(true)) return undefined;
  const text = `${name.text} ${home.getText()}`;
  if (!ATTEMPTS_AGAIN.test(text) || !TELLS_A_TIME.test(text) || /\bawait\b|\bthrow\b/.test(text) || isSpreadOrTold(ask, home)) return undefined;
  const unit = UNITS.find(([pattern]) => pattern.test(name.text))?.[1] ?? 1;
  return {
    at: name,
    what: name.text,
    shown: undefined,
    evidence: [evidenceOf(home.body, "computes the delay")],
    bound: () => undefined,
    *delays (machine) {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        machine.steps = STEPS;
        const value = delayOf(machine, home, isCounted, attempt);
        yield typeof value === "number" ? value * unit : isSetting(value) ? toNumber(machine, value) : UNKNOWN;
      }
    },
    mustGrow: true,
  };
}

/** `attempt`, `{ attempt }`. */
function isCount(ask: Ask, name: TS.BindingName): boolean {
  if (ask.ts.isIdentifier(name)) return COUNTS.test(name.text);
  return ask.ts.isObjectBindingPattern(name) && name.elements.some((each) => ask.ts.isIdentifier(each.name) && COUNTS.test(each.name.text));
}

function delayOf(machine: Machine, home: TS.FunctionLikeDeclaration, isCounted: readonly boolean[], attempt: number): Value {
  const { ts } = machine.ask;
  const last = isCounted.lastIndexOf(true);
  const values = home.parameters.slice(0, last + 1).map((parameter, index): Value => {
    const { name } = parameter;
    if (isCounted[index] !== true) return parameter.initializer ? machine.evaluate(parameter.initializer, new Map()) : { kind: "setting", key: parameter, name: ts.isIdentifier(name) ? name.text : "" };
    if (ts.isIdentifier(name)) return attempt;
    return { kind: "members", isOpen: true, has: () => true, get: (key) => (COUNTS.test(key) ? attempt : { kind: "setting", key: parameter, name: key }) };
  });
  return apply(machine, closureOf(home, new Map()), values);
}

/** Whether a caller in sight draws the delay at random, or is a retry of its own that tells it. */
function isSpreadOrTold(ask: Ask, home: TS.FunctionLikeDeclaration): boolean {
  const { ts } = ask;
  const references = referencesTo(ask, home) ?? [];
  const isExported = ts.isMethodDeclaration(home) || (ts.getCombinedModifierFlags(ts.isFunctionDeclaration(home) ? home : (home.parent as TS.Declaration)) & ts.ModifierFlags.Export) !== 0;
  if (references.length === 0) return !isExported;
  return references.some((reference) => {
    const there = ask.about(reference.getSourceFile());
    const around = there.enclosing(reference);
    if (!ts.isSourceFile(around) && /random|jitter/i.test(around.getText())) return true;
    const member = ts.findAncestor(reference, (node) => (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) && (STRATEGY_OF.has(node.name.getText()) || MEMBERS.test(node.name.getText())));
    return member !== undefined || regionsIn(there).some(({ scope }) => scope.getSourceFile() === reference.getSourceFile() && scope.pos <= reference.pos && reference.end <= scope.end);
  });
}

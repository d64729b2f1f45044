import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { importedNames } from "./libraries.ts";
import { evidenceOf } from "./judge.ts";
import type { Policy } from "./policies.ts";
import { exponential } from "./policies.ts";
import type { Machine, Value } from "./values.ts";
import { toNumber, UNKNOWN } from "./values.ts";

/** Effect 3: what a schedule is made of. Combinators that are in none of these lists are not judged. */
const GROWING: ReadonlySet<string> = new Set(["exponential", "fibonacci", "linear"]);
const STEADY: ReadonlySet<string> = new Set(["spaced", "fixed", "forever"]);
const LIMITS: ReadonlySet<string> = new Set(["recurs", "upTo", "recurWhile", "recurUntil", "whileInput", "untilInput", "recurUpTo", "once", "whileOutput", "untilOutput"]);
const NEUTRAL: ReadonlySet<string> = new Set(["compose", "tapInput", "tapOutput", "intersect"]);

const UNIT: Readonly<Record<string, number>> = { milli: 1, millis: 1, millisecond: 1, milliseconds: 1, second: 1000, seconds: 1000, minute: 60_000, minutes: 60_000, hour: 3_600_000, hours: 3_600_000 };

/** The schedules that `Effect.retry` gets. */
export function findSchedules(ask: Ask): readonly Policy[] {
  const { ts } = ask;
  if (!ask.file.text.includes("Effect.retry(")) return [];
  if (!importedNames(ask, "effect").includes("Effect")) return [];
  return ask.named("retry").flatMap(({ parent }) => {
    const call = parent.parent;
    const isRetry = ts.isPropertyAccessExpression(parent) && parent.expression.getText() === "Effect" && ts.isCallExpression(call) && call.expression === parent;
    return isRetry ? (explain(ask, call) ?? []) : [];
  });
}

function explain(ask: Ask, call: TS.CallExpression): Policy | undefined {
  const { ts } = ask;
  const given = call.arguments.at(-1);
  if (!given || isLookedUp(ask, call)) return undefined;
  const options = ts.isObjectLiteralExpression(given) ? given : undefined;
  const times = options && memberOf(ask, options, "times");
  const schedule = options ? memberOf(ask, options, "schedule") : given;
  const steps = schedule ? stepsOf(ask, schedule, 3) : times ? [] : undefined;
  if (!steps) return undefined;
  const start = steps.find(({ name }) => GROWING.has(name) || STEADY.has(name));
  const limits = steps.filter(({ name }) => LIMITS.has(name));
  // Without a delay, it comes at once: `Schedule.recurs(5)`, `{ times: 5 }`.
  const [recurs] = limits;
  const count = times ?? (!start && limits.length === 1 && recurs?.name === "recurs" ? recurs.call.arguments[0] : undefined);
  if (!start && !count) return undefined;
  return {
    at: call.expression,
    what: "Effect.retry",
    shown: given,
    evidence: [evidenceOf(given, "sets the schedule")],
    bound: (machine) => {
      const number = count && toNumber(machine, machine.evaluate(count, new Map()));
      return typeof number === "number" ? number + 1 : count || limits.length > 0 ? undefined : Infinity;
    },
    delays: (machine) => {
      if (!start) return exponential(machine, 0, 1, Infinity, false);
      const factor = start.call.arguments[1];
      return exponential(machine, durationOf(machine, start.call.arguments[0]), STEADY.has(start.name) ? 1 : factor ? machine.evaluate(factor, new Map()) : 2, Infinity, false);
    },
  };
}

/**
 * `Effect.sync(() => takeLock()).pipe(Effect.flatMap((lock) => (lock ? Effect.succeed(lock) : Effect.fail("taken"))), Effect.retry(…))`: what is looked up on this machine
 * can't fail, and the word that stands for a failure says that it is not there yet.
 */
function isLookedUp(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const { parent } = call;
  const given = call.arguments.length > 1 ? call.arguments[0] : ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) ? parent.expression.expression : undefined;
  const declaration = given && ts.isIdentifier(given) ? ask.declarationOf(given) : undefined;
  const effect = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : given;
  if (!effect) return false;
  const steps = call.arguments.length > 1 || effect !== given || !ts.isCallExpression(parent) ? [] : parent.arguments.slice(0, parent.arguments.indexOf(call));
  const text = [effect, ...steps].map((each) => each.getText()).join("\n");
  const failures = text.split("Effect.fail(").slice(1);
  return text.startsWith("Effect.sync(") && failures.length > 0 && failures.every((each) => /^["'`]/.test(each)) && !/\bEffect\.(?:tryPromise|promise|async|try)\b|\bfetch\(/.test(text);
}

function memberOf({ ts }: Ask, literal: TS.ObjectLiteralExpression, name: string): TS.Expression | undefined {
  return literal.properties.flatMap((each) => (ts.isPropertyAssignment(each) && each.name.getText() === name ? [each.initializer] : []))[0];
}

interface Step {
  readonly name: string;
  readonly call: TS.CallExpression;
}

/** The calls of `Schedule.…` that make a schedule; `undefined` if one of them may cap or spread the delays, or is not known. */
function stepsOf(ask: Ask, expression: TS.Expression, hops: number): readonly Step[] | undefined {
  const { ts } = ask;
  if (ts.isIdentifier(expression)) {
    const declaration = hops > 0 ? ask.declarationOf(expression) : undefined;
    const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return value && stepsOf(ask, value, hops - 1);
  }
  if (!ts.isCallExpression(expression)) return undefined;
  const { expression: callee } = expression;
  const isPipe = ts.isIdentifier(callee) ? callee.text === "pipe" : ts.isPropertyAccessExpression(callee) && callee.name.text === "pipe";
  const parts: (readonly Step[] | undefined)[] = [];
  if (ts.isPropertyAccessExpression(callee) && isPipe) parts.push(stepsOf(ask, callee.expression, hops));
  else if (ts.isPropertyAccessExpression(callee) && callee.expression.getText() === "Schedule") {
    const { text } = callee.name;
    if (![GROWING, STEADY, LIMITS, NEUTRAL].some((names) => names.has(text))) return undefined;
    parts.push([{ name: text, call: expression }]);
  } else if (!isPipe) return undefined;
  for (const argument of expression.arguments) if (/\bSchedule\./.test(argument.getText())) parts.push(stepsOf(ask, argument, hops));
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** `Duration.millis(100)`, `"100 millis"`, a number of milliseconds. */
function durationOf(machine: Machine, argument: TS.Expression | undefined): Value {
  const { ts } = machine.ask;
  if (!argument) return 0;
  if (ts.isCallExpression(argument) && ts.isPropertyAccessExpression(argument.expression) && argument.expression.expression.getText() === "Duration" && argument.arguments[0]) {
    const unit = UNIT[argument.expression.name.text];
    const number = toNumber(machine, machine.evaluate(argument.arguments[0], new Map()));
    return unit !== undefined && typeof number === "number" ? number * unit : UNKNOWN;
  }
  const value = machine.evaluate(argument, new Map());
  if (typeof value !== "string") return value;
  const [, number = "", name = ""] = /^(\d+(?:\.\d+)?) (\w+)$/.exec(value) ?? [];
  const unit = UNIT[name];
  return unit === undefined ? UNKNOWN : Number(number) * unit;
}

import type * as TS from "typescript";
import { originOf } from "../model/origin.ts";
import type { Machine, Names, Value } from "./values.ts";
import { ABSENT, isObject, isSetting, toNumber, UNKNOWN } from "./values.ts";

const MATH: Readonly<Record<string, (...values: number[]) => number>> = {
  min: Math.min, max: Math.max, pow: Math.pow, floor: Math.floor, ceil: Math.ceil, round: Math.round, trunc: Math.trunc, abs: Math.abs,
  exp: Math.exp, sqrt: Math.sqrt, log: Math.log, log2: Math.log2, log10: Math.log10,
};

/** Functions that give a random whole number from their first argument (or 0) up to their last one: `crypto`, lodash and what is named after them. */
const RANGES: ReadonlySet<string> = new Set(["randomInt", "getRandomInt", "randomInteger", "randomBetween", "randomNumber", "randomFloat", "randInt"]);

/** Conversions that keep a number. */
const NUMBERS: ReadonlySet<string> = new Set(["Number", "parseInt", "parseFloat", "BigInt"]);

/** Calls whose result is another one on every run, whatever their arguments are. */
const RANDOM: RegExp = /random|jitter|fuzz|noise/i;

/** Of rxjs: comes after so many milliseconds; fails at once. */
const OBSERVABLES: ReadonlySet<string> = new Set(["timer", "throwError"]);

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** What a built-in function gives for these arguments; `undefined` if the call is of none. */
export function builtIn(machine: Machine, call: TS.CallExpression, names: Names): { readonly value: Value } | undefined {
  const { ts } = machine.ask;
  const callee = call.expression;
  const numbers = (): readonly (number | typeof UNKNOWN)[] => call.arguments.map((each) => toNumber(machine, machine.evaluate(each, names)));
  if (ts.isIdentifier(callee)) {
    if (NUMBERS.has(callee.text)) return { value: converted(machine, call, names) };
    if (RANGES.has(callee.text)) return { value: between(machine, numbers()) };
    const observed = OBSERVABLES.has(callee.text) ? originOf(machine.ask, callee)?.module : undefined;
    if (observed?.startsWith("rxjs")) return { value: callee.text === "timer" && call.arguments[0] ? machine.evaluate(call.arguments[0], names) : undefined };
    return callee.text === "ms" && call.arguments[0] ? { value: milliseconds(machine.evaluate(call.arguments[0], names)) } : undefined;
  }
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const name = callee.name.text;
  const owner = ts.isIdentifier(callee.expression) ? callee.expression.text : undefined;
  if (owner === "Math" && name === "random") {
    machine.sawRandom = true;
    return { value: machine.random };
  }
  const compute = owner === "Math" && Object.hasOwn(MATH, name) ? MATH[name] : undefined;
  if (compute) return { value: applied(compute, numbers()) };
  if (owner === "Number" && NUMBERS.has(name)) return { value: converted(machine, call, names) };
  if (owner === "Number" && (name === "isFinite" || name === "isInteger")) return { value: numbers().every((each) => each !== UNKNOWN && Number.isFinite(each)) };
  if (owner === "Date" || owner === "performance") return { value: UNKNOWN };
  if (owner === "Object" && name === "freeze" && call.arguments[0]) return { value: machine.evaluate(call.arguments[0], names) };
  if (RANGES.has(name)) return { value: between(machine, numbers()) };
  if (name === "at" && call.arguments.length === 1) return { value: itemAt(machine, machine.evaluate(callee.expression, names), numbers()[0]) };
  return undefined;
}

/** Whether a call that can't be followed is named after chance: then its result is not the same each time. */
export function isNamedRandom(name: string): boolean {
  return RANDOM.test(name);
}

export function itemAt(machine: Machine, list: Value, index: number | typeof UNKNOWN | undefined): Value {
  if (!isObject(list) || list.kind !== "list" || typeof index !== "number") return isSetting(list) ? { ...list, key: list.key } : UNKNOWN;
  return machine.steps > 0 ? list.items.at(index) : UNKNOWN;
}

function applied(compute: (...values: number[]) => number, values: readonly (number | typeof UNKNOWN)[]): Value {
  return values.includes(UNKNOWN) ? UNKNOWN : compute(...(values as readonly number[]));
}

function between(machine: Machine, values: readonly (number | typeof UNKNOWN)[]): Value {
  machine.sawRandom = true;
  if (values.includes(UNKNOWN)) return UNKNOWN;
  const [first = 0, second] = values as readonly number[];
  const [low, high] = second === undefined ? [0, first] : [first, second];
  return low + machine.random * (high - low);
}

function converted(machine: Machine, call: TS.CallExpression, names: Names): Value {
  const [argument] = call.arguments;
  const value = argument && machine.evaluate(argument, names);
  if (value === ABSENT || value === UNKNOWN || isSetting(value)) return value;
  return toNumber(machine, value);
}

/** `ms("5s")`. */
function milliseconds(text: Value): Value {
  if (typeof text === "number") return text;
  const parts = typeof text === "string" ? /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text) : null;
  const unit = parts?.[2] === undefined ? undefined : UNITS[parts[2]];
  return parts && unit !== undefined ? Number(parts[1]) * unit : UNKNOWN;
}

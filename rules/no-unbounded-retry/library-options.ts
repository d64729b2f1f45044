import type * as TS from "typescript";
import type { RetryCall, RetryLibrary } from "../knowledge/retry-libraries.ts";
import { calledName } from "../model/functions.ts";
import { exponential, isMembers, isOn, optionOf } from "./policies.ts";
import { apply } from "./run.ts";
import { ATTEMPTS } from "./simulate.ts";
import type { Closure, Machine, Members, Value } from "./values.ts";
import { ABSENT, isObject, isSetting, toNumber, UNKNOWN } from "./values.ts";

/** The options of a call, or `unknown` if they are not in sight; `undefined`: it has none. */
export function optionsOf(machine: Machine, call: TS.CallExpression | TS.NewExpression, { options, within, places }: RetryCall, library: RetryLibrary): Members | undefined | "unknown" {
  const { key: attempts, isShort } = library.attempts;
  if (places) return fromPlaces(machine, call.arguments?.slice(options) ?? [], places);
  const argument = call.arguments?.[options];
  if (!argument) return undefined;
  const outer = machine.evaluate(argument, new Map());
  // `retry(task)`: the task stands where the options would.
  if (isObject(outer) && outer.kind === "closure") return undefined;
  const given = within === undefined ? outer : isMembers(outer) ? (outer.isOpen && !outer.has(within) ? UNKNOWN : outer.get(within)) : UNKNOWN;
  if (given === undefined && within !== undefined) return undefined;
  if (isShort && attempts !== undefined && typeof given === "number") return membersFrom(new Map([[attempts, given]]));
  return isMembers(given) ? withMade(machine, argument, given, library) : "unknown";
}

/** Options whose delay is an instance: `{ backoff: new ConstantBackoff(100) }`. */
function withMade(machine: Machine, argument: TS.Expression, options: Members, { base: { key, made } }: RetryLibrary): Members {
  const { ts } = machine.ask;
  if (!made || !ts.isObjectLiteralExpression(argument)) return options;
  const creation = argument.properties.flatMap((each) => (ts.isPropertyAssignment(each) && each.name.getText() === key && ts.isNewExpression(each.initializer) ? [each.initializer] : []))[0];
  const name = creation && calledName(machine.ask, creation.expression);
  const [first] = creation?.arguments ?? [];
  if (!first || (name !== made.constant && name !== made.list)) return options;
  const value = machine.evaluate(first, new Map());
  return { ...options, get: (asked) => (asked === key ? value : options.get(asked)) };
}

function fromPlaces(machine: Machine, given: readonly TS.Expression[], places: readonly string[]): Members {
  return membersFrom(new Map(given.flatMap((each, index): [string, Value][] => (places[index] === undefined ? [] : [[places[index], machine.evaluate(each, new Map())]]))));
}

function membersFrom(values: ReadonlyMap<string, Value>): Members {
  return { kind: "members", isOpen: false, has: (name) => values.has(name), get: (name) => values.get(name) };
}

/** Whether a call that does more than try again sets anything of the policy. */
export function isTold(options: Members | undefined, { isSetOnly, enabledBy, attempts, base, factor, cap, jitter }: RetryLibrary): boolean {
  if (enabledBy !== undefined && optionOf(options, enabledBy, true) === false) return false;
  return !isSetOnly || [attempts, base, factor, cap, jitter].some(({ key }) => key !== undefined && options?.has(key) === true);
}

export function boundOf(machine: Machine, options: Members | undefined, library: RetryLibrary): number | undefined {
  const { budget } = library;
  const time = budget === undefined ? undefined : optionOf(options, budget, undefined);
  const inTime = time === undefined || isSetting(time) ? UNKNOWN : toNumber(machine, time);
  const bound = boundByCount(machine, options, library);
  return inTime === UNKNOWN || bound === undefined ? bound : Math.min(bound, attemptsIn(machine, delaysOf(machine, options, library), inTime));
}

/** How many attempts begin before the time is over; the delay that would go beyond it is cut. */
function attemptsIn(machine: Machine, delays: Iterable<Value>, time: number): number {
  let attempts = 1;
  let spent = 0;
  for (const value of delays) {
    const delay = toNumber(machine, value);
    if (delay === UNKNOWN || spent >= time) break;
    spent += delay;
    attempts++;
  }
  return attempts;
}

function boundByCount(machine: Machine, options: Members | undefined, { forever, attempts }: RetryLibrary): number | undefined {
  if (forever !== undefined && optionOf(options, forever, false) === true) return Infinity;
  const value = optionOf(options, attempts.key, attempts.default);
  if (isSetting(value) || value === UNKNOWN) return undefined;
  const number = toNumber(machine, value);
  return typeof number === "number" ? number + (attempts.isTotal ? 0 : 1) : undefined;
}

export function delaysOf(machine: Machine, options: Members | undefined, library: RetryLibrary): Iterable<Value> {
  if (options && library.custom.some((key) => options.has(key))) return [UNKNOWN];
  const isJittered = isOn(optionOf(options, library.jitter.key, library.jitter.default));
  if (isJittered === undefined) return [UNKNOWN];
  const attempts = optionOf(options, library.attempts.key, library.attempts.default);
  const { key: factorKey } = library.factor;
  // A hundred times at a fixed pace, and said so: a poll.
  if (options && factorKey !== undefined && options.get(factorKey) === 1 && typeof attempts === "number" && attempts >= 30) return [UNKNOWN];
  const factor = optionOf(options, factorKey, library.factor.default);
  const given = optionOf(options, library.cap.key, library.cap.default);
  const cap = given === library.uncapped ? Infinity : given;
  const { key, default: fallback, unit = 1, count } = library.base;
  const base = optionOf(options, key, fallback);
  // A pace that the user sets, of a client that stays connected by design: there is no number to tell.
  if (isSetting(base) && library.factor.default === 1 && attempts === Infinity) return [UNKNOWN];
  if (isObject(base) && base.kind === "closure") return count === undefined || isJittered ? [UNKNOWN] : computed(machine, base, count, cap);
  if (isObject(base) && base.kind === "list") return inTurn(base.items);
  const number = toNumber(machine, base);
  return exponential(machine, number === UNKNOWN ? UNKNOWN : number * unit, factor === 0 ? 1 : factor, cap, isJittered);
}

/** One delay after the other; the last one stays. */
function* inTurn(items: readonly Value[]): Iterable<Value> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) yield items[Math.min(attempt, items.length - 1)] ?? UNKNOWN;
}

/** A delay that a function of the options computes from the number of the failure. */
function* computed(machine: Machine, closure: Closure, { place, first }: { readonly place: number; readonly first: number }, cap: Value): Iterable<Value> {
  const ceiling = toNumber(machine, cap);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const given: Value[] = [ABSENT, ABSENT, ABSENT];
    given[place] = attempt + first;
    const value = apply(machine, closure, given);
    const number = isSetting(value) || typeof value === "number" ? toNumber(machine, value) : UNKNOWN;
    yield number === UNKNOWN || ceiling === UNKNOWN ? UNKNOWN : Math.min(number, ceiling);
  }
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { createMachine } from "./evaluate.ts";
import type { Region } from "./region.ts";
import { advance, startOf } from "./state.ts";
import type { Machine, Names, Setting, Value } from "./values.ts";
import { ABSENT, isSetting, toNumber, UNKNOWN } from "./values.ts";
import type { Wait } from "./waits.ts";
import { isStep, isWritten } from "./writes.ts";

/** So many attempts are simulated: at a factor of two every delay has met its cap by then. */
export const ATTEMPTS: number = 32;

/** So much may be computed for one delay. */
export const STEPS: number = 4000;

/** The delays before the second, third, … attempt in milliseconds, with the random source at its two ends. */
export interface Curve {
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Whether a number in it is only assumed, as it comes from outside. */
  readonly isAssumed: boolean;
  /** Whether `^` was computed. */
  readonly hasXor: boolean;
  /** Whether it is not known in which unit the delays are. */
  readonly isOfUnknownUnit: boolean;
  /** Whether the other side may tell the delay instead. */
  readonly isFallback: boolean;
  /** How many attempts the limit allows, where that is known. */
  readonly bound: number | undefined;
}

/** Computes one delay of one attempt. */
export type Delays = (machine: Machine) => Iterable<Value>;

/** The almost-one end of `Math.random()`. */
const ALMOST_ONE = 1 - 2 ** -20;

/**
 * What a setting may be. A claim has to hold under each of these assumptions, so it does not rest on one of them; the names only keep them
 * plausible.
 */
const ASSUMPTIONS: readonly ((index: number) => number)[] = [() => 1000, (index) => 100 * 3 ** index, (index) => 20_000 / 3 ** index];

function assuming(base: (index: number) => number): (setting: Setting) => number {
  const indexes = new Map<unknown, number>();
  return ({ key, name }) => {
    if (/factor|multipl|exponent|coefficient|ratio|growth/i.test(name)) return 2;
    if (!indexes.has(key)) indexes.set(key, indexes.size);
    const value = base(indexes.get(key) ?? 0);
    return /max|cap\b|ceil|limit|upper/i.test(name) ? value * 30 : value;
  };
}

/** One curve for each assumption; one alone if nothing is assumed. `undefined`: some delay can't be computed. */
export function curvesOf(ask: Ask, delays: Delays, bound: (machine: Machine) => number | undefined = () => undefined): readonly Curve[] | undefined {
  const curves: Curve[] = [];
  for (const assumption of ASSUMPTIONS) {
    const curve = curveOf(ask, delays, bound, assumption);
    if (!curve) return undefined;
    curves.push(curve);
    if (!curve.isAssumed) return curves;
  }
  return curves;
}

function curveOf(ask: Ask, delays: Delays, bound: (machine: Machine) => number | undefined, assumption: (index: number) => number): Curve | undefined {
  const machines = [0, ALMOST_ONE].map((random) => createMachine(ask, random, assuming(assumption)));
  const counter = createMachine(ask, 0, assuming(assumption));
  counter.takesMost = true;
  const attempts = bound(counter);
  const [low, high] = machines.map((machine) => run(machine, delays, attempts));
  if (!low || !high) return undefined;
  const isAssumed = machines.some(({ sawSetting }) => sawSetting);
  const hasXor = machines.some(({ sawXor }) => sawXor);
  const isFallback = machines.some(({ sawAbsent }) => sawAbsent);
  const isOfUnknownUnit = machines.some(({ sawUnit }) => sawUnit);
  return { low, high, isAssumed, hasXor, isOfUnknownUnit, isFallback, bound: attempts };
}

function run(machine: Machine, delays: Delays, attempts: number | undefined): readonly number[] | undefined {
  const numbers: number[] = [];
  const last = attempts === undefined ? Infinity : Math.max(1, attempts - 1);
  for (const value of delays(machine)) {
    if (numbers.length >= last) break;
    const number = toNumber(machine, value);
    if (number === UNKNOWN || Number.isNaN(number)) return undefined;
    numbers.push(Math.max(0, number));
  }
  return numbers;
}

/** The delays of a region, attempt by attempt; the state goes on as the code carries it. */
export function delaysOf(all: Region, waits: readonly Wait[]): Delays {
  return function* (machine) {
    const region = { ...all, carried: all.carried.filter((each) => matters(machine.ask, each, waits)) };
    const names = startOf(machine, region.carried);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      machine.steps = STEPS;
      const values = waits.map((wait) => delayOf(machine, region, wait, names));
      const own = values.map(({ value }) => value).filter((value) => value !== ABSENT);
      yield own.includes(UNKNOWN) || own.length === 0 ? UNKNOWN : (own.at(-1) ?? UNKNOWN);
      for (const [key, value] of values.at(-1)?.names ?? names) names.set(key, value);
      const wait = waits.at(-1);
      const last = wait && computedAt(machine.ask, wait);
      advance(machine, region.carried, names, region.scope, (write) => last === undefined || !isBefore(machine.ask, write, last), wait?.at);
    }
  };
}

/** What is not made from its last value, and is not the delay itself, tells nothing about the delays; to compute it may be much work. */
function matters(ask: Ask, { name, writes, argument }: Region["carried"][number], waits: readonly Wait[]): boolean {
  return argument !== undefined || writes.some((write) => isStep(ask, write)) || waits.some(({ shown }) => shown?.getText().includes(name));
}

function delayOf(machine: Machine, region: Region, wait: Wait, names: Names): { readonly value: Value; readonly names: Names } {
  const renewed = region.renewed ?? [];
  const now = new Map([...names, ...startOf(machine, renewed)]);
  const place = computedAt(machine.ask, wait);
  advance(machine, [...region.carried.map(withoutArgument), ...renewed], now, region.scope, (write) => isBefore(machine.ask, write, place), wait.at);
  const value = wait.delay(machine, now);
  if (value === 0 && isTested(machine.ask, wait)) return { value: UNKNOWN, names: now };
  return { value: isSetting(value) ? toNumber(machine, value) : value, names: now };
}

/** `if (retryMs > 0) setTimeout(connect, retryMs)`, `period > 0 ? setInterval(flush, period) : undefined`: nought stands for no retry. */
function isTested({ ts }: Ask, { at, shown }: Wait): boolean {
  const name = shown?.getText();
  const asks = (node: TS.Node): boolean => (ts.isIfStatement(node) && node.expression.getText().includes(name ?? "")) || (ts.isConditionalExpression(node) && node.condition.getText().includes(name ?? ""));
  return name !== undefined && ts.findAncestor(at, (node) => (ts.isFunctionLike(node) ? "quit" : asks(node))) !== undefined;
}

/** The delay is computed where its variable is declared, which may be some lines before the wait, unless it is changed on the way. */
function computedAt(ask: Ask, { at, shown }: Wait): TS.Node {
  const declaration = shown && ask.ts.isIdentifier(shown) ? ask.declarationOf(shown) : undefined;
  const isLocal = shown && declaration && ask.ts.isVariableDeclaration(declaration) && declaration.initializer && ask.enclosing(declaration) === ask.enclosing(at) && !isWritten(ask, declaration, shown.getText());
  return isLocal ? declaration : at;
}

function withoutArgument({ declaration, name, initial, writes }: Region["carried"][number]): Region["carried"][number] {
  return { declaration, name, initial, writes };
}

function isBefore(ask: Ask, write: TS.Node, place: TS.Node): boolean {
  // The `attempt++` in the head of a loop is done last.
  const isInHead = ask.ts.findAncestor(write, (node) => (ask.ts.isFunctionLike(node) || ask.ts.isStatement(node) ? "quit" : ask.ts.isForStatement(node.parent) && node.parent.incrementor === node)) !== undefined;
  // `sleep(2 ** attempt++)`: counted after its value was taken.
  if (ask.ts.isPostfixUnaryExpression(write) && place.pos <= write.pos && write.end <= place.end) return false;
  return !isInHead && write.getSourceFile() === place.getSourceFile() && write.pos < place.end;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** What the simulator can't know. Everything computed from it is unknown too. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** What an error or an answer of the remote side would say, such as `Retry-After`: taken to say nothing. */
export const ABSENT: unique symbol = Symbol("absent");

/** A setting from outside: a parameter, an option, an environment variable. It keeps its value from attempt to attempt. */
export interface Setting {
  readonly kind: "setting";
  /** What is set: its declaration, or its text where nothing declares it. */
  readonly key: unknown;
  readonly name: string;
}

/** An object literal or what was merged from several; members are computed when they are read. */
export interface Members {
  readonly kind: "members";
  readonly get: (name: string) => Value;
  /** Whether `name` is a member at all. */
  readonly has: (name: string) => boolean;
  /** Whether something out of sight was merged in, so that what is missing here may still be set. */
  readonly isOpen: boolean;
}

export interface List {
  readonly kind: "list";
  readonly items: readonly Value[];
}

/** A function of the project, with the names it closes over. */
export interface Closure {
  readonly kind: "closure";
  readonly node: TS.FunctionLikeDeclaration;
  readonly names: Names;
}

export type Value = number | string | boolean | undefined | null | typeof UNKNOWN | typeof ABSENT | Setting | Members | List | Closure;

/** The values that declarations have where an expression is computed; what is not in it is looked up in the code. */
export type Names = ReadonlyMap<TS.Node, Value>;

/** One run of the simulator: the same random source and the same assumed settings for all it computes. */
export interface Machine {
  readonly ask: Ask;
  /** What `Math.random()` gives: 0, or a little less than 1. */
  readonly random: number;
  /** The number that stands for a setting. */
  readonly assume: (setting: Setting) => number;
  /** Whether the call is one whose result is another one on each run; set when one was met. */
  sawRandom: boolean;
  /** Whether a number came from a setting. */
  sawSetting: boolean;
  /** Whether what the other side may have told was missing, and something else took its place. */
  sawAbsent: boolean;
  /** Whether a number was compared with a setting, which may be what ends the attempts. */
  sawLimit: boolean;
  /** Whether `^` was computed where a power was meant. */
  sawXor: boolean;
  /** Whether a time came without its unit. */
  sawUnit: boolean;
  /** Whether of two numbers the greater one counts where the condition can't be told: a bound is what there are at most. */
  takesMost: boolean;
  /** So many steps are left; a simulation that takes longer is given up. */
  steps: number;
  evaluate(expression: TS.Expression, names: Names): Value;
}

export function isObject(value: Value): value is Setting | Members | List | Closure {
  return typeof value === "object" && value !== null;
}

export function isSetting(value: Value): value is Setting {
  return isObject(value) && value.kind === "setting";
}

/** A value as a number; a setting gets the one that is assumed for it. */
export function toNumber(machine: Machine, value: Value): number | typeof UNKNOWN {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string") return Number.isNaN(Number(value)) ? UNKNOWN : Number(value);
  if (!isSetting(value)) return value === null ? 0 : UNKNOWN;
  machine.sawSetting = true;
  return machine.assume(value);
}

/** Whether a value is taken as true; `undefined`: can't be told. */
export function toBoolean(value: Value): boolean | undefined {
  if (value === UNKNOWN || isSetting(value)) return undefined;
  if (value === ABSENT) return false;
  return Boolean(value);
}

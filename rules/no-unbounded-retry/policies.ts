import type * as TS from "typescript";
import { isRunByOne } from "../knowledge/single-runs.ts";
import type { Ask } from "../model/ask.ts";
import { defectsOf, inOrder } from "./defects.ts";
import type { Defect } from "./defects.ts";
import type { Evidence, Finding } from "../model/finding.ts";
import { evidenceOf, findingOf } from "./judge.ts";
import { tellDelays } from "./message.ts";
import type { Curve, Delays } from "./simulate.ts";
import { ATTEMPTS, curvesOf } from "./simulate.ts";
import { isUncalled } from "./uncalled.ts";
import type { Machine, Members, Value } from "./values.ts";
import { isObject, isSetting, toNumber, UNKNOWN } from "./values.ts";

/** A policy that something else carries out: what it says about the delays and the number of attempts. */
export interface Policy {
  readonly at: TS.Node;
  readonly what: string;
  readonly delays: Delays;
  /** How many attempts it allows, the first one included; `undefined`: can't be told. */
  readonly bound: (machine: Machine) => number | undefined;
  /** The expression that stands for delays which rest on settings. */
  readonly shown: TS.Expression | undefined;
  readonly evidence: readonly Evidence[];
  /** Connects again, which costs the other side little as long as it is done a few times. */
  readonly isReconnect?: boolean;
  /** What is wrong besides if nothing ends the attempts. */
  readonly ifEndless?: readonly Defect[];
  /** Says nothing about delays that are the same for each attempt. */
  readonly mustGrow?: boolean;
}

/** The finding about a policy. A library does the rest by its defaults, so it is sure to a lesser degree. */
export function judgePolicy(ask: Ask, policy: Policy): Finding | undefined {
  const curves = curvesOf(ask, policy.delays, policy.bound);
  const [curve] = curves ?? [];
  if (!curves || !curve) return undefined;
  if (curve.bound !== undefined && curve.bound < 3) return undefined;
  const isEndless = curve.bound === Infinity;
  if (policy.isReconnect === true && isOverSoon(curve)) return undefined;
  const defects = new Set([...(isEndless ? (policy.ifEndless ?? []) : []), ...defectsOf(curves, isEndless, isRunByOne(ask))]);
  if (defects.size === 0 || isUncalled(ask, policy.at) || (defects.has("noDelay") && curve.bound !== undefined && curve.bound <= FEW)) return undefined;
  if (policy.mustGrow === true && (defects.has("constantDelay") || defects.has("noDelay") || isOverSoon(curve) || (curve.high[0] ?? 0) >= LATE)) return undefined;
  const { at, what, shown, evidence } = policy;
  const wait = shown && { at: shown, shown, delay: (): Value => UNKNOWN };
  return findingOf(ask, {
    at,
    what,
    defects: policy.ifEndless && isEndless ? [...policy.ifEndless, ...inOrder(defects, isEndless, false)] : inOrder(defects, isEndless, false),
    delays: tellDelays(curve, wait),
    evidence: evidence.length > 0 ? evidence : [evidenceOf(at, "sets the policy")],
    confidence: "medium",
  });
}

/** So few attempts at once are what such a call asks for in so many words: `retry(2)`. */
const FEW = 3;

/** Who waits ten minutes before the second attempt, in milliseconds, looks again some other time. */
const LATE = 600_000;

/** Delays that make less than this together, in milliseconds: what is drawn below them is lost in the network's own variation. */
const SOON = 500;

function isOverSoon({ high, bound, isAssumed }: Curve): boolean {
  return !isAssumed && bound !== undefined && bound !== Infinity && high.slice(0, bound - 1).reduce((sum, each) => sum + each, 0) < SOON;
}

/** The delays of an exponential policy; jitter that is drawn inside of it shows as a difference between the two ends. */
export function* exponential(machine: Machine, base: Value, factor: Value, cap: Value, isJittered: boolean): Iterable<Value> {
  const start = toNumber(machine, base);
  const growth = toNumber(machine, factor);
  const ceiling = toNumber(machine, cap);
  if (start === UNKNOWN || growth === UNKNOWN || ceiling === UNKNOWN) {
    yield UNKNOWN;
    return;
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const delay = Math.min(start * growth ** attempt, ceiling);
    yield isJittered ? delay * (0.5 + machine.random / 2) : delay;
  }
}

export function isMembers(value: Value): value is Members {
  return isObject(value) && value.kind === "members";
}

/** An option or its default; unknown if it may be set out of sight. */
export function optionOf(members: Members | undefined, key: string | undefined, fallback: Value): Value {
  if (!members || key === undefined) return fallback;
  if (!members.has(key)) return members.isOpen ? UNKNOWN : fallback;
  const value = members.get(key);
  return value ?? fallback;
}

/** Whether an option is on; `undefined`: can't be told. */
export function isOn(value: Value): boolean | undefined {
  if (value === UNKNOWN || isSetting(value) || isObject(value)) return undefined;
  return value !== false && value !== 0 && value !== "none" && value !== undefined && value !== null;
}

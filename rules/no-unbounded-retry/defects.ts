import type { Curve } from "./simulate.ts";

/** What is wrong with a retry policy, the most serious first. */
export const DEFECTS = ["retriesEverything", "noLimit", "noDelay", "brokenBackoff", "noCap", "constantDelay", "jitterLostAtCap", "noJitter"] as const;
export type Defect = (typeof DEFECTS)[number];

/** Differences of less than this part of a delay spread nothing. */
const SPREAD = 0.01;

/** A delay that nobody waits for, in milliseconds: ten minutes. */
const TOO_LONG = 600_000;

/** A limited number of attempts may be spread over hours; in milliseconds. */
const A_DAY = 86_400_000;

/** Who comes back this seldom, in milliseconds, floods nobody, not even with all others at once: five minutes. */
const CALM = 300_000;

/** Delays below this, in milliseconds, are none: a remote side that failed fails again. */
const TOO_SHORT = 20;

/**
 * All that is wrong, the worst first. Who goes on for good with delays that grow to a cap does what a client of a service has to do: there the missing limit
 * comes last, unless a limit was meant that is none.
 */
export function inOrder(defects: ReadonlySet<Defect>, isEndless: boolean, isIllusion: boolean): readonly Defect[] {
  const found = DEFECTS.filter((defect) => defects.has(defect));
  if (!isEndless) return found;
  return isIllusion || defects.has("constantDelay") || defects.has("noDelay") ? ["noLimit", ...found] : [...found, "noLimit"];
}

/** Harm those alone that many clients share: one that comes back as regularly as it likes floods nobody. */
const OF_MANY: ReadonlySet<Defect> = new Set(["constantDelay", "jitterLostAtCap", "noJitter"]);

/** The defects that hold under every assumption. */
export function defectsOf(curves: readonly Curve[], isEndless: boolean, isAlone: boolean): ReadonlySet<Defect> {
  const [first = new Set<Defect>(), ...others] = curves.map((curve) => ofCurve(curve, isEndless));
  return new Set([...first].filter((defect) => others.every((each) => each.has(defect)) && !(isAlone && !isEndless && OF_MANY.has(defect))));
}

function ofCurve(curve: Curve, isEndless: boolean): Set<Defect> {
  const reached = curve.bound === undefined || curve.bound === Infinity ? curve.high.length : Math.max(1, Math.min(curve.bound - 1, curve.high.length));
  const high = curve.high.slice(0, reached);
  const found = new Set<Defect>();
  if (high.every((each) => each === 0)) return found.add("noDelay");
  const spread = high.map((each, index) => Math.abs(each - (curve.low[index] ?? 0)) > Math.max(1, each * SPREAD));
  const isConstant = high.length > 1 && high.every((each) => each === high[0]);
  const isCalm = !curve.isAssumed && !curve.isOfUnknownUnit && high.every((each) => each >= CALM);
  if (!spread.includes(true) && !isCalm) {
    found.add("noJitter");
    if (isConstant) found.add("constantDelay");
    if (curve.hasXor || isTiny(curve, high)) found.add("brokenBackoff");
  } else if (high.length >= 4 && high.at(-1) === high.at(-2) && spread.slice(-3).every((each) => !each) && spread[0] === true) found.add("jitterLostAtCap");
  if (!curve.isOfUnknownUnit && (high.at(-1) ?? 0) > TOO_LONG && (high.at(-1) ?? 0) > 1.05 * (high.at(-2) ?? 0) && (isEndless || (curve.bound !== undefined && (high.at(-1) ?? 0) > A_DAY))) found.add("noCap");
  return found;
}

/** A last delay below this, in milliseconds, was meant in seconds. */
const TINY = 200;

/** `sleep(2 ** attempt)`: seconds were meant. */
function isTiny({ isAssumed, bound }: Curve, high: readonly number[]): boolean {
  return !isAssumed && bound !== undefined && high.length > 2 && (high.at(-1) ?? 0) < TINY && high.slice(0, 4).every((each) => each < TOO_SHORT) && (high[1] ?? 0) > (high[0] ?? 0);
}

import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { headOf } from "../../rules/no-unbounded-retry/judge.ts";
import type { Region } from "../../rules/no-unbounded-retry/region.ts";
import { regionsIn } from "../../rules/no-unbounded-retry/regions.ts";
import { boundIn } from "../../rules/no-unbounded-retry/bound.ts";
import { curvesOf, delaysOf } from "../../rules/no-unbounded-retry/simulate.ts";
import { ATTEMPTS, BASE } from "./give-up.ts";

/** What a retry of the project's own does, in the words that libraries have for it: `min(cap, first * factor ** n)` milliseconds between so many attempts. */
export interface Growth {
  readonly region: Region;
  /** The first one included. */
  readonly attempts: number;
  readonly first: number;
  readonly factor: number;
  /** `Infinity` where the delays grow without a ceiling, or not at all. */
  readonly cap: number;
}

/** How far a delay may be from the one that a formula gives, as a part of it: what is drawn comes as near to its end as that. */
const NEAR = 1e-4;

/**
 * The growth of the retry that a finding is about, from its delays as the rule computes them; `undefined` where they rest on what comes from outside, or
 * grow in another way. `isGivenUp`: it goes on for good, and gets the limit that the rewrite in place would give it.
 */
export function growthOf(ask: Ask, finding: Finding, isGivenUp: boolean): Growth | undefined {
  const region = regionsIn(ask).find(({ at }) => isSame(headOf(ask, at), finding.span));
  const { waits } = region ?? {};
  if (!region || !waits || waits.length > 1 || region.isLastBehind === true) return undefined;
  const [bounded, ...others] = waits.length === 0 ? [undefined] : (curvesOf(ask, delaysOf(region, waits), boundIn(region)) ?? []);
  const attempts = isGivenUp ? ATTEMPTS : bounded?.bound;
  if (attempts === undefined || !Number.isInteger(attempts) || others.length > 0) return undefined;
  if (waits.length === 0) return isGivenUp ? { region, attempts, first: Number(BASE), factor: 2, cap: Infinity } : undefined;
  const [curve] = curvesOf(ask, delaysOf(region, waits)) ?? [];
  if (!curve || curve.isAssumed || curve.isFallback || curve.isOfUnknownUnit || curve.hasXor) return undefined;
  // What is added by chance comes off; what is multiplied with it is taken at its most.
  const series = [curve.low, curve.high].map(seriesOf).find((each) => each !== undefined);
  if (!series) return undefined;
  return { region, attempts, ...series, ...(isGivenUp && series.factor === 1 ? { factor: 2 } : {}) };
}

function seriesOf(delays: readonly number[]): Pick<Growth, "first" | "factor" | "cap"> | undefined {
  const [first = 0, second = 0] = delays.map((each) => Math.round(each * (1 + NEAR / 10)));
  const last = delays.at(-1) ?? 0;
  const factor = Math.round((second / first) * 100) / 100;
  if (first < 1 || factor < 1) return undefined;
  const cap = factor > 1 && last === delays.at(-2) ? Math.round(last) : Infinity;
  const isRight = delays.every((each, index) => {
    const meant = Math.min(first * factor ** index, cap);
    return Math.abs(each - meant) <= meant * NEAR;
  });
  return isRight ? { first, factor, cap } : undefined;
}

function isSame(one: Finding["span"], other: Finding["span"]): boolean {
  return one.start === other.start && one.end === other.end;
}

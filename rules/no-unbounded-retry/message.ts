import type { Defect } from "./defects.ts";
import type { Curve } from "./simulate.ts";
import type { Wait } from "./waits.ts";

/** So many delays are shown before the rest is left out. */
const SHOWN = 4;
const MAX_TEXT = 60;

/** `100 ms, 200 ms, 400 ms, … 25.6 s`; the expression itself where its numbers are settings from outside. */
export function tellDelays(curve: Curve, wait: Wait | undefined): string {
  if (curve.isAssumed && wait?.shown) {
    const text = wait.shown.getText().replace(/\s+/g, " ");
    return text.length <= MAX_TEXT ? `\`${text}\`` : `\`${text.slice(0, MAX_TEXT)}…\``;
  }
  const end = curve.bound === undefined || curve.bound === Infinity ? curve.high.length : Math.max(1, Math.min(curve.bound - 1, curve.high.length));
  const delays = curve.high.slice(0, end);
  if (delays.every((each) => each === delays[0])) return duration(delays[0] ?? 0);
  const first = delays.findIndex((each) => each === delays.at(-1));
  const isCapped = first < delays.length - 1;
  const last = isCapped ? first : delays.length - 1;
  if (last < SHOWN) return `${delays.slice(0, last + 1).map(duration).join(", ")}${isCapped ? " from then on" : ""}`;
  const shown = delays.slice(0, SHOWN).map(duration).join(", ");
  // Neither a ceiling nor the last attempt is known to be where the computing ended.
  const isOpen = !isCapped && end === curve.high.length && curve.bound !== curve.high.length + 1;
  return isOpen ? `${shown}, …` : `${shown}, … ${duration(delays[last] ?? 0)}`;
}

export function duration(milliseconds: number): string {
  const [value, unit] = milliseconds < 1000 ? [milliseconds, "ms"] : milliseconds < 120_000 ? [milliseconds / 1000, "s"] : milliseconds < 7_200_000 ? [milliseconds / 60_000, "min"] : [milliseconds / 3_600_000, "h"];
  return `${String(Math.round(value * 10) / 10)} ${unit}`;
}

/** What else is wrong, as the end of a clause. */
export function tellOthers(defects: readonly Defect[]): string {
  const words: Readonly<Partial<Record<Defect, string>>> = {
    noLimit: "without a limit",
    noCap: "without a ceiling on the delay",
    noJitter: "without jitter",
  };
  const told = defects.flatMap((defect) => words[defect] ?? []);
  const [last, ...others] = told.toReversed();
  if (last === undefined) return "";
  return others.length === 0 ? `, ${last}` : `, ${others.toReversed().join(", ")} and ${last}`;
}


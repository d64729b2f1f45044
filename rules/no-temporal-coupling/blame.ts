import { blamesOrder } from "../knowledge/readiness.ts";
import type { Initialiser } from "./scene.ts";
import { isSetUp } from "./words.ts";

/** Words that stand in a sentence about what comes first. */
const ORDER = /\b(?:before|until|without|first|call(?:ed|ing)?|run|invoked?|used?|yet|after|must|needs?|should|did)\b/i;

/** Whether what is said blames the order of calls: in the words that are usual for that, or by naming what should have been called. */
export function blames(said: string, initialisers: readonly Initialiser[]): boolean {
  return blamesOrder(said) || namesCall(said, initialisers);
}

/** Whether what is said names what should have been called. */
export function namesCall(said: string, initialisers: readonly Initialiser[]): boolean {
  return ORDER.test(said) && initialisers.some(({ member: { name } }) => isCall(name) && new RegExp(`\\b${name.replace(/\W/g, "")}\\b`).test(said));
}

/** Whether a name in a sentence can only mean a call: `createTimerService`, `connect`; `occupancy` is a word as others are. */
function isCall(name: string): boolean {
  return name.length > 3 && (/[a-z][A-Z]/.test(name) || isSetUp(name));
}

import { isFrontEnd } from "../knowledge/front-ends.ts";
import { isSupportCode } from "../knowledge/support-code.ts";

/** What a file that re-attempts something says in some place: the words of retries, or a catch clause beside a loop or a timer and a wait. */
const WORDS = /retr(?:y|ies)|attempt|back-?off|reconnect|resubscribe|respawn/i;
const SHAPE = /\bcatch\b|\.on\(|\.on[a-z]+ = |\.ok\b|\.status\b|\bbackoff\b|retr(?:y|ies)\w*["']?\s*[:(]|Strategy/i;

/** The cheap question: whether a file with this text, at this path below the root, can have a retry. */
export function mayFind(text: string, path?: string): boolean {
  if (path !== undefined && (isSupportCode(path) || isFrontEnd(path))) return false;
  return WORDS.test(text) && SHAPE.test(text);
}

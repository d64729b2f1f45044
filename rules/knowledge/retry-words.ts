/** What code that retries says somewhere: files without such a word are not looked at. Comments that something is retrieved, or attempted to be done, are none. */
export const RETRY_WORDS: RegExp = /retr(?!iev|ac|o|an|ig)|attempt(?!(?:s|ed)? to\b|ing\b)|backoff/i;

/** What code says that learns of a failure. */
export const MAY_FAIL: RegExp = /\bcatch\b|\.on\(/;

/** A loop that is no walk through a list: `for (;;)`, `while (…)`, `do {`. */
const LOOP = /\bfor\s*\(\s*(?!(?:const|let|var)\s+(?:[\w$]+|\{[^{}]*\}|\[[^[\]]*\])\s+(?:of|in)\s)|\bwhile\s*\(|\bdo\s*\{/;

/** What a loop asks that goes round by an answer. */
const ANSWER = /\.ok\b|\.status/;

/** An argument that counts, and a condition that something was not done: by these a function calls itself again. */
const COUNTED = /(?:attempt|retr|tries|max|left|remaining|count)\w*[^,;\n]{0,40}(?:\+\+|--|[+-] ?1\b)|(?:\+\+|--)[\w.]{0,40}(?:attempt|retr|tries|max|left|remaining|count)|!\s*\w*(?:success|sent|acked|published|delivered)\b/i;

/** Whether a text has a loop or a recursion that may be an attempt at the same thing again. */
export function mayGoRound(text: string): boolean {
  return MAY_FAIL.test(text) || (LOOP.test(text) && ANSWER.test(text)) || COUNTED.test(text);
}

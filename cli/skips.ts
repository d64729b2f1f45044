/** Why a file that could be checked is left out. Such files are counted; they are no problem. `linked`: links to sources, and to folders. */
export type SkipReason = "generated" | "minified" | "over 1 MB" | "binary" | "type declarations" | "linked" | "not a regular file";

/** Larger files are bundles or data, not code that anybody edits. */
export const MAX_BYTES = 1_048_576;

/** How much of a file's start may hold the comment that says a tool wrote it. */
const HEAD = 2_000;

/** Lines that people write are a fraction of this on average; lines of bundles are many times longer. */
const MINIFIED_AVERAGE = 250;

/** Shorter texts say nothing by their average. */
const MINIFIED_LEAST = 2_000;

/** What a text says of itself, or looks like. Reads the head, and as many line ends as it needs. */
export function skipReasonOf(path: string, text: string): SkipReason | undefined {
  if (text.slice(0, HEAD).includes("\0")) return "binary";
  if (/[.-]min\.[cm]?jsx?$/.test(path) || isMinified(text)) return "minified";
  return isGenerated(text) ? "generated" : undefined;
}

function isMinified(text: string): boolean {
  if (text.length < MINIFIED_LEAST) return false;
  const fewest = text.length / MINIFIED_AVERAGE;
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    lines += 1;
    if (lines >= fewest) return false;
  }
  return true;
}

/** What tools write on top of what they write. */
const GENERATED = new RegExp(
  [
    /@generated\b/,
    /\bdo not edit\b/,
    /\bdo not modify(?: this|\W*$)/,
    /\bauto(?:matically)?[- ]?generated (?:by|file|from|code|using|with|on)\b/,
    /\b(?:file|code) (?:is|was|has been) (?:auto(?:matically)?[- ]?)?generated\b/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "im",
);

/** What webpack puts before the lines of its own in a bundle that it doesn't minify. */
const BUNDLED = /^\/\*{6}\/ /m;

function isGenerated(text: string): boolean {
  const head = text.slice(0, HEAD);
  return BUNDLED.test(head) || (GENERATED.test(head) && GENERATED.test(leadingComments(head)));
}

/** The comments before the first statement. */
function leadingComments(head: string): string {
  return /^(?:\s|#!.*|\/\/.*|\/\*[\s\S]*?(?:\*\/|$))*/.exec(head)?.[0] ?? "";
}

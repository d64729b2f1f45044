import type * as TS from "typescript";

/**
 * More levels than code that people write has. What the compiler does for a name or a number grows with how deep it stands, so a sum of 100,000 terms
 * takes minutes, and one of 10,000 a second and a half.
 */
const MAX_DEPTH = 10_000;

const known = new WeakMap<TS.SourceFile, boolean>();

/** Whether a file is nested so deeply that the compiler would not come to an end with it in good time. Linear; the stack is our own. */
export function isTooDeep(ts: typeof TS, file: TS.SourceFile): boolean {
  let answer = known.get(file);
  if (answer === undefined) known.set(file, (answer = measure(ts, file)));
  return answer;
}

function measure(ts: typeof TS, file: TS.SourceFile): boolean {
  let level: TS.Node[] = [file];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    const next: TS.Node[] = [];
    for (const node of level) ts.forEachChild(node, (child) => void next.push(child));
    level = next;
  }
  return false;
}

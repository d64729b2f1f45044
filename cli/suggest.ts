/** The known name that a mistyped one is nearest to; `undefined` if none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const near = known.map((each) => ({ each, distance: distanceBetween(name.slice(0, 100), each) })).sort((one, other) => one.distance - other.distance)[0];
  return near !== undefined && near.distance <= Math.max(2, near.each.length / 3) ? near.each : undefined;
}

/** How many letters must be added, removed or changed to make one text the other (Levenshtein). */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

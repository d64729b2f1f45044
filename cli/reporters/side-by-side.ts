/** One line of a file as it was or is. */
export interface Side {
  readonly line: number;
  readonly text: string;
  readonly isChanged: boolean;
}

/** What stands beside each other; `undefined` where there is nothing on one side. */
export interface Row {
  readonly before: Side | undefined;
  readonly after: Side | undefined;
}

/** The hunks of a unified diff of one file, as two columns. Line ends are left out. */
export function sideBySide(diff: string): readonly (readonly Row[])[] {
  const hunks: Row[][] = [];
  let rows: Row[] = [];
  let removed: Side[] = [];
  let added: Side[] = [];
  let [old, now] = [0, 0];
  const flush = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) rows.push({ before: removed[at], after: added[at] });
    [removed, added] = [[], []];
  };
  for (const line of diff.split("\n")) {
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (head !== null) {
      flush();
      [old, now] = [Number(head[1]), Number(head[2])];
      hunks.push((rows = []));
      continue;
    }
    if (hunks.length === 0) continue;
    const text = line.slice(1).replace(/\r$/, "");
    if (line.startsWith("-")) removed.push({ line: old++, text, isChanged: true });
    else if (line.startsWith("+")) added.push({ line: now++, text, isChanged: true });
    else if (line.startsWith(" ")) {
      flush();
      rows.push({ before: { line: old++, text, isChanged: false }, after: { line: now++, text, isChanged: false } });
    }
  }
  flush();
  return hunks;
}

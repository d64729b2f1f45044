import type { Rewrite } from "./edit.ts";
import type { Merged } from "./plan-merge.ts";
import { encodeTarget } from "./read-target.ts";
import type { Change } from "./write.ts";

/** What is to be written, and which rewrites each group of files holds. */
export interface ChangeSet {
  readonly changes: readonly Change[];
  readonly rewritesOf: ReadonlyMap<string, readonly Rewrite[]>;
}

/** The bytes of a set of rewrites. Files that one rewrite touches, and so on, are one group: all of it is written or none. */
export function changesOf(merged: Merged): ChangeSet {
  const groups = new Map<string, string>();
  const groupOf = (path: string): string => {
    let at = path;
    for (let up = groups.get(at); up !== undefined && up !== at; up = groups.get(at)) at = up;
    return at;
  };
  const touched = ({ edits, newFiles }: Rewrite): readonly string[] => [...edits, ...newFiles].map(({ file }) => file);
  for (const rewrite of merged.rewrites) {
    const heads = touched(rewrite).map(groupOf).sort();
    for (const head of heads) groups.set(head, heads[0] ?? head);
  }
  const rewritesOf = new Map<string, Rewrite[]>();
  for (const rewrite of merged.rewrites) {
    const group = groupOf(touched(rewrite)[0] ?? "");
    rewritesOf.set(group, [...(rewritesOf.get(group) ?? []), rewrite]);
  }
  const changed = [...merged.files].map(([path, { target, after }]): Change => ({ path, before: target.bytes, after: encodeTarget(target, after), group: groupOf(path) }));
  const added = [...merged.added].map(([path, text]): Change => ({ path, before: null, after: Buffer.from(text, "utf8"), group: groupOf(path) }));
  return { changes: [...changed, ...added].sort((one, other) => (one.path < other.path ? -1 : 1)), rewritesOf };
}

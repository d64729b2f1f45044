import { formatPatch, structuredPatch } from "diff";
import type { Merged } from "../../codemods/plan-merge.ts";

/** The change of one file, as git would print it. */
export interface FileDiff {
  /** Absolute. */
  readonly path: string;
  readonly isNew: boolean;
  /** Ends with a line end; the line ends of the file itself are in it. */
  readonly text: string;
}

/** The changes of a set of rewrites, in the order of the paths, new files last, for `git apply` and `patch -p1` in the root. */
export function diffsOf(merged: Merged, root: string): readonly FileDiff[] {
  const changed = [...merged.files].map(([path, { target, after }]) => {
    const mark = target.bom ? "\uFEFF" : "";
    return { path, isNew: false, text: diffOf(nameIn(root, path), mark + target.text, mark + after) };
  });
  const added = [...merged.added].map(([path, text]) => ({ path, isNew: true, text: diffOf(nameIn(root, path), undefined, text) }));
  return [...changed, ...added.sort((one, other) => (one.path < other.path ? -1 : 1))];
}

function nameIn(root: string, path: string): string {
  return path.slice(root.length + 1).replaceAll("\\", "/");
}

/** One file's diff; `before` is `undefined` for a new file. Control characters and what is not ASCII are quoted in names, as git does. */
export function diffOf(name: string, before: string | undefined, after: string): string {
  const isCreate = before === undefined;
  const patch = structuredPatch(isCreate ? "/dev/null" : `a/${name}`, `b/${name}`, before ?? "", after, undefined, undefined, { context: 3 });
  const text = formatPatch({ ...patch, isGit: true, isCreate });
  if (!name.includes(" ")) return text;
  // A blank in a name ends it, for some readers, unless a tab follows.
  const end = text.indexOf("\n@@ ");
  return text.slice(0, end).replace(/^(?:---|\+\+\+) [ab]\/.*$/gm, "$&\t") + text.slice(end);
}

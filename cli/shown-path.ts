import { relative } from "node:path";
import { isInside } from "./root.ts";
import { visible } from "./visible.ts";

/** A path as a person reads it: from `cwd` if it lies below, else absolute. CI servers obey lines that begin with `::` or `##[`, so no path does. */
export function shownPath(path: string, cwd: string): string {
  const shown = visible(isInside(cwd, path) ? relative(cwd, path) : path);
  return /^(?:::|##\[)/.test(shown) ? `./${shown}` : shown;
}

import { relative } from "node:path";
import { isInside } from "./root.ts";
import { visible } from "./visible.ts";

/** A path as a person reads it: from `cwd` if it lies below, else absolute. */
export function shownPath(path: string, cwd: string): string {
  return visible(isInside(cwd, path) ? relative(cwd, path) : path);
}

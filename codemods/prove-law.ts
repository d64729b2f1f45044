import type { Finding } from "../rules/model/finding.ts";
import type { CodemodContext } from "./codemod.ts";
import type { Rewrite } from "./edit.ts";
import type { Merged } from "./plan-merge.ts";

/** The laws that are shown anew for every rewrite, the cheap ones first. The fifth, that it behaves, is shown on the fixtures of its codemod. */
export const LAWS = ["parses", "finding", "converged", "types"] as const;

export type LawName = (typeof LAWS)[number];

/** What a set of rewrites breaks of one law. Empty where it holds. */
export type Law = (merged: Merged) => readonly Violation[];

/** One breach, and the rewrites one of which must be why. */
export interface Violation {
  /** What was seen, with its place where there is one. */
  readonly detail: string;
  readonly suspects: readonly Rewrite[];
}

/** The project with some texts in the place of others. */
export interface ProjectView {
  readonly context: CodemodContext;
  /** What our rules find in these files, in source order. */
  findingsIn(paths: readonly string[]): readonly Finding[];
}

/** The rewrites that edit a file. */
export function editorsOf({ rewrites }: Merged, path: string): readonly Rewrite[] {
  return rewrites.filter(({ edits }) => edits.some(({ file }) => file === path));
}

/** The rewrites that need a new file. */
export function neededBy({ rewrites }: Merged, path: string): readonly Rewrite[] {
  return rewrites.filter(({ newFiles }) => newFiles.some(({ file }) => file === path));
}

/** A path as it is told: below the root, where it is. */
export function belowRoot(root: string, path: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

import { lstatSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isDeclaration, isSource, scopeAbove, walk, type Problem } from "./discover.ts";
import { nothingIgnored } from "./gitignore.ts";
import { reasonOf } from "./read-file.ts";
import { findRoot, type Root } from "./root.ts";
import type { SkipReason } from "./skips.ts";

export interface TargetOptions {
  /** Files and folders, absolute or from `cwd`. */
  readonly paths: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Whether `.gitignore` files are honoured. What is named itself is taken even if git ignores it. */
  readonly useIgnoreFiles: boolean;
}

/** What the named paths come to. */
export interface Targets {
  readonly root: Root;
  /** The files to check: absolute, in code-unit order. */
  readonly files: readonly string[];
  /** What is left out before anything is read: links, pipes, and named files that only declare types. How many there are, by reason. */
  readonly passedOver: ReadonlyMap<SkipReason, number>;
  /** The folders with a `package.json`, below the named folders. */
  readonly packages: readonly string[];
  /** Whether the whole root was walked. */
  readonly coversRoot: boolean;
  /** Paths that could not be found or entered, or hold nothing to check. */
  readonly problems: readonly Problem[];
}

/** Finds the files that the named paths stand for. */
export function findTargets({ paths, cwd, useIgnoreFiles }: TargetOptions): Targets {
  const problems: Problem[] = [];
  const existing: { readonly path: string; readonly full: string; readonly isFolder: boolean }[] = [];
  for (const path of paths) {
    const full = resolve(cwd, path);
    const kind = kindOf(full);
    if (kind === "file" || kind === "folder") existing.push({ path, full, isFolder: kind === "folder" });
    else problems.push({ path, reason: reasonOf(kind) });
  }
  const root = findRoot(existing.length > 0 ? existing.map(({ full, isFolder }) => (isFolder ? full : dirname(full))) : [cwd], cwd);
  const files = new Set<string>();
  const packages: string[] = [];
  const passedOver = new Map<SkipReason, number>();
  const passOver = (reason: SkipReason): void => void passedOver.set(reason, (passedOver.get(reason) ?? 0) + 1);
  for (const { path, full, isFolder } of existing) {
    if (isFolder) {
      const found = walk(full, useIgnoreFiles ? scopeAbove(root.folder, full) : nothingIgnored, useIgnoreFiles);
      for (const file of found.files) files.add(file);
      packages.push(...found.packages);
      found.passedOver.forEach(passOver);
      problems.push(...found.problems);
      if (found.files.length === 0) problems.push({ path, reason: "no TypeScript or JavaScript files in this folder" });
    } else if (isSource(full)) files.add(full);
    else if (isDeclaration(full)) passOver("type declarations");
    else problems.push({ path, reason: "not a TypeScript or JavaScript file" });
  }
  const coversRoot = existing.some(({ full, isFolder }) => isFolder && full === root.folder);
  return { root, files: [...files].sort(), passedOver, packages, coversRoot, problems };
}

/** What stands at a path, or the code that says why nothing can be taken from it. */
function kindOf(path: string): string {
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return "ELOOP";
    return stat.isDirectory() ? "folder" : stat.isFile() ? "file" : "NOTAFILE";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "EUNKNOWN";
  }
}

import { readdirSync, statSync, type Dirent } from "node:fs";
import { basename, dirname, sep } from "node:path";
import { scopeAround, type IgnoreScope } from "./gitignore.ts";
import { reasonOf } from "./read-file.ts";
import type { SkipReason } from "./skips.ts";

/** Where a package manager puts the code of others. A project that keeps its own packages there says so to git: `!packages/node_modules` (Node-RED). */
const INSTALLED = "node_modules";

/** What npm, pnpm and Yarn leave in a folder that they filled, also where git keeps it (the layers of AWS Lambda). */
const FILLED: ReadonlySet<string> = new Set([".package-lock.json", ".modules.yaml", ".yarn-integrity", ".yarn-state.yml"]);

/** Folders that never hold the target's own code; the last one is where `migrate` keeps its journal. */
const NEVER: ReadonlySet<string> = new Set([INSTALLED, ".git", ".hg", ".svn", ".pokayoke"]);

const SOURCE = /\.[cm]?[jt]sx?$/;
const DECLARATION = /\.d\.(?:[^.]+\.)?[cm]?ts$/;

/** Whether a file of this name holds TypeScript or JavaScript with statements in it. */
export function isSource(name: string): boolean {
  return SOURCE.test(name) && !isDeclaration(name) && !/\.[cm][jt]sx$/.test(name);
}

/** Whether a file of this name declares types and runs nothing. */
export function isDeclaration(name: string): boolean {
  return DECLARATION.test(name);
}

/** What a walk found. */
export interface Walk {
  readonly files: readonly string[];
  /** The folders with a `package.json`. */
  readonly packages: readonly string[];
  /** What would have been found, but for what it is. */
  readonly passedOver: readonly SkipReason[];
  /** The folders that could not be read. */
  readonly problems: readonly Problem[];
}

/** Something that was asked for and can't be done. */
export interface Problem {
  /** As it was given, or absolute. */
  readonly path: string;
  readonly reason: string;
}

/**
 * Finds the sources below `folder`, in no order. Links are not followed, so there are no loops. The stack is our own: a deep tree costs memory.
 * Linear in the number of entries.
 */
export function walk(folder: string, scope: IgnoreScope, useIgnoreFiles: boolean): Walk {
  const files: string[] = [];
  const packages: string[] = [];
  const passedOver: SkipReason[] = [];
  const problems: Problem[] = [];
  const stack: { readonly folder: string; readonly outer: IgnoreScope }[] = [{ folder, outer: scope }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const entries = entriesOf(next.folder);
    if (typeof entries === "string") {
      problems.push({ path: next.folder, reason: entries });
      continue;
    }
    if (basename(next.folder) === INSTALLED && next.folder !== folder && entries.some(({ name }) => FILLED.has(name))) continue;
    const prefix = next.folder.endsWith(sep) ? next.folder : next.folder + sep;
    const ownIgnore = useIgnoreFiles && entries.some(({ name }) => name === ".gitignore");
    const inner = ownIgnore ? next.outer.enter(next.folder) : next.outer;
    for (const entry of entries) {
      const path = prefix + entry.name;
      if (entry.isDirectory()) {
        const isNever = NEVER.has(entry.name) && !(entry.name === INSTALLED && inner.takesBack(path));
        if (!isNever && !inner.ignores(path, true)) stack.push({ folder: path, outer: inner });
      } else if (entry.isFile()) {
        if (isSource(entry.name)) {
          if (!inner.ignores(path, false)) files.push(path);
        } else if (entry.name === "package.json") packages.push(next.folder);
      } else {
        const reason = whyPassedOver(entry, path);
        if (reason !== undefined && !NEVER.has(entry.name) && !inner.ignores(path, false)) passedOver.push(reason);
      }
    }
  }
  return { files, packages, passedOver, problems };
}

/** Why something is not looked at that is neither a folder nor a regular file; `undefined` if nobody would miss it. */
function whyPassedOver(entry: Dirent, path: string): SkipReason | undefined {
  if (!entry.isSymbolicLink()) return isSource(entry.name) ? "not a regular file" : undefined;
  return isSource(entry.name) || leadsToFolder(path) ? "linked" : undefined;
}

function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}

function entriesOf(folder: string): Dirent[] | string {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return reasonOf((error as NodeJS.ErrnoException).code ?? "EUNKNOWN");
  }
}

/** The ignore files above `folder`, which lies in `root`. What ignores the folder itself does not count: it was asked for by name. */
export function scopeAbove(root: string, folder: string): IgnoreScope {
  const below: string[] = [];
  for (let at = folder; at !== root; at = dirname(at)) below.push(at);
  let scope = scopeAround(root);
  for (const at of [...below].reverse()) scope = scope.enter(dirname(at));
  return below.reduce((named, at) => named.enterNamed(at), scope);
}

import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { findGit, runGit as run } from "./git-run.ts";

/*
 * Which files have work in them that git could not give back. Asking git about a hostile repository must run nothing of it, and `git status`
 * can't promise that: where a file looks touched it runs the clean filter that .gitattributes and .git/config name, and no option turns
 * all filters off. So git is only asked what its index and HEAD hold (`ls-files --stage`, `ls-tree`: neither reads a file of the tree), and the
 * bytes on disk are hashed here.
 */

/** Absolute paths, as they were given, of the files whose bytes are not what HEAD holds. */
export type GitState =
  | { readonly kind: "repository"; readonly dirty: ReadonlySet<string> }
  | { readonly kind: "not-a-repository" }
  /** No git, a repository of another owner, a damaged one: nobody knows, so the files count as having uncommitted changes. */
  | { readonly kind: "unknown"; readonly why: string };

export interface Blob {
  readonly mode: string;
  readonly id: string;
}

/**
 * Which of `files` have uncommitted changes: not tracked (ignored files too), staged but not committed, or holding other bytes than HEAD.
 * A file whose only difference is CRLF for LF counts as clean, because that is what git itself makes of it with `core.autocrlf`; one behind a
 * filter (LFS, ident, another encoding) counts as dirty.
 */
export function dirtyFiles(root: string, files: readonly string[]): GitState {
  const base = realpathSync(root);
  const git = findGit(base);
  if (git === undefined) return { kind: "unknown", why: "git is not installed" };
  const top = run(git, base, ["rev-parse", "--show-toplevel"]);
  if (top.failure !== undefined) return top.failure.includes("not a git repository") ? { kind: "not-a-repository" } : { kind: "unknown", why: top.failure };
  const index = run(git, base, ["ls-files", "--stage", "-z"]);
  if (index.failure !== undefined) return { kind: "unknown", why: index.failure };
  const head = run(git, base, ["ls-tree", "-r", "-z", "HEAD"]);
  const hasCommit = head.failure === undefined || run(git, base, ["rev-parse", "--verify", "--quiet", "HEAD"]).failure === undefined;
  if (head.failure !== undefined && hasCommit) return { kind: "unknown", why: head.failure };
  const staged = parseIndex(index.output);
  const committed = parseTree(head.output);
  const isDirty = (file: string): boolean => {
    const name = relative(base, realFolder(file)).split(sep).join("/");
    return isChanged(join(base, name), staged.get(name), committed.get(name));
  };
  return { kind: "repository", dirty: new Set(files.filter(isDirty)) };
}

/** The path with the links of its folder resolved, because git names files by where they are. */
export function realFolder(file: string): string {
  try {
    return join(realpathSync(dirname(file)), relative(dirname(file), file));
  } catch {
    return resolve(file); // the folder is gone, so the file is: it will be found changed
  }
}

function isChanged(path: string, staged: Blob | undefined, committed: Blob | undefined): boolean {
  if (staged === undefined || committed === undefined) return true;
  if (staged.id !== committed.id || staged.mode !== committed.mode) return true;
  if (!staged.mode.startsWith("100")) return true; // a link or a submodule
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return true; // gone, or not to be read: what it holds is not what HEAD holds
  }
  return blobId(bytes, staged.id.length) !== staged.id && blobId(withLf(bytes), staged.id.length) !== staged.id;
}

/** The object name git gives these bytes, in the hash of the repository: SHA-1 has 40 digits, SHA-256 64. */
export function blobId(bytes: Buffer, digits: number): string {
  return createHash(digits === 64 ? "sha256" : "sha1").update(`blob ${String(bytes.length)}\0`).update(bytes).digest("hex");
}

export function withLf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

/** `<mode> <id> <stage>\t<path>`. Paths with a merge conflict have no stage 0, and so no blob here. */
export function parseIndex(output: string): Map<string, Blob> {
  return new Map([...output.matchAll(/(\d{6}) ([0-9a-f]{40,64}) 0\t([^\0]+)\0/g)].map(([, mode = "", id = "", path = ""]) => [path, { mode, id }]));
}

/** `<mode> <type> <id>\t<path>`. */
export function parseTree(output: string): Map<string, Blob> {
  return new Map([...output.matchAll(/(\d{6}) [a-z]+ ([0-9a-f]{40,64})\t([^\0]+)\0/g)].map(([, mode = "", id = "", path = ""]) => [path, { mode, id }]));
}

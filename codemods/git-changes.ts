import { readFileSync, realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { findGit, runGit } from "./git-run.ts";
import { type Blob, blobId, parseTree, realFolder, withLf } from "./git-state.ts";

/** Which files are not what they were, or why nobody knows. */
export type Changes =
  /** By absolute path as it was given: the text before; empty for a new file. */
  | { readonly kind: "known"; readonly before: ReadonlyMap<string, string> }
  | { readonly kind: "unknown"; readonly why: string };

/**
 * Which of `files` differ from a commit: from where HEAD left the history of `base`, or from HEAD itself. Uncommitted changes and new files count.
 * Nothing in the tree is looked at by git, as in git-state.ts.
 */
export function changedSince(root: string, files: readonly string[], base: string | undefined): Changes {
  const real = realpathSync(root);
  const git = findGit(real);
  if (git === undefined) return { kind: "unknown", why: "git is not installed" };
  const top = runGit(git, real, ["rev-parse", "--show-toplevel"]);
  if (top.failure !== undefined) return { kind: "unknown", why: top.failure.includes("not a git repository") ? "this is no git repository" : top.failure };
  const commit = base === undefined ? "HEAD" : forkOf(git, real, base);
  if (typeof commit !== "string") return { kind: "unknown", why: commit.why };
  const hasCommit = base !== undefined || runGit(git, real, ["rev-parse", "--verify", "--quiet", "HEAD"]).failure === undefined;
  const tree = hasCommit ? runGit(git, real, ["ls-tree", "-r", "-z", commit]) : { output: "", failure: undefined };
  if (tree.failure !== undefined) return { kind: "unknown", why: tree.failure };
  const committed = parseTree(tree.output);
  const changed = files.flatMap((file) => {
    const blob = committed.get(relative(real, realFolder(file)).split(sep).join("/"));
    return blob !== undefined && isSame(blob, file) ? [] : [{ file, blob }];
  });
  const texts = textsOf(git, real, changed.flatMap(({ blob }) => (blob === undefined ? [] : [blob.id])));
  return { kind: "known", before: new Map(changed.map(({ file, blob }) => [file, texts.get(blob?.id ?? "") ?? ""])) };
}

/** The commit where HEAD left the history of `base`. */
function forkOf(git: string, root: string, base: string): string | { readonly why: string } {
  const named = runGit(git, root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${base}^{commit}`]);
  if (named.failure !== undefined) return { why: `git knows no commit '${base}'` };
  const fork = runGit(git, root, ["merge-base", named.output.trim(), "HEAD"]);
  if (fork.failure !== undefined || fork.output.trim() === "") return { why: `HEAD and '${base}' have no commit in common here; a shallow clone needs more history (actions/checkout: fetch-depth: 0)` };
  return fork.output.trim();
}

function isSame(blob: Blob, file: string): boolean {
  try {
    const bytes = readFileSync(file);
    return blob.mode.startsWith("100") && [bytes, withLf(bytes)].some((each) => blobId(each, blob.id.length) === blob.id);
  } catch {
    return false; // gone, or not to be read
  }
}

/** The texts of blobs. `cat-file` gives the bytes as they are stored: no filter, no conversion. A blob that is missing here (a partial clone) has none. */
function textsOf(git: string, root: string, ids: readonly string[]): ReadonlyMap<string, string> {
  if (ids.length === 0) return new Map();
  const { output } = runGit(git, root, ["cat-file", "--batch"], { input: `${ids.join("\n")}\n`, encoding: "latin1" });
  const texts = new Map<string, string>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf("\n", at);
    const [id = "", , size] = output.slice(at, end).split(" ");
    const length = Number(size ?? Number.NaN);
    at = end + 1;
    if (Number.isNaN(length)) continue; // `<id> missing`
    texts.set(id, Buffer.from(output.slice(at, at + length), "latin1").toString("utf8"));
    at += length + 1;
  }
  return texts;
}

import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { nodeIo, snapshot, statOf } from "./file-io.ts";
import { findGit, type GitAnswer, type GitInput, runGit } from "./git-run.ts";
import { type Blob, blobId, parseIndex, parseTree, withLf } from "./git-state.ts";
import { newRunId, removeIfThere } from "./marked-file.ts";

/*
 * A commit of some files alone, from git's plumbing: `git commit` would run hooks, filters and signing programs that the target's own configuration
 * names, and could take along what the user has staged. Here the objects are made from our bytes, in an index of our own; then HEAD moves, and the user's
 * index learns of these files and no others.
 *
 *   1 prepare   objects, and the commit as refs/pokayoke/pending: nothing of the user's has changed
 *   2 finish    HEAD moves (only from the parent), the index learns of the files, the ref goes
 *
 * Between the two the set of files is decided. A run that dies after that is finished by the next start: if HEAD is still the parent and the tree holds the
 * bytes of the pending commit, else the ref is dropped.
 */

export interface CommittedFile {
  /** Absolute. */
  readonly path: string;
  /** What HEAD holds; null for a file that is new. */
  readonly before: Buffer | null;
  readonly after: Buffer;
}

export interface Commit {
  /** Its object name. */
  readonly id: string;
}

const PENDING = "refs/pokayoke/pending";
const MAX_BYTES = 64_000_000;

/** A repository that commits can be made in. */
interface Repository {
  readonly top: string;
  readonly folder: string;
  /** Runs git and gives its output. @throws {GitError} */
  readonly run: (args: readonly string[], input?: GitInput) => string;
  readonly ask: (args: readonly string[]) => GitAnswer;
}

class GitError extends Error {}

/** Makes the commit on top of HEAD, without moving it. Says why it can't be made. */
export function prepareCommit(root: string, files: readonly CommittedFile[], message: string): Commit | { readonly why: string } {
  return attemptGit(root, (repository) => {
    const { run, folder, top } = repository;
    const busy = explainBusy(repository);
    if (busy !== undefined) throw new GitError(busy);
    const head = run(["rev-parse", "--verify", "HEAD"]).trim();
    const committed = parseTree(run(["ls-tree", "-r", "-z", "HEAD"]));
    const lines = files.map(({ path, before, after }) => {
      const name = relative(top, realpathSync(path)).split(sep).join("/");
      const old = committed.get(name);
      const bytes = storedBytes(old, before, after);
      if (bytes === undefined) throw new GitError(`HEAD holds something else than was read: ${name}`);
      return `${old?.mode ?? "100644"} ${run(["hash-object", "-w", "--no-filters", "--stdin"], { input: bytes }).trim()}\t${name}\0`;
    });
    const index = join(folder, `pokayoke-${newRunId()}.index`);
    const variables = { GIT_INDEX_FILE: index };
    try {
      run(["read-tree", head], { variables });
      run(["update-index", "-z", "--index-info"], { input: lines.join(""), variables });
      const tree = run(["write-tree"], { variables }).trim();
      const id = run(["commit-tree", tree, "-p", head, "-F", "-"], { input: message }).trim();
      run(["update-ref", "--no-deref", PENDING, id]);
      return { id };
    } finally {
      removeIfThere(nodeIo, index);
      removeIfThere(nodeIo, `${index}.lock`);
    }
  });
}

/** Why a commit now would be part of something else. */
function explainBusy({ ask, folder }: Repository): string | undefined {
  const under = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"].find((name) => ask(["rev-parse", "--verify", "--quiet", name]).failure === undefined);
  const rebase = ["rebase-merge", "rebase-apply"].find((name) => statOf(nodeIo, join(folder, name)) !== undefined);
  return under === undefined && rebase === undefined ? undefined : `git is in the middle of something else (${under ?? rebase ?? ""})`;
}

/** The bytes as git stores them: where the tree has CRLF for the LF of HEAD, LF. `undefined` if HEAD holds something else. */
function storedBytes(old: Blob | undefined, before: Buffer | null, after: Buffer): Buffer | undefined {
  if (before === null) return old === undefined ? after : undefined;
  if (!old?.mode.startsWith("100")) return undefined;
  if (blobId(before, old.id.length) === old.id) return after;
  return blobId(withLf(before), old.id.length) === old.id ? withLf(after) : undefined;
}

/** Finishes the commit that was prepared, by this run or by one that died. `undefined`: there is none, or it is of no use any more. */
export function finishCommit(root: string): Commit | { readonly why: string } | undefined {
  return attemptGit(root, (repository) => {
    const { run, ask } = repository;
    const found = ask(["rev-parse", "--verify", "--quiet", `${PENDING}^{commit}`]);
    if (found.failure !== undefined) return undefined;
    const id = found.output.trim();
    const drop = (): void => { run(["update-ref", "--no-deref", "-d", PENDING, id]); };
    const head = run(["rev-parse", "--verify", "HEAD"]).trim();
    const parent = ask(["rev-parse", "--verify", "--quiet", `${id}^`]).output.trim();
    const files = parseChanges(run(["diff-tree", "-r", "-z", "--no-renames", "--no-commit-id", id]));
    if ((head !== parent && head !== id) || !files.every((file) => isInTree(repository, file))) {
      drop();
      return undefined;
    }
    if (head !== id) run(["update-ref", "-m", "pokayoke", "HEAD", id, head]);
    const staged = parseIndex(run(["ls-files", "--stage", "-z", "--full-name"]));
    const lines = files.filter(({ name, before }) => (staged.get(name)?.id ?? "") === before).map(({ name, mode, after }) => `${mode} ${after}\t${name}\0`);
    run(["update-index", "-z", "--index-info"], { input: lines.join("") });
    drop();
    return { id };
  });
}

/** Forgets the commit that was prepared: the files did not stay. */
export function dropCommit(root: string): void {
  attemptGit(root, ({ ask }) => ask(["update-ref", "--no-deref", "-d", PENDING]));
}

interface FileChange {
  readonly name: string;
  readonly mode: string;
  /** Empty for a file that is new. */
  readonly before: string;
  readonly after: string;
}

/** `:<mode> <mode> <id> <id> <status>\0<path>\0` */
function parseChanges(output: string): readonly FileChange[] {
  return [...output.matchAll(/:\d{6} (\d{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) \w+\0([^\0]+)\0/g)].map(([, mode = "", before = "", after = "", name = ""]) => ({ name, mode, before: /^0+$/.test(before) ? "" : before, after }));
}

function isInTree({ top }: Repository, { name, after }: FileChange): boolean {
  const bytes = snapshot(nodeIo, join(top, name), MAX_BYTES)?.bytes;
  return bytes !== undefined && (blobId(bytes, after.length) === after || blobId(withLf(bytes), after.length) === after);
}

function attemptGit<Result>(root: string, act: (repository: Repository) => Result): Result | { readonly why: string } {
  try {
    return act(openRepository(root));
  } catch (error) {
    if (error instanceof GitError) return { why: error.message };
    throw error;
  }
}

function openRepository(root: string): Repository {
  const base = realpathSync(root);
  const git = findGit(base);
  if (git === undefined) throw new GitError("git is not installed");
  let top = base;
  const filters = withoutFilters(runGit(git, base, ["config", "-z", "--name-only", "--get-regexp", "^filter[.]"]).output);
  const ask = (args: readonly string[], { input, variables }: GitInput = {}): GitAnswer => runGit(git, top, args, { ...(input === undefined ? {} : { input }), variables: { ...filters, ...variables } });
  const run = (args: readonly string[], input?: GitInput): string => {
    const { output, failure } = ask(args, input);
    if (failure !== undefined) throw new GitError(failure);
    return output;
  };
  const folder = run(["rev-parse", "--absolute-git-dir"]).trim();
  top = run(["rev-parse", "--show-toplevel"]).trim();
  return { top, folder, run, ask };
}

/**
 * Whoever writes the user's index looks at files that were changed in the same moment as it, and would run their clean filters. This takes the command
 * from every filter that the configuration has: an empty one is none.
 */
function withoutFilters(names: string): Readonly<Record<string, string>> {
  const keys = [...new Set(names.split("\0").filter((name) => name !== ""))];
  const settings = keys.flatMap((key, at) => [[`GIT_CONFIG_KEY_${String(at)}`, key], [`GIT_CONFIG_VALUE_${String(at)}`, key.endsWith(".required") ? "false" : ""]]);
  return { GIT_CONFIG_COUNT: String(keys.length), ...(Object.fromEntries(settings) as Record<string, string>) };
}

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, readFileSync, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/*
 * Which files have work in them that git could not give back. Asking git about a hostile repository must run nothing of it, and `git status`
 * can't promise that: where a file looks touched it runs the clean filter that .gitattributes and .git/config name, and no option turns
 * all filters off. So git is only asked what its index and HEAD hold (`ls-files --stage`, `ls-tree`: neither reads a file of the tree), and the
 * bytes on disk are hashed here.
 *
 * What else could run, and why it does not: the file system monitor and hooks are overridden; a missing object of a partial clone would be
 * fetched from a remote, whose address can be a command, so no protocol is allowed; `git` itself is never taken from a relative PATH entry, from a
 * `node_modules` (npx puts the target's own bin folder in front of PATH) or from below the root. The user's own git configuration stays in force: it is
 * trusted, and says which repositories of other owners are safe.
 */

/** Absolute paths, as they were given, of the files whose bytes are not what HEAD holds. */
export type GitState =
  | { readonly kind: "repository"; readonly dirty: ReadonlySet<string> }
  | { readonly kind: "not-a-repository" }
  /** No git, a repository of another owner, a damaged one: nobody knows, so the files count as having uncommitted changes. */
  | { readonly kind: "unknown"; readonly why: string };

interface Blob {
  readonly mode: string;
  readonly id: string;
}

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT = 512 * 1024 * 1024;
const OVERRIDES = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.untrackedCache=false", "protocol.allow=never", "submodule.recurse=false"];

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
function realFolder(file: string): string {
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
function blobId(bytes: Buffer, digits: number): string {
  return createHash(digits === 64 ? "sha256" : "sha1").update(`blob ${String(bytes.length)}\0`).update(bytes).digest("hex");
}

function withLf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

/** `<mode> <id> <stage>\t<path>`. Paths with a merge conflict have no stage 0, and so no blob here. */
function parseIndex(output: string): Map<string, Blob> {
  return new Map([...output.matchAll(/(\d{6}) ([0-9a-f]{40,64}) 0\t([^\0]+)\0/g)].map(([, mode = "", id = "", path = ""]) => [path, { mode, id }]));
}

/** `<mode> <type> <id>\t<path>`. */
function parseTree(output: string): Map<string, Blob> {
  return new Map([...output.matchAll(/(\d{6}) [a-z]+ ([0-9a-f]{40,64})\t([^\0]+)\0/g)].map(([, mode = "", id = "", path = ""]) => [path, { mode, id }]));
}

/** The git of the user, by its absolute path. */
function findGit(base: string): string | undefined {
  const names = process.platform === "win32" ? ["git.exe"] : ["git"];
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder) && !isUntrusted(base, folder));
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => isProgram(path) && !isUntrusted(base, realpathSync(path)));
}

function isUntrusted(base: string, path: string): boolean {
  if (path.split(sep).includes("node_modules")) return true;
  const inside = relative(base, path);
  return !inside.startsWith("..") && !isAbsolute(inside);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

interface Answer {
  readonly output: string;
  /** The first line of what git complained, or why it could not run. */
  readonly failure: string | undefined;
}

function run(git: string, base: string, args: readonly string[]): Answer {
  const settings = OVERRIDES.flatMap((setting) => ["-c", setting]);
  const child = spawnSync(git, [...settings, "--no-pager", "--no-optional-locks", "--no-replace-objects", "-C", base, ...args], {
    cwd: dirname(git), // Windows looks for programs in the current folder first
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT,
    windowsHide: true,
  });
  if (child.error !== undefined) return { output: "", failure: `git could not run: ${child.error.message}` };
  if (child.status !== 0) return { output: "", failure: child.stderr.split("\n")[0] ?? "git failed" };
  return { output: child.stdout, failure: undefined };
}

/** The environment without what would point git at another repository (as inside a hook), and with everything closed that fetches or asks. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_") || /^GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|CEILING_DIRECTORIES)$/.test(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
  };
}

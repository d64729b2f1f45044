import { spawnSync } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative, sep } from "node:path";

/*
 * What else could run, and why it does not: the file system monitor and hooks are overridden; a missing object of a partial clone would be
 * fetched from a remote, whose address can be a command, so no protocol is allowed; `git` itself is never taken from a relative PATH entry, from a
 * `node_modules` (npx puts the target's own bin folder in front of PATH) or from below the root. The user's own git configuration stays in force: it is
 * trusted, and says which repositories of other owners are safe.
 */

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT = 512 * 1024 * 1024;
const OVERRIDES = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.untrackedCache=false", "protocol.allow=never", "submodule.recurse=false"];

/** The git of the user, by its absolute path. */
export function findGit(base: string): string | undefined {
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

export interface GitAnswer {
  readonly output: string;
  /** The first line of what git complained, or why it could not run. */
  readonly failure: string | undefined;
}

export interface GitInput {
  readonly input?: string | Buffer;
  readonly variables?: Readonly<Record<string, string>>;
  /** Of the answer. `latin1` keeps every byte as a character. */
  readonly encoding?: "utf8" | "latin1";
}

/** Runs git in a folder. `input` is what it reads; `variables` are added to its environment. */
export function runGit(git: string, base: string, args: readonly string[], { input, variables, encoding = "utf8" }: GitInput = {}): GitAnswer {
  const settings = OVERRIDES.flatMap((setting) => ["-c", setting]);
  const child = spawnSync(git, [...settings, "--no-pager", "--no-optional-locks", "--no-replace-objects", "-C", base, ...args], {
    cwd: dirname(git), // Windows looks for programs in the current folder first
    env: { ...environment(), ...variables },
    ...(input === undefined ? {} : { input }),
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    encoding,
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
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_") || /^GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|CEILING_DIRECTORIES|(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL|DATE))$/.test(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
  };
}

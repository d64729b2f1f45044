import type { NewFile, Refusal } from "./edit.ts";
import { attempt, nodeIo, statOf } from "./file-io.ts";
import { dirtyFiles, type GitState } from "./git-state.ts";
import { withLineEnd } from "./plan-merge.ts";
import { isRefusal, locate, READ_LIMITS, readTarget, refuse, type TargetFile } from "./read-target.ts";

export interface OpenOptions {
  readonly root: string;
  /** Whether files with uncommitted changes may be written. */
  readonly allowDirty: boolean;
  /** The text that the findings were made on. */
  readonly textOf: (path: string) => string | undefined;
  /** Says how a file tells that it is generated, or `undefined` where it does not. */
  readonly explainGenerated: (text: string, path: string) => string | undefined;
}

/** Opens the files that rewrites change: each can be written as far as one can know without trying, or the answer says why not. */
export function openTargets(paths: readonly string[], { root, allowDirty, textOf, explainGenerated }: OpenOptions): ReadonlyMap<string, TargetFile | Refusal> {
  const state = allowDirty || paths.length === 0 ? undefined : dirtyFiles(root, paths);
  return new Map(paths.map((path) => {
    const target = readOrRefuse(() => readTarget(root, path, { ...READ_LIMITS, explainGenerated }));
    if (isRefusal(target)) return [path, target];
    if (target.text !== textOf(path)) return [path, refuse("changed-on-disk", "it changed after it was checked")];
    return [path, (state && explainDirty(state, path)) ?? target];
  }));
}

function explainDirty(state: GitState, path: string): Refusal | undefined {
  if (state.kind === "unknown") return refuse("uncommitted-changes", `nobody knows whether it has any: ${state.why}`);
  return state.kind === "repository" && state.dirty.has(path) ? refuse("uncommitted-changes", "git could not give the present text back") : undefined;
}

/** Whether a file that a rewrite needs is there as it should be (line ends aside), has to be made, or can't be. */
export function openNewFile(added: NewFile, root: string): "present" | "absent" | Refusal {
  const state = readOrRefuse(() => stateOf(added, root));
  return isRefusal(state) ? state : state.is;
}

/** What the operating system answers in the middle of it is a refusal, too. */
function readOrRefuse<T extends object>(read: () => T | Refusal): T | Refusal {
  const outcome = attempt(read);
  return "value" in outcome ? outcome.value : refuse("read-failed", `it answered ${outcome.code}`);
}

function stateOf({ file, text }: NewFile, root: string): { readonly is: "present" | "absent" } | Refusal {
  const location = locate(root, file);
  if (isRefusal(location)) return location;
  if (statOf(nodeIo, location.path) === undefined) return { is: "absent" };
  const there = readTarget(root, file);
  if (isRefusal(there)) return refuse("name-taken", there.detail);
  return withLineEnd(there.text, "\n") === withLineEnd(text, "\n") ? { is: "present" } : refuse("name-taken", `${there.relative} holds something else`);
}

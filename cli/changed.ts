import { changedSince } from "../codemods/git-changes.ts";
import { bundledCompiler } from "../rules/model/compiler.ts";
import { loadCompiled } from "./compiled-compiler.ts";
import { Dependence } from "./dependence.ts";
import { importResolver } from "./imports/resolve-import.ts";
import { Sources } from "./sources.ts";
import { UsageError } from "./usage-error.ts";

/** Sources of which only those are targets that a change can have to do with. */
export interface Narrowed {
  readonly sources: Sources;
  readonly dependence: Dependence;
}

/** Narrows the targets to what differs from a git base, and what may depend on it. @throws {UsageError} where git can't tell */
export function narrowToChanged(sources: Sources, base: string | undefined, useIgnoreFiles: boolean): Narrowed {
  const { targets } = sources;
  const changes = changedSince(targets.root.folder, sources.all, base);
  if (changes.kind === "unknown") throw new UsageError(`--changed: ${changes.why}${base === undefined ? "" : " (paths go before --changed, or after --)"}`);
  const dependence = new Dependence(sources, changes.before, importResolver(bundledCompiler(loadCompiled), sources));
  const candidates = changes.before.size === 0 ? new Set<string>() : dependence.candidates();
  // What is no target any more must stay in sight.
  const narrowed = { ...targets, files: targets.files.filter((file) => candidates.has(file)), coversRoot: false };
  return { sources: new Sources(narrowed, useIgnoreFiles), dependence };
}

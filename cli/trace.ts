import { createHash } from "node:crypto";
import type { Sources } from "./sources.ts";

/**
 * All that a run has learned from the disk: the files it was to check, those in sight, every text it read, and every other file it looked for. A run that
 * would learn the same comes to the same result. Texts are kept as digests.
 */
export interface Trace {
  /** Of what was to be checked. */
  readonly targets: string;
  /** Of the files and packages of the whole project; absent if the run never looked beyond its targets. */
  readonly project?: string;
  /** Paths of sources and digests of their texts, or of why they have none. */
  readonly texts: readonly (readonly [path: string, digest: string])[];
  /** The same for `package.json` and `tsconfig.json`, and for those that were looked for and are not there. */
  readonly asides: readonly (readonly [path: string, digest: string])[];
}

/** What a run has learned. */
export function traceOf(sources: Sources): Trace {
  const { texts, asides, sawProject } = sources.learned();
  return {
    targets: targetsOf(sources),
    ...(sawProject ? { project: projectOf(sources) } : {}),
    texts: [...texts].map((path) => [path, textAt(sources, path)] as const),
    asides: [...asides].map((path) => [path, asideAt(sources, path)] as const),
  };
}

/** Whether a run over these sources would learn the same. */
export function learnsTheSame(sources: Sources, trace: Trace): boolean {
  return (
    targetsOf(sources) === trace.targets &&
    (trace.project === undefined || projectOf(sources) === trace.project) &&
    trace.texts.every(([path, digest]) => textAt(sources, path) === digest) &&
    trace.asides.every(([path, digest]) => asideAt(sources, path) === digest)
  );
}

function targetsOf({ targets }: Sources): string {
  return digestOf(JSON.stringify([targets.root, targets.files, [...targets.passedOver], targets.packages, targets.coversRoot]));
}

function projectOf(sources: Sources): string {
  return digestOf(JSON.stringify([sources.all, sources.packages]));
}

function textAt(sources: Sources, path: string): string {
  const text = sources.textOf(path);
  return text === undefined ? JSON.stringify(sources.whyMissing(path)) : digestOf(text);
}

function asideAt(sources: Sources, path: string): string {
  const text = sources.readAside(path);
  return text === undefined ? "" : digestOf(text);
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

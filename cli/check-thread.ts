import { parentPort, workerData } from "node:worker_threads";
import { definitions } from "../rules/index.ts";
import { checkProject, type CheckResult } from "./check-project.ts";
import { Project } from "./project.ts";
import { type Learned, Sources } from "./sources.ts";
import type { Targets } from "./targets.ts";

/** What one thread checks. */
export interface Share {
  readonly targets: Targets;
  readonly useIgnoreFiles: boolean;
  readonly rules: readonly string[];
  readonly files: readonly string[];
}

/** What a thread tells: how far it is, and in the end what it found, and what it has read for it. */
export type Told = { readonly done: number } | Checked;

export interface Checked {
  readonly result: CheckResult;
  readonly learned: Learned;
}

function tell(told: Told): void {
  parentPort?.postMessage(told);
}

if (parentPort !== null) {
  const { targets, useIgnoreFiles, rules, files } = workerData as Share;
  const sources = new Sources(targets, useIgnoreFiles);
  const chosen = definitions.filter(({ id }) => rules.includes(id));
  const onProgress = (done: number): void => {
    if (done % 32 === 0) tell({ done });
  };
  const result = checkProject(new Project(sources), chosen, onProgress, files);
  tell({ result, learned: sources.learned() });
}

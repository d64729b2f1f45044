import { parentPort, workerData } from "node:worker_threads";
import { definitions } from "../../rules/index.ts";
import { checkProject, type CheckResult } from "../check-project.ts";
import { Project } from "../project.ts";
import { Sources } from "../sources.ts";
import type { Targets } from "../targets.ts";

/** What one thread checks. */
export interface Share {
  readonly targets: Targets;
  readonly useIgnoreFiles: boolean;
  readonly rules: readonly string[];
  readonly files: readonly string[];
}

/** What a thread tells: how far it is, and in the end what it found. */
export type Told = { readonly done: number } | { readonly result: CheckResult };

function tell(told: Told): void {
  parentPort?.postMessage(told);
}

if (parentPort !== null) {
  const { targets, useIgnoreFiles, rules, files } = workerData as Share;
  const project = new Project(new Sources(targets, useIgnoreFiles));
  const chosen = definitions.filter(({ id }) => rules.includes(id));
  const onProgress = (done: number): void => {
    if (done % 32 === 0) tell({ done });
  };
  tell({ result: checkProject(project, chosen, onProgress, files) });
}

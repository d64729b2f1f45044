import { isAbsolute } from "node:path";
import type { RuleDefinition } from "../rules/model/rule.ts";
import { checkInThreads } from "./check-in-threads.ts";
import { checkProject, type CheckResult, type Observe } from "./check-project.ts";
import { progressOn } from "./progress.ts";
import { Project } from "./project.ts";
import { shownPath } from "./shown-path.ts";
import type { Sources } from "./sources.ts";
import { visible } from "./visible.ts";

export interface CheckFilesOptions {
  readonly withProgress: boolean;
  /** Paths are told from here. */
  readonly cwd: string;
  readonly observe?: Observe | undefined;
}

export interface ThreadsOptions extends Omit<CheckFilesOptions, "observe"> {
  readonly useIgnoreFiles: boolean;
  readonly isTraced: boolean;
}

/** Checks the sources with a line of progress on stderr, and tells there what could not be done. */
export function checkFiles(sources: Sources, definitions: readonly RuleDefinition[], { withProgress, cwd, observe }: CheckFilesOptions): CheckResult {
  const progress = progressOn(process.stderr, withProgress);
  let result: CheckResult;
  try {
    result = checkProject(new Project(sources), definitions, (done, total) => {
      progress.update(done, total);
    }, undefined, observe);
  } finally {
    progress.clear();
  }
  return told(result, cwd);
}

/** The same in several threads. The sources have then read what the threads have, if somebody wants to know it. */
export async function checkFilesInThreads(jobs: number, sources: Sources, definitions: readonly RuleDefinition[], { withProgress, cwd, useIgnoreFiles, isTraced }: ThreadsOptions): Promise<CheckResult> {
  const progress = progressOn(process.stderr, withProgress);
  try {
    const share = { targets: sources.targets, useIgnoreFiles, rules: definitions.map(({ id }) => id) };
    const { result, learned } = await checkInThreads(jobs, share, (done, total) => {
      progress.update(done, total);
    });
    if (isTraced) sources.learn(learned);
    progress.clear();
    return told(result, cwd);
  } finally {
    progress.clear();
  }
}

function told(result: CheckResult, cwd: string): CheckResult {
  for (const { path, reason } of result.problems) process.stderr.write(`pokayoke: ${isAbsolute(path) ? shownPath(path, cwd) : visible(path)}: ${reason}\n`);
  if (process.env["POKAYOKE_DEBUG"]) for (const { failures } of result.reports) for (const { stack } of failures) process.stderr.write(stack === undefined ? "" : `${stack}\n`);
  return result;
}

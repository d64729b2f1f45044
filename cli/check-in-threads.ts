import { Worker } from "node:worker_threads";
import type { CheckResult, OnProgress } from "./check-project.ts";
import type { Targets } from "./targets.ts";
import type { Checked, Share, Told } from "./check-thread.ts";

/** So many files that stand together are checked by one thread: they ask about each other most. */
const TOGETHER = 32;

/** Checks the targets in several threads. The result is that of one: every thread sees the whole project and checks its share of the files. */
export async function checkInThreads(jobs: number, share: Omit<Share, "files">, onProgress?: OnProgress): Promise<Checked> {
  const { targets } = share;
  const own: Targets = { ...targets, problems: [], passedOver: new Map() };
  const done = Array.from({ length: jobs }, () => 0);
  const checked = await Promise.all(done.map((_, job) => {
    const files = targets.files.filter((__, at) => Math.floor(at / TOGETHER) % jobs === job);
    return checkIn({ ...share, targets: own, files }, (count) => {
      done[job] = count;
      onProgress?.(done.reduce((all, each) => all + each, 0), targets.files.length);
    });
  }));
  const learned = checked.map((each) => each.learned);
  return {
    result: joined(targets, checked.map(({ result }) => result)),
    learned: {
      texts: [...new Set(learned.flatMap(({ texts }) => texts))].sort(),
      asides: [...new Set(learned.flatMap(({ asides }) => asides))].sort(),
      sawProject: learned.some(({ sawProject }) => sawProject),
    },
  };
}

function checkIn(share: Share, onDone: (count: number) => void): Promise<Checked> {
  const here = import.meta.url;
  const worker = new Worker(new URL(`./check-thread.${here.endsWith(".ts") ? "ts" : "js"}`, here), { workerData: share });
  return new Promise((resolve, reject) => {
    worker.on("message", (told: Told) => {
      if ("result" in told) resolve(told);
      else onDone(told.done);
    });
    worker.on("error", reject);
    worker.on("exit", (code) => {
      reject(new Error(`a thread ended with ${String(code)}`)); // does nothing where the result has come
    });
  });
}

function joined({ problems, passedOver }: Targets, results: readonly CheckResult[]): CheckResult {
  const skipped = new Map(passedOver);
  for (const [reason, count] of results.flatMap((result) => [...result.skipped])) skipped.set(reason, (skipped.get(reason) ?? 0) + count);
  return {
    reports: results.flatMap(({ reports }) => reports).sort((one, other) => (one.path < other.path ? -1 : 1)),
    checked: results.flatMap(({ checked }) => checked).sort(),
    skipped,
    problems: [...problems, ...results.flatMap((result) => result.problems).sort((one, other) => (one.path < other.path ? -1 : 1))],
  };
}

import type { Answer, Question } from "./answer.ts" with { "resolution-mode": "import" };

const { join, resolve } = require("node:path") as typeof import("node:path");
const { Worker } = require("node:worker_threads") as typeof import("node:worker_threads");

/** What jscodeshift hands to a transform, as far as it is used. */
interface Api {
  readonly stats: (name: string) => void;
  readonly report: (message: string) => void;
}

type Transform = (file: { readonly path: string; readonly source: string }, api: Api, options: Readonly<Record<string, unknown>>) => Promise<string | undefined>;

/**
 * Makes the transform of a rule for jscodeshift, which `require`s it and by default compiles everything that is `require`d in its process with Babel, the
 * compiler of TypeScript (9 MB) included. So the work is done in a thread of its own, which none of that reaches; there is one for each process of
 * jscodeshift. A file with syntax that is neither JavaScript nor TypeScript (Flow) stays as it is.
 */
function transformOf(rule: string): Transform {
  const ask = askIn(join(__dirname, "thread.js"));
  return async (file, api, options) => {
    const plain = Object.fromEntries(Object.entries(options).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value)));
    const { text, reports, counts, error } = await ask({ rule, path: resolve(file.path), source: file.source, options: plain });
    if (error !== undefined) throw new Error(error);
    for (const line of reports) api.report(line);
    for (const name of counts) api.stats(name);
    return text;
  };
}

/** Asks a thread, which is started with the first question and ends with the process. */
function askIn(module: string): (question: Omit<Question, "id">) => Promise<Answer> {
  const waiting = new Map<number, (answer: Answer) => void>();
  let worker: InstanceType<typeof Worker> | undefined;
  let asked = 0;
  const settle = (answer: Answer): void => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker?.unref();
  };
  const fail = (error: string): void => {
    worker = undefined;
    for (const id of [...waiting.keys()]) settle({ id, text: undefined, reports: [], counts: [], error });
  };
  const start = (): InstanceType<typeof Worker> => {
    const started = new Worker(module, { execArgv: [] });
    started.on("message", settle);
    started.on("error", ({ message }: Error) => { fail(message); });
    started.on("exit", (code) => { fail(`the thread ended with ${String(code)}`); });
    return started;
  };
  return (question) =>
    new Promise((resolve) => {
      const id = (asked += 1);
      worker ??= start();
      worker.ref();
      waiting.set(id, resolve);
      worker.postMessage({ ...question, id } satisfies Question);
    });
}

module.exports = { transformOf };

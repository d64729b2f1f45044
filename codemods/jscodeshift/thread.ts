import { parentPort } from "node:worker_threads";
import type { Answer, Question } from "./answer.ts";
import { rewriteFile } from "./rewrite-file.ts";

/** One question after the other: they share what was read and parsed. */
let last: Promise<void> = Promise.resolve();

parentPort?.on("message", (question: Question) => {
  last = last.then(async () => {
    const answer = await rewriteFile(question).catch((error: unknown): Answer => {
      return { id: question.id, text: undefined, reports: [], counts: [], error: error instanceof Error ? error.message : String(error) };
    });
    parentPort?.postMessage(answer);
  });
});

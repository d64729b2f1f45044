/** Stands between a test that waits and the process that runs the command: a test has no time for its events while it waits. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

const { signal, answers } = workerData;
let child;
let isAsked = false;

function answer(message) {
  if (!isAsked) return;
  isAsked = false;
  answers.postMessage(message);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}

function start() {
  const started = fork(fileURLToPath(new URL("warm-command.mjs", import.meta.url)), { stdio: ["ignore", "ignore", "ignore", "ipc"], execArgv: [] });
  started.on("message", answer);
  started.on("exit", () => {
    if (child === started) child = undefined;
    answer({ status: null, stdout: "", stderr: "the process of the command died" });
  });
  return started;
}

parentPort.on("message", (question) => {
  isAsked = true;
  child ??= start();
  child.send(question);
});

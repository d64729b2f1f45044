import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { environmentOf, type Run } from "./command.ts";

/** Longer than any run takes. */
const PATIENCE = 100_000;

const signal = new Int32Array(new SharedArrayBuffer(4));
const { port1: answers, port2 } = new MessageChannel();
let thread: Worker | undefined;

/**
 * Runs the built command as `run` does, in a process that all these runs of a test file share: Node.js, the compiler and the rules are loaded once. For what a command says and
 * writes; how a process starts, dies and is connected to others is tested with `run`.
 */
export function runWarm(cwd: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  if (thread === undefined) {
    thread = new Worker(new URL("warm-thread.mjs", import.meta.url), { workerData: { signal, answers: port2 }, transferList: [port2], execArgv: [] });
    thread.unref();
  }
  Atomics.store(signal, 0, 0);
  thread.postMessage({ cwd, args, env: environmentOf(environment) });
  if (Atomics.wait(signal, 0, 0, PATIENCE) === "timed-out") throw new Error(`pokayoke ${args.join(" ")} takes longer than ${String(PATIENCE)} ms`);
  return (receiveMessageOnPort(answers) as { readonly message: Run }).message;
}

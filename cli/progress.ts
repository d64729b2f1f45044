import type { Output } from "./terminal.ts";

/** Where a line of progress goes. */
export interface ProgressOutput extends Output {
  write(text: string): unknown;
}

export interface Progress {
  /** Tells how far the run is. Cheap: most calls write nothing. */
  update(done: number, total: number): void;
  /** Takes the line off the screen. */
  clear(): void;
}

/** A change that comes sooner after the last one than this is not seen by anybody. */
const EVERY_MS = 80;

const SILENT: Progress = { update: () => undefined, clear: () => undefined };

/** One line that is rewritten in place, on terminals only. It appears when a run takes longer than a moment. */
export function progressOn(output: ProgressOutput, isWanted: boolean, now: () => number = () => performance.now()): Progress {
  if (!isWanted || output.isTTY !== true) return SILENT;
  let next = now() + EVERY_MS;
  let isShown = false;
  return {
    update(done, total) {
      if (done % 16 !== 0 || now() < next) return;
      next = now() + EVERY_MS;
      isShown = true;
      output.write(`\r\u001b[2KChecking ${done.toLocaleString("en")} of ${total.toLocaleString("en")} files`);
    },
    clear() {
      if (isShown) output.write("\r\u001b[2K");
      isShown = false;
    },
  };
}

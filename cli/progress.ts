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

/** An estimate that is made sooner than this would be a guess. */
const ESTIMATE_AFTER_MS = 1_000;

/** What is counted, as in `Checking 3 of 9 files`. */
export interface Counted {
  readonly doing: string;
  readonly noun: string;
}

const FILES: Counted = { doing: "Checking", noun: "files" };

/** One line that is rewritten in place, on terminals only, with an estimate. It appears when a run takes longer than a moment. */
export function progressOn(output: ProgressOutput, isWanted: boolean, now: () => number = () => performance.now(), { doing, noun }: Counted = FILES): Progress {
  if (!isWanted || output.isTTY !== true) return SILENT;
  const started = now();
  let next = started + EVERY_MS;
  let isShown = false;
  return {
    update(done, total) {
      if ((done % 16 !== 0 && total > 500) || now() < next) return;
      const at = now();
      next = at + EVERY_MS;
      isShown = true;
      output.write(`\r\u001b[2K${doing} ${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${noun}${estimateOf(at - started, done, total)}`);
    },
    clear() {
      if (isShown) output.write("\r\u001b[2K");
      isShown = false;
    },
  };
}

/** What is left, if it goes on as it went. */
function estimateOf(elapsed: number, done: number, total: number): string {
  if (elapsed < ESTIMATE_AFTER_MS || done === 0 || done >= total) return "";
  const seconds = Math.ceil(((elapsed / done) * (total - done)) / 1000);
  return `, about ${seconds < 60 ? `${String(seconds)} s` : `${String(Math.ceil(seconds / 60))} min`} left`;
}

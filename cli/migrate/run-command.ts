import { spawnSync } from "node:child_process";

/** How a command of the user ended. */
export interface Ended {
  readonly passed: boolean;
  /** Somebody stopped it (Ctrl-C): nothing more should be started. */
  readonly interrupted: boolean;
  /** How it ended and the last line of what it said. */
  readonly detail: string;
  /** The end of what it said, for a person. */
  readonly tail: string;
  /** All that it said. */
  readonly output: string;
}

const MAX_OUTPUT = 256 * 1024 * 1024;
const TAIL_LINES = 30;

/** Runs what the user gave to --test, in a shell, with nothing to read. It may take as long as it likes. */
export function runCommand(command: string, cwd: string): Ended {
  const { status, signal, stdout, stderr, error } = spawnSync(command, { cwd, shell: true, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: MAX_OUTPUT });
  const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
  const how = error !== undefined ? `could not run: ${error.message}` : signal !== null ? `was ended by ${signal}` : `ended with ${String(status)}`;
  const interrupted = signal === "SIGINT" || status === 130;
  return { passed: status === 0, interrupted, detail: `${how}${lines.length === 0 ? "" : `: ${lines.at(-1)?.trim().slice(0, 200) ?? ""}`}`, tail: lines.slice(-TAIL_LINES).join("\n"), output: `${stdout}\n${stderr}` };
}

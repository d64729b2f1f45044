import type { LawName } from "../../codemods/prove-law.ts";
import { type Progress, type ProgressOutput, progressOn } from "../progress.ts";
import { counted } from "../reporters/summary.ts";
import { visible } from "../visible.ts";
import type { Migration } from "./migrate-project.ts";

/** Tells how far a migration is and how long it will take, and in the end how long it took. On terminals only. */
export interface Steps {
  readonly checking: (done: number, total: number) => void;
  readonly planning: (done: number, total: number) => void;
  /** `done` of `total` files, for the law that takes long. */
  readonly proving: (law: LawName, rewrites: number, done?: number, total?: number) => void;
  readonly testing: (command: string) => void;
  readonly clear: () => void;
  readonly done: (migration: Migration) => void;
}

const nothing = (): void => undefined;
const SILENT: Steps = { checking: nothing, planning: nothing, proving: nothing, testing: nothing, clear: nothing, done: nothing };

const WORDS: Readonly<Record<LawName, string>> = { parses: "they parse", finding: "the findings are gone", converged: "a second run changes nothing", types: "no type error is new" };

export function stepsOn(output: ProgressOutput, isWanted: boolean): Steps {
  if (!isWanted || output.isTTY !== true) return SILENT;
  const line = (text: string): void => {
    output.write(`\r\u001b[2K${text}`);
  };
  let current: { readonly key: string; readonly progress: Progress } | undefined;
  const progressOf = (key: string, doing: string, noun: string): Progress => {
    if (current?.key !== key) current = { key, progress: progressOn(output, true, undefined, { doing, noun }) };
    return current.progress;
  };
  return {
    checking: (done, total) => { progressOf("check", "Checking", "files").update(done, total); },
    planning: (done, total) => { progressOf("plan", "Planning", "findings").update(done, total); },
    proving: (law, rewrites, done, total) => {
      const what = `Proving ${counted(rewrites, "rewrite")}: ${WORDS[law]}`;
      if (done !== undefined && total !== undefined) progressOf(what, `${what},`, "files").update(done, total);
      else {
        current = undefined;
        line(what);
      }
    },
    testing: (command) => { line(`Testing: ${visible(command)}`); },
    clear: () => { line(""); },
    done: ({ took, proof, check }) => {
      const laws = Object.entries(proof.took).map(([law, milliseconds]) => `${law} ${seconds(milliseconds)}`);
      output.write(`Checked ${counted(check.checked.length, "file")} in ${seconds(took.check)}, planned in ${seconds(took.plan)}; proved: ${laws.join(", ")} (${counted(proof.typeChecked, "file")} type-checked)\n`);
    },
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

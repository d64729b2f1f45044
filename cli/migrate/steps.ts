import type { LawName } from "../../codemods/prove-law.ts";
import type { ProgressOutput } from "../progress.ts";
import { counted } from "../reporters/summary.ts";
import type { Migration } from "./migrate-project.ts";

/** Tells how far proving is, and in the end how long everything took. On terminals only. */
export interface Steps {
  proving(law: LawName, rewrites: number): void;
  clear(): void;
  done(migration: Migration): void;
}

const SILENT: Steps = { proving: () => undefined, clear: () => undefined, done: () => undefined };

const WORDS: Readonly<Record<LawName, string>> = { parses: "they parse", finding: "the findings are gone", converged: "a second run changes nothing", types: "no type error is new" };

export function stepsOn(output: ProgressOutput, isWanted: boolean): Steps {
  if (!isWanted || output.isTTY !== true) return SILENT;
  return {
    proving: (law, rewrites) => output.write(`\r\u001b[2KProving ${counted(rewrites, "rewrite")}: ${WORDS[law]}`),
    clear: () => output.write("\r\u001b[2K"),
    done: ({ took, proof, check }) => {
      const laws = Object.entries(proof.took).map(([law, milliseconds]) => `${law} ${seconds(milliseconds)}`);
      output.write(`Checked ${counted(check.checked.length, "file")} in ${seconds(took.check)}, planned in ${seconds(took.plan)}; proved: ${laws.join(", ")} (${counted(proof.typeChecked, "file")} type-checked)\n`);
    },
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

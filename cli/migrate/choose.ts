import { createInterface } from "node:readline/promises";
import type { Rewrite } from "../../codemods/edit.ts";
import { inSourceOrder, lineAt, type Refused } from "../../codemods/plan.ts";
import { merge } from "../../codemods/plan-merge.ts";
import { refuse } from "../../codemods/read-target.ts";
import { bindingOf } from "../reporters/migration.ts";
import { diffForScreen } from "../reporters/migration-diff.ts";
import { shownPath } from "../shown-path.ts";
import type { Paint } from "../terminal.ts";
import { visible } from "../visible.ts";
import type { Migration } from "./migrate-project.ts";
import { diffsOf } from "./unified-diff.ts";

export interface ChooseOptions {
  readonly root: string;
  readonly cwd: string;
  readonly paint: Paint;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

const HELP = "y: take it, n: skip it, a: take it and all others, d: skip it and all others, q: stop, nothing is written\n";

/** Nothing is to be written. */
export class Stopped extends Error {}

/**
 * Shows one rewrite after the other and asks for each. What is taken is proven anew, because it was proven together with what is skipped.
 *
 * @throws {Stopped}
 */
export async function chooseRewrites(migration: Migration, options: ChooseOptions): Promise<Migration> {
  const { proof: { kept }, plan } = migration;
  const { output, paint } = options;
  const taken: Rewrite[] = [];
  const answers = readAnswers(options);
  let forAll: boolean | undefined;
  for (const [at, rewrite] of kept.rewrites.entries()) {
    let isTaken = forAll;
    if (isTaken === undefined) {
      output.write(`\n${paint("strong", `Rewrite ${String(at + 1)} of ${String(kept.rewrites.length)}`)}  ${titleOf(rewrite, migration, options)}\n`);
      output.write(diffForScreen(diffsOf(merge([rewrite], plan.targets), options.root), paint));
    }
    while (isTaken === undefined) {
      const answer = await answers.next(`Take it? [y,n,a,d,q,?] `);
      if (answer === "q") throw new Stopped();
      if (answer === "a" || answer === "d") forAll = answer === "a";
      if (/^[ynad]$/.test(answer)) isTaken = answer === "y" || answer === "a";
      else output.write(HELP);
    }
    if (isTaken) taken.push(rewrite);
  }
  answers.close();
  return withOnly(migration, taken);
}

/** The migration without the rewrites that were not taken. */
function withOnly(migration: Migration, taken: readonly Rewrite[]): Migration {
  const { kept } = migration.proof;
  if (taken.length === kept.rewrites.length) return migration;
  const proof = migration.prove(taken);
  const skipped = kept.rewrites.filter((rewrite) => !taken.includes(rewrite)).map(({ finding }): Refused => ({ finding, refusal: refuse("skipped", "answered with no") }));
  const refused = [...migration.refused, ...skipped, ...proof.dropped].sort((one, other) => inSourceOrder(one.finding, other.finding));
  return { ...migration, proof, refused };
}

function titleOf({ finding, choices }: Rewrite, { plan }: Migration, { cwd, paint }: ChooseOptions): string {
  const line = lineAt(plan.targets.files.get(finding.file)?.text ?? "", finding.span.start);
  const name = bindingOf(finding);
  const chosen = Object.entries(choices).map(([key, value]) => `${visible(key)}: ${visible(value)}`).join(", ");
  return `${paint("place", `${shownPath(finding.file, cwd)}:${String(line)}`)}  ${paint("rule", finding.rule)}${name === undefined ? "" : `  ${visible(name)}`}\n${paint("quiet", chosen)}`;
}

/** Reads answers line by line. Where the input ends, the rest is skipped. */
function readAnswers({ input, output }: ChooseOptions): { readonly next: (question: string) => Promise<string>; readonly close: () => void } {
  const lines = createInterface({ input, output, terminal: false });
  const iterator = lines[Symbol.asyncIterator]();
  return {
    next: async (question) => {
      output.write(question);
      const { value, done } = (await iterator.next()) as IteratorResult<string, undefined>;
      return done === true ? "d" : value.trim().toLowerCase();
    },
    close: () => { lines.close(); },
  };
}

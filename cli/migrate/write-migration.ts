import type { Refusal, Rewrite } from "../../codemods/edit.ts";
import { nodeIo } from "../../codemods/file-io.ts";
import { dropCommit, finishCommit, prepareCommit } from "../../codemods/git-commit.ts";
import { inSourceOrder, type Refused } from "../../codemods/plan.ts";
import { changesOf } from "../../codemods/plan-changes.ts";
import { merge, type Merged } from "../../codemods/plan-merge.ts";
import { findGuilty } from "../../codemods/prove.ts";
import { refuse } from "../../codemods/read-target.ts";
import { type Change, writeAll, type WriteResult } from "../../codemods/write.ts";
import type { MigrationReport } from "../reporters/migration.ts";
import { commitMessage } from "./commit-message.ts";
import type { Migration } from "./migrate-project.ts";
import type { Ended } from "./run-command.ts";
import { diffsOf } from "./unified-diff.ts";

/** What a run has done, or would do. */
export interface Written extends Pick<MigrationReport, "rewrites" | "refused" | "diffs" | "notes"> {
  /** Whether something went wrong that is no statement about one file. */
  readonly trouble: boolean;
}

export interface HowToWrite {
  /** The sixth law: `run` says whether it holds for the tree as it is. */
  readonly test?: { readonly command: string; readonly run: () => Ended };
  /** Whether each rule becomes a commit. */
  readonly commits?: boolean;
}

/** Writes what was proven: all of it at once, or rule by rule where each becomes a commit. */
export function writeMigration(root: string, migration: Migration, how: HowToWrite = {}): Written {
  return new MigrationWriter(root, migration, how).write();
}

/** One attempt to bring a set of rewrites into the tree. */
interface Attempt {
  readonly result: WriteResult;
  readonly merged: Merged;
  /** The command that failed, where one did. */
  readonly failed: Ended | undefined;
}

class MigrationWriter {
  readonly #root: string;
  readonly #migration: Migration;
  readonly #how: HowToWrite;
  /** What the tree holds by now. */
  #done: Merged;
  readonly #late: Refused[] = [];
  readonly #notes: string[] = [];
  #trouble = false;

  constructor(root: string, migration: Migration, how: HowToWrite) {
    this.#root = root;
    this.#migration = migration;
    this.#how = how;
    this.#done = merge([], migration.plan.targets);
  }

  write(): Written {
    const { proof: { kept }, refused } = this.#migration;
    if (kept.rewrites.length > 0 && this.#passesNow()) {
      const rules = this.#how.commits === true ? [...new Set(kept.rewrites.map(({ finding }) => finding.rule))].sort() : [undefined];
      for (const rule of rules) if (!this.#trouble) this.#step(rule, kept.rewrites.filter(({ finding }) => rule === undefined || finding.rule === rule));
    }
    const { rewrites } = this.#done;
    return {
      rewrites: [...rewrites].sort((one, other) => inSourceOrder(one.finding, other.finding)),
      refused: [...refused, ...this.#late].sort((one, other) => inSourceOrder(one.finding, other.finding)),
      diffs: diffsOf(this.#done, this.#root),
      notes: this.#notes,
      trouble: this.#trouble,
    };
  }

  /** Nothing can be said of rewrites by a command that fails without them. */
  #passesNow(): boolean {
    const before = this.#how.test?.run();
    if (before === undefined || before.passed) return true;
    this.#stop(`nothing was written: the command of --test or --tsc fails before anything is changed (it ${before.detail})`);
    this.#notes.push(...before.tail.split("\n").map((line) => `| ${line}`));
    return false;
  }

  #stop(note: string): void {
    this.#trouble = true;
    this.#notes.push(note);
  }

  /** Brings some rewrites into the tree, beside those that are there. Those by which the tests fail are found, and stay out. */
  #step(rule: string | undefined, wanted: readonly Rewrite[]): void {
    let own = wanted;
    while (own.length > 0 && !this.#trouble) {
      own = this.#provenBeside(own);
      const attempt = this.#attempt(rule, own);
      this.#tell(attempt.result);
      if (attempt.failed === undefined) {
        this.#take(own, attempt, rule);
        return;
      }
      if (attempt.failed.interrupted) this.#stop("the command was interrupted, and what it ran on was taken back");
      else own = this.#without(own, attempt);
    }
  }

  /** Part of a proven set is proven anew: what made it hold may be missing now. */
  #provenBeside(own: readonly Rewrite[]): readonly Rewrite[] {
    const all = [...this.#done.rewrites, ...own];
    const { kept } = this.#migration.proof;
    if (all.length === kept.rewrites.length) return own;
    const proof = this.#migration.prove(all);
    this.#late.push(...proof.dropped.filter(({ rewrite }) => own.includes(rewrite)));
    return own.filter((rewrite) => proof.kept.rewrites.includes(rewrite));
  }

  #attempt(rule: string | undefined, own: readonly Rewrite[], isOnlyTried = false): Attempt {
    const merged = merge([...this.#done.rewrites, ...own], this.#migration.plan.targets);
    const changes = this.#changesTo(merged);
    let failed: Ended | undefined;
    const trial = (paths: readonly string[]): Refusal | undefined => {
      const ended = this.#how.test?.run();
      if (ended?.passed === false) {
        failed = ended;
        return refuse("test-failed", `it ${ended.detail}`);
      }
      if (isOnlyTried) return refuse("test-failed", "only tried");
      return this.#how.commits === true && rule !== undefined ? this.#prepare(rule, own, changes, paths) : undefined;
    };
    const isTried = this.#how.test !== undefined || this.#how.commits === true;
    return { result: withoutSignals(() => writeAll(this.#root, changes, nodeIo, isTried ? trial : undefined)), merged, failed };
  }

  /** From what the tree holds by now. */
  #changesTo(merged: Merged): readonly Change[] {
    const there = new Map(changesOf(this.#done).changes.map(({ path, after }) => [path, after]));
    return changesOf(merged).changes.map((change) => ({ ...change, before: there.get(change.path) ?? change.before }));
  }

  #prepare(rule: string, own: readonly Rewrite[], changes: readonly Change[], paths: readonly string[]): Refusal | undefined {
    const staying = new Set(paths.map((path) => `${this.#root}/${path}`));
    const files = changes.filter(({ path }) => staying.has(path));
    const rewrites = own.filter(({ edits }) => edits.every(({ file }) => staying.has(file)));
    const prepared = prepareCommit(this.#root, files, commitMessage(rule, rewrites, this.#migration.plan.targets, this.#root, this.#how.test?.command));
    return "why" in prepared ? refuse("commit-failed", prepared.why) : undefined;
  }

  /** The rewrites without those by which the tests fail: halves of them are tried until the guilty ones are found. */
  #without(own: readonly Rewrite[], { merged, failed }: Attempt): readonly Rewrite[] {
    const whole = { ...merged, rewrites: own };
    const law = (some: Merged): readonly { detail: string; suspects: readonly Rewrite[] }[] => {
      const ended = some === whole ? failed : this.#attempt(undefined, some.rewrites, true).failed;
      if (ended?.interrupted === true) this.#stop("the command was interrupted, and what it ran on was taken back");
      return ended === undefined || this.#trouble ? [] : [{ detail: `it ${ended.detail}`, suspects: some.rewrites }];
    };
    const guilty = findGuilty(law, whole, (some) => ({ ...merge([...this.#done.rewrites, ...some], this.#migration.plan.targets), rewrites: some }));
    if (this.#trouble) return [];
    this.#late.push(...[...guilty].map(([{ finding }, detail]) => ({ finding, refusal: refuse("test-failed", detail) })));
    return own.filter((rewrite) => !guilty.has(rewrite));
  }

  #tell({ blocked, unfinished, leftovers }: WriteResult): void {
    if (blocked !== undefined) this.#stop(`nothing was written: ${blocked}`);
    if (unfinished !== undefined) this.#stop(`the file system answered ${unfinished}, so the run could not be finished; run again with --write to settle it`);
    this.#notes.push(...leftovers.map(({ path, keptAt, detail }) => `${path}: ${detail}${keptAt === undefined ? "" : ` (kept as ${keptAt})`}`));
  }

  /** What was written is there; what was refused while it was written is not. */
  #take(own: readonly Rewrite[], { result, merged }: Attempt, rule: string | undefined): void {
    if (result.blocked !== undefined) return;
    const { rewritesOf } = changesOf(merged);
    const failed = new Map(result.refused.flatMap(({ group, refusal }) => (rewritesOf.get(group) ?? []).map((rewrite) => [rewrite, refusal] as const)));
    this.#late.push(...own.flatMap((rewrite) => {
      const refusal = failed.get(rewrite);
      return refusal === undefined ? [] : [{ finding: rewrite.finding, refusal }];
    }));
    const written = own.filter((rewrite) => !failed.has(rewrite));
    this.#done = merge([...this.#done.rewrites, ...written], this.#migration.plan.targets);
    if (this.#how.commits !== true || rule === undefined) return;
    const finished = written.length === 0 ? undefined : finishCommit(this.#root);
    if (finished === undefined || "why" in finished) {
      dropCommit(this.#root);
      if (written.length > 0) this.#stop(`${rule} was written and not committed: ${finished?.why ?? "the files changed meanwhile"}`);
    } else this.#notes.push(`committed ${finished.id.slice(0, 10)}: ${rule}`);
  }
}

/** An interrupt (Ctrl-C) waits until the set is settled: writing makes no pauses in which Node.js would see it, and while somebody listens it does not end the process. */
function withoutSignals<Result>(act: () => Result): Result {
  const wait = (): void => undefined;
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, wait);
  try {
    return act();
  } finally {
    for (const signal of signals) process.off(signal, wait);
  }
}

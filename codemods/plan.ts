import type { Finding } from "../rules/model/finding.ts";
import { isStackOverflow } from "../rules/model/stack-overflow.ts";
import { type Codemod, type CodemodContext, isAside } from "./codemod.ts";
import type { Edit, Refusal, Rewrite } from "./edit.ts";
import { isSame, lineEndOf, overlaps, type Targets, withLineEnd } from "./plan-merge.ts";
import { openNewFile, openTargets, type OpenOptions } from "./plan-targets.ts";
import { applyEdits, isRefusal, refuse, type TargetFile } from "./read-target.ts";

/** A finding that stays as it is, and why. */
export interface Refused {
  readonly finding: Finding;
  readonly refusal: Refusal;
}

/** What becomes of each finding, before anything is proven. Both lists are in source order. */
export interface Plan {
  readonly rewrites: readonly Rewrite[];
  readonly refused: readonly Refused[];
  readonly targets: Targets;
}

export interface PlanOptions extends Pick<OpenOptions, "allowDirty" | "explainGenerated"> {
  /** Called before each finding. */
  readonly onFinding?: (done: number, total: number) => void;
}

/**
 * Asks the codemods what becomes of each finding, and takes the rewrites that can stand together: where two edit one place, the first in source
 * order stays. The result depends on nothing but the findings and the project, not on the order of the findings.
 */
export function planRewrites(findings: readonly Finding[], codemods: readonly Codemod[], context: CodemodContext, options: PlanOptions): Plan {
  const byRule = new Map(codemods.map((codemod) => [codemod.rule, codemod]));
  const drafts = [...findings].sort(inSourceOrder).map((finding, done) => {
    options.onFinding?.(done, findings.length);
    return { finding, draft: draftOf(finding, byRule.get(finding.rule), context) };
  });
  const opened = openTargets(filesOf(drafts.map(({ draft }) => draft)), { ...options, root: context.root, textOf: (path) => (isAside(path) ? context.asideOf(path) : context.textOf(path)) });
  const planner = new Planner(context, opened);
  const refused: Refused[] = [];
  for (const { finding, draft } of drafts) {
    const refusal = isRefusal(draft) ? draft : planner.accept(draft);
    if (refusal !== undefined) refused.push({ finding, refusal });
  }
  return { rewrites: planner.rewrites, refused, targets: planner };
}

/** By file, then by place. */
export function inSourceOrder(one: Finding, other: Finding): number {
  return compare(one.file, other.file) || one.span.start - other.span.start || one.span.end - other.span.end || compare(one.rule, other.rule) || compare(one.messageId, other.messageId);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** What the codemod of its rule says to a finding. A codemod that throws costs one finding, never the run. */
export function draftOf(finding: Finding, codemod: Codemod | undefined, context: CodemodContext): Rewrite | Refusal {
  if (codemod === undefined) return refuse("no-codemod", `${finding.rule} has no codemod`);
  try {
    return codemod.rewrite(finding, context);
  } catch (error) {
    if (isStackOverflow(error)) return refuse("too-deep", "the compiler ran out of stack while the rewrite was made");
    return refuse("codemod-failed", `please report it: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function filesOf(drafts: readonly (Rewrite | Refusal)[]): readonly string[] {
  return [...new Set(drafts.flatMap((draft) => (isRefusal(draft) ? [] : draft.edits.map(({ file }) => file))))].sort();
}

/** The rewrites that were taken so far. */
class Planner implements Targets {
  readonly rewrites: Rewrite[] = [];
  readonly files = new Map<string, TargetFile>();
  readonly present = new Set<string>();
  readonly #context: CodemodContext;
  readonly #opened: ReadonlyMap<string, TargetFile | Refusal>;
  readonly #edits = new Map<string, { readonly edit: Edit; readonly line: number }[]>();
  readonly #added = new Map<string, string>();
  readonly #series = new Map<string, string>();
  readonly #entries = new Map<string, { readonly type: string; readonly line: number }>();

  constructor(context: CodemodContext, opened: ReadonlyMap<string, TargetFile | Refusal>) {
    this.#context = context;
    this.#opened = opened;
  }

  /** Takes a rewrite, or says why not. */
  accept(draft: Rewrite): Refusal | undefined {
    const targets = new Map<string, TargetFile>();
    for (const file of filesOf([draft])) {
      const target = this.#openEdited(file);
      if (isRefusal(target)) return file === draft.finding.file ? target : refuse(target.reason, `${this.#below(file)}: ${target.detail}`);
      targets.set(file, target);
    }
    const edits = draft.edits.map((edit) => ({ ...edit, text: withLineEnd(edit.text, lineEndOf(targets.get(edit.file)?.text ?? "") ?? "\n") }));
    const line = lineAt(targets.get(draft.finding.file)?.text ?? "", draft.finding.span.start);
    const refusal = this.#explainUnfit(edits, targets) ?? this.#explainOverlap(edits) ?? this.#openAdded(draft, line);
    if (refusal !== undefined) return refusal;
    for (const [file, target] of targets) this.files.set(file, target);
    for (const edit of edits) this.#take(edit, line);
    this.rewrites.push({ ...draft, edits });
    return undefined;
  }

  #openEdited(file: string): TargetFile | Refusal {
    const target = this.#opened.get(file) ?? refuse("not-a-file", "it was not opened");
    if (isRefusal(target)) return target;
    return !isAside(file) && this.#context.sourceFile(file) === undefined ? refuse("unparsable", "it has syntax errors") : target;
  }

  /** Edits that do not lie on their text, or overlap each other, are a fault of the codemod. */
  #explainUnfit(edits: readonly Edit[], targets: ReadonlyMap<string, TargetFile>): Refusal | undefined {
    try {
      for (const [file, { text }] of targets) applyEdits(text, edits.filter((edit) => edit.file === file));
      return undefined;
    } catch (error) {
      if (error instanceof RangeError) return refuse("codemod-failed", `please report it: ${error.message}`);
      throw error;
    }
  }

  #explainOverlap(edits: readonly Edit[]): Refusal | undefined {
    for (const edit of edits) {
      const taken = this.#edits.get(edit.file)?.find((other) => !isSame(edit, other.edit) && overlaps(edit, other.edit));
      if (taken !== undefined) return refuse("overlap", `the rewrite of line ${String(taken.line)} comes first; run again when it is done`);
    }
    return undefined;
  }

  #openAdded({ newFiles }: Rewrite, line: number): Refusal | undefined {
    for (const { file, text, series } of newFiles) {
      const sibling = [...this.#series].find(([path, other]) => path !== file && series !== undefined && other === series);
      if (sibling) return refuse("overlap", `${this.#below(sibling[0])} comes first, and both would have the same number; run again when it is done`);
      const other = this.#added.get(file);
      if (other === text) continue;
      if (other !== undefined) return refuse("name-taken", `another rewrite adds ${this.#below(file)} with other content`);
      const state = openNewFile({ file, text }, this.#context.root);
      if (typeof state !== "string") return state;
      if (state === "present") this.present.add(file);
    }
    const entries = newFiles.flatMap(({ file, lists = [] }) => lists.flatMap(({ at, entries: own }) => own.map(({ key, type }) => ({ place: `${file} ${String(at)} ${key}`, key, type }))));
    for (const { place, key, type } of entries) {
      const taken = this.#entries.get(place);
      if (taken !== undefined && taken.type !== type) return refuse("overlap", `the rewrite of line ${String(taken.line)} comes first, and makes \`${key}\` another entry`);
    }
    for (const { place, type } of entries) if (!this.#entries.has(place)) this.#entries.set(place, { type, line });
    for (const { file, text, series } of newFiles) {
      this.#added.set(file, text);
      if (series !== undefined) this.#series.set(file, series);
    }
    return undefined;
  }

  #take(edit: Edit, line: number): void {
    const own = this.#edits.get(edit.file);
    if (own === undefined) this.#edits.set(edit.file, [{ edit, line }]);
    else own.push({ edit, line });
  }

  #below(file: string): string {
    return file.startsWith(`${this.#context.root}/`) ? file.slice(this.#context.root.length + 1) : file;
  }
}

/** The 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

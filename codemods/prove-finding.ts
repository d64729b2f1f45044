import type { Finding } from "../rules/model/finding.ts";
import { type Codemod, isAside } from "./codemod.ts";
import { draftOf, lineAt, type Plan } from "./plan.ts";
import { type Merged, placeAfter } from "./plan-merge.ts";
import { belowRoot, editorsOf, type Law, neededBy, type ProjectView, type Violation } from "./prove-law.ts";
import { isRefusal } from "./read-target.ts";

export interface FindingLawOptions {
  readonly root: string;
  readonly codemods: readonly Codemod[];
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly viewOf: (overlay: ReadonlyMap<string, string>) => ProjectView;
}

/** One finding after the rewrites, and what it was before. */
interface Seen {
  readonly finding: Finding;
  /** The finding at the same place before; `undefined` where there was none. */
  readonly was: Finding | undefined;
}

interface After {
  readonly view: ProjectView;
  readonly seen: readonly Seen[];
}

/**
 * The third law: every rewritten finding is gone, and none is new in the files that were changed or added. The fourth: planning once more on the
 * result gives no rewrite where there was none before. What an overlap or another law kept back does not count: it is kept back again.
 */
export function proveFindings(options: FindingLawOptions): { readonly finding: Law; readonly converged: Law } {
  const { root, codemods, plan } = options;
  const refusedByCodemod = new Set(plan.refused.filter(({ refusal }) => refusal.reason !== "overlap").map(({ finding }) => finding));
  const codemodOf = new Map(codemods.map((codemod) => [codemod.rule, codemod]));
  const last: { merged?: Merged; after?: After } = {};
  const afterOf = (merged: Merged): After => {
    if (last.merged !== merged || last.after === undefined) Object.assign(last, { merged, after: look(merged, options) });
    return last.after ?? look(merged, options);
  };
  const violation = (merged: Merged, { finding }: Seen, what: string): Violation => {
    const line = lineAt(merged.overlay.get(finding.file) ?? "", finding.span.start);
    const near = [...editorsOf(merged, finding.file), ...neededBy(merged, finding.file)];
    return { detail: `${belowRoot(root, finding.file)}:${String(line)} ${finding.rule} (${finding.messageId}) ${what}`, suspects: near };
  };
  return {
    finding: (merged) => {
      const rewritten = new Map(merged.rewrites.map((rewrite) => [rewrite.finding, rewrite]));
      return afterOf(merged).seen.flatMap((seen) => {
        if (seen.was === undefined) return [violation(merged, seen, "is new")];
        const rewrite = rewritten.get(seen.was);
        return rewrite === undefined ? [] : [{ ...violation(merged, seen, "is still there"), suspects: [rewrite] }];
      });
    },
    converged: (merged) => {
      const { view, seen } = afterOf(merged);
      return seen.flatMap((each) => {
        if (each.was !== undefined && !refusedByCodemod.has(each.was)) return [];
        const draft = draftOf(each.finding, codemodOf.get(each.finding.rule), view.context);
        return isRefusal(draft) ? [] : [violation(merged, each, "would be rewritten by a second run")];
      });
    },
  };
}

function look(merged: Merged, { findings, viewOf }: FindingLawOptions): After {
  const view = viewOf(merged.overlay);
  const before = findings.filter(({ file }) => merged.files.has(file));
  const left = new Set(before);
  const seen = view.findingsIn([...merged.overlay.keys()].filter((path) => !isAside(path)).sort()).map((finding): Seen => {
    const was = [...left].find((each) => isSamePlace(merged, each, finding));
    if (was !== undefined) left.delete(was);
    return { finding, was };
  });
  return { view, seen };
}

/** Whether a finding after the rewrites is about the place of one before. An edit may have touched the place itself. */
function isSamePlace(merged: Merged, before: Finding, after: Finding): boolean {
  const file = merged.files.get(before.file);
  if (file === undefined || before.file !== after.file || before.rule !== after.rule) return false;
  const start = placeAfter(file, before.span.start);
  const end = Math.max(start + 1, placeAfter(file, before.span.end, true));
  return after.span.start < end && start < after.span.end;
}

import type * as TS from "typescript";
import type { Finding } from "../rules/model/finding.ts";
import type { Codemod } from "./codemod.ts";
import type { RefusalReason, Rewrite } from "./edit.ts";
import type { Plan, Refused } from "./plan.ts";
import { merge, type Merged } from "./plan-merge.ts";
import { proveFindings } from "./prove-finding.ts";
import { LAWS, type Law, type LawName, type ProjectView, type Violation } from "./prove-law.ts";
import { proveParse } from "./prove-parse.ts";
import { TypeLaw, type TypeLawOptions } from "./prove-types.ts";
import { refuse } from "./read-target.ts";

/** What proving needs to know of the project. */
export interface ProveOptions extends Omit<TypeLawOptions, "ts" | "root"> {
  readonly ts: typeof TS;
  readonly root: string;
  readonly codemods: readonly Codemod[];
  readonly plan: Plan;
  /** All findings of the run, rewritten or not. */
  readonly findings: readonly Finding[];
  /** The project as it is with these texts. */
  readonly viewOf: (overlay: ReadonlyMap<string, string>) => ProjectView;
  /** Called when a law is looked at. */
  readonly onProgress?: (law: LawName, rewrites: number) => void;
}

/** A rewrite that broke a law, and the laws that held before. */
export interface Dropped extends Refused {
  readonly rewrite: Rewrite;
  readonly law: LawName;
}

export interface Proof {
  /** The rewrites for which every law holds, together as each alone. */
  readonly kept: Merged;
  readonly dropped: readonly Dropped[];
  /** Milliseconds that each law took. */
  readonly took: Readonly<Record<LawName, number>>;
  /** How many files were type-checked. */
  readonly typeChecked: number;
  /** What the laws could not see, for the person who relies on them. */
  readonly notes: readonly string[];
}

const REASONS = { parses: "law-parse", types: "law-types", finding: "law-finding", converged: "law-converged" } as const satisfies Record<LawName, RefusalReason>;

/** Shows that every law holds for some of the rewrites of a plan. What one call learnt of the project as it is, the next one uses. */
export type Prover = (rewrites: readonly Rewrite[]) => Proof;

/** Shows that every law holds for the rewrites of a plan, all together. */
export function prove(options: ProveOptions): Proof {
  return proverOf(options)(options.plan.rewrites);
}

/**
 * Makes what shows that every law holds for a set of rewrites, all together. A rewrite that breaks one is dropped, and the rest is shown anew from the
 * first law on. Everything happens in memory; nothing of the target is executed.
 */
export function proverOf(options: ProveOptions): Prover {
  const types = new TypeLaw(options);
  const { finding, converged } = proveFindings(options);
  const laws: Readonly<Record<LawName, Law>> = {
    parses: (merged) => proveParse(options.ts, merged, options.root),
    finding,
    converged,
    types: (merged) => types.check(merged),
  };
  return (rewrites) => {
    const proof = proveAll(laws, rewrites, options);
    return { ...proof, typeChecked: types.checked, notes: types.notes };
  };
}

function proveAll(laws: Readonly<Record<LawName, Law>>, rewrites: readonly Rewrite[], options: ProveOptions): Omit<Proof, "typeChecked" | "notes"> {
  const { plan } = options;
  const took: Record<LawName, number> = { parses: 0, finding: 0, converged: 0, types: 0 };
  const dropped: Dropped[] = [];
  let kept = merge(rewrites, plan.targets);
  for (let broken = true; broken && kept.rewrites.length > 0; ) {
    broken = false;
    for (const name of LAWS) {
      const law = timed(laws[name], name, took);
      options.onProgress?.(name, kept.rewrites.length);
      const guilty = findGuilty(law, kept, (rewrites) => merge(rewrites, plan.targets));
      if (guilty.size === 0) continue;
      for (const [rewrite, detail] of guilty) dropped.push({ finding: rewrite.finding, rewrite, law: name, refusal: refuse(REASONS[name], detail) });
      kept = merge(kept.rewrites.filter((rewrite) => !guilty.has(rewrite)), plan.targets);
      broken = true;
      break;
    }
  }
  return { kept, dropped, took };
}

function timed(law: Law, name: LawName, took: Record<LawName, number>): Law {
  return (merged) => {
    const started = performance.now();
    try {
      return law(merged);
    } finally {
      took[name] += performance.now() - started;
    }
  };
}

/** The rewrites to drop so that a law may hold, each with what it breaks. Empty where it holds. */
export function findGuilty(law: Law, merged: Merged, mergeOf: (rewrites: readonly Rewrite[]) => Merged): ReadonlyMap<Rewrite, string> {
  const violations = law(merged);
  if (violations.length === 0) return new Map();
  const detailOf = (rewrite: Rewrite, seen: readonly Violation[]): string => (seen.find(({ suspects }) => suspects.includes(rewrite)) ?? seen[0])?.detail ?? "";
  const [only] = merged.rewrites;
  if (merged.rewrites.length === 1 && only !== undefined) return new Map([[only, detailOf(only, violations)]]);
  const suspected = new Set(violations.flatMap(({ suspects }) => suspects));
  const candidates = merged.rewrites.filter((rewrite) => suspected.has(rewrite));
  const guilty = new Map<Rewrite, string>();
  const search = (some: readonly Rewrite[]): void => {
    const seen = some.length === 0 ? [] : some.length === merged.rewrites.length ? violations : law(mergeOf(some));
    if (seen.length === 0) return;
    const [first] = some;
    if (some.length === 1 && first !== undefined) guilty.set(first, detailOf(first, seen));
    else for (const half of [some.slice(0, some.length >> 1), some.slice(some.length >> 1)]) search(half);
  };
  search(candidates);
  // An error may show in a file that an innocent rewrite edits, too.
  if (guilty.size === 0 && candidates.length < merged.rewrites.length) search(merged.rewrites);
  // Each is right alone and together they are not: the later ones give way to the earlier ones, one at a time.
  const last = candidates.at(-1) ?? merged.rewrites.at(-1);
  if (guilty.size === 0 && last !== undefined) guilty.set(last, `together with other rewrites: ${detailOf(last, violations)}`);
  return guilty;
}

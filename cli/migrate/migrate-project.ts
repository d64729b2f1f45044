import type { Codemod, MigrateOptions } from "../../codemods/codemod.ts";
import type { Rewrite } from "../../codemods/edit.ts";
import { inSourceOrder, type Plan, planRewrites, type Refused } from "../../codemods/plan.ts";
import { type Proof, type Prover, proverOf } from "../../codemods/prove.ts";
import type { LawName } from "../../codemods/prove-law.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import { checkProject, type CheckResult } from "../check-project.ts";
import type { Project } from "../project.ts";
import { skipReasonOf } from "../skips.ts";
import { importsIn, runtimeText, viewOf } from "./project-view.ts";

export interface MigrateRequest {
  readonly project: Project;
  readonly definitions: readonly RuleDefinition[];
  readonly codemods: readonly Codemod[];
  readonly options: MigrateOptions;
  readonly allowDirty: boolean;
  /** What was found, where somebody has looked already. */
  readonly check?: CheckResult;
  /** The findings that are meant, of all that there are; all of them if nothing is said. */
  readonly select?: (findings: readonly Finding[]) => readonly Finding[];
  /** Called before each file that is checked. */
  readonly onFile?: (done: number, total: number) => void;
  /** Called before each finding that is planned. */
  readonly onFinding?: (done: number, total: number) => void;
  /** Called before each law that is shown, and before each file that is type-checked. */
  readonly onLaw?: (law: LawName, rewrites: number, done?: number, total?: number) => void;
}

/** What becomes of the findings of a project. Nothing is written yet. */
export interface Migration {
  readonly check: CheckResult;
  readonly plan: Plan;
  readonly proof: Proof;
  /** Proves some of the plan's rewrites anew. */
  readonly prove: Prover;
  /** Everything that stays as it is, in source order. */
  readonly refused: readonly Refused[];
  /** Milliseconds for finding and planning. */
  readonly took: { readonly check: number; readonly plan: number };
}

/** Modules that rewrites may import from `@pokayoke/runtime`. */
const RUNTIME_MODULES = ["bounded-queue"];

/** Finds, plans and proves, all in memory. */
export function migrateProject({ project, definitions, codemods, options, allowDirty, onFile, onFinding, onLaw, ...given }: MigrateRequest): Migration {
  const started = performance.now();
  const check = given.check ?? checkProject(project, definitions, onFile);
  const findings = check.reports.flatMap((report) => report.findings.map(({ finding }) => finding));
  const planned = performance.now();
  const view = viewOf(project, definitions, options);
  const selected = given.select?.(findings) ?? findings;
  const plan = planRewrites(selected, codemods, view.context, { allowDirty, explainGenerated: (text, path) => explainGenerated(path, text), ...(onFinding === undefined ? {} : { onFinding }) });
  const proven = performance.now();
  const { root } = project.sources;
  const prove = proverOf({
    get ts() {
      return project.ts;
    },
    root,
    codemods,
    plan,
    findings: [...findings, ...view.findingsIn(editedBeside(check, plan.rewrites))],
    viewOf: (overlay) => viewOf(project.with(overlay), definitions, options),
    ...importsIn(project),
    runtimePackage: plan.rewrites.some(importsRuntime) ? new Map(RUNTIME_MODULES.map((name) => [name, runtimeText(name)])) : new Map(),
    ...(onLaw === undefined ? {} : { onProgress: onLaw, onTypeCheck: (rewrites: number, done: number, total: number) => { onLaw("types", rewrites, done, total); } }),
  });
  const proof = prove(plan.rewrites);
  const refused = [...plan.refused, ...proof.dropped].sort((one, other) => inSourceOrder(one.finding, other.finding));
  return { check, plan, proof, prove, refused, took: { check: planned - started, plan: proven - planned } };
}

function importsRuntime({ edits }: Rewrite): boolean {
  return edits.some(({ text }) => text.includes("@pokayoke/runtime"));
}

function explainGenerated(path: string, text: string): string | undefined {
  const reason = skipReasonOf(path, text);
  return reason === undefined ? undefined : `it is ${reason}`;
}

/** Edited files that are no targets: what is found in them was there before. */
function editedBeside({ checked }: CheckResult, rewrites: readonly Rewrite[]): readonly string[] {
  const targets = new Set(checked);
  return [...new Set(rewrites.flatMap(({ edits }) => edits.map(({ file }) => file)))].filter((file) => !targets.has(file)).sort();
}

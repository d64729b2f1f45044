import type * as TS from "typescript";
import type { Activation, Ask } from "../rules/model/ask.ts";
import { homeOf } from "../rules/knowledge/turns.ts";
import type { Finding } from "../rules/model/finding.ts";
import type { Codemod, CodemodContext, MigrateOptions, OverflowPolicy } from "./codemod.ts";
import type { Edit, Refusal, Rewrite } from "./edit.ts";
import { importEdit, textStyleOf } from "./module-form.ts";
import { decideAdd } from "./no-unbounded-queue/adds.ts";
import { findBinding } from "./no-unbounded-queue/binding.ts";
import { rewriteDeclaration } from "./no-unbounded-queue/declaration.ts";
import { explainHidden } from "./no-unbounded-queue/hidden.ts";
import { limitInPlace } from "./no-unbounded-queue/limit-in-place.ts";
import { explainLateTakes } from "./no-unbounded-queue/late-takes.ts";
import type { Scene } from "./no-unbounded-queue/scene.ts";
import { isAwaited } from "./no-unbounded-queue/loss.ts";
import { isRefused, refusal } from "./no-unbounded-queue/splice.ts";
import { untypedCallsIn } from "./no-unbounded-queue/untyped-calls.ts";
import { mapUses } from "./no-unbounded-queue/uses.ts";
import { REMOVALS } from "./no-unbounded-queue/words.ts";
import { runtimeModuleFor } from "./runtime-module.ts";

const NAME = "BoundedQueue";
const MODULE = "bounded-queue";

/**
 * An array that is used as a work queue becomes a `BoundedQueue`. The declaration says how much it holds and what happens then; every use becomes
 * the operation of the queue that does the same; and every producer is told when the queue is full, in a way its callers can answer. A container that
 * has to stay what it is gets a limit in its producers. What has no sound counterpart is refused: see docs/rules/no-unbounded-queue.md.
 */
export const codemod: Codemod = { rule: "no-unbounded-queue", rewrite, title };

/** What becomes of what does not fit, in words. */
const POLICIES: Readonly<Record<OverflowPolicy, string>> = {
  "reject": "refuse more",
  "wait": "let producers wait",
  "drop-oldest": "drop the oldest",
  "drop-newest": "drop the newest",
};

function title({ binding = "it", capacity = "", overflow }: Rewrite["choices"]): string {
  return `Bound \`${binding}\` at ${capacity} and ${POLICIES[overflow as OverflowPolicy]}`;
}

function rewrite(finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const wanted = withPolicy(finding, context);
  if (!isRefused(wanted)) return wanted;
  const { reason, detail } = wanted;
  if (!isAwaited(wanted) || context.options.overflow !== "drop-newest") return { reason, detail };
  // Somebody waits for the newest value, so it is not lost in silence: it is turned away, and whoever waits is told.
  const options: MigrateOptions = { ...context.options, overflow: "reject" };
  const told = withPolicy(finding, Object.create(context, { options: { value: options } }) as CodemodContext);
  return isRefused(told) ? { reason, detail: `${detail}; and for an error instead: ${told.detail}` } : told;
}

function withPolicy(finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const ask = context.ask(finding.file);
  if (!ask) return refusal("unparsable", "the file does not parse");
  const queued = withQueue(finding, ask, context);
  return isRefused(queued) && context.options.construct !== "queue" ? limitInPlace(finding, ask, context, queued) : queued;
}

function withQueue(finding: Finding, ask: Ask, context: CodemodContext): Rewrite | Refusal {
  const binding = findBinding(ask, finding);
  if (isRefused(binding)) return binding;
  const hidden = explainHidden(ask, binding, context);
  if (hidden) return hidden;
  const runtime = runtimeModuleFor(ask.file, MODULE, context);
  if (isRefused(runtime)) return runtime;
  const imported = importOf(ask, runtime.form, runtime.specifier);
  if (isRefused(imported)) return imported;
  const declared = rewriteDeclaration(ask, binding, context.options, { quote: textStyleOf(ask.ts, ask.file).quote, name: NAME });
  if (isRefused(declared)) return declared;
  const scene: Scene = { ask, binding, options: context.options, kind: finding.messageId, references: [...binding.references], consumed: new Set() };
  const mapped = mapUses(scene);
  if (isRefused(mapped)) return mapped;
  const late = explainLateTakes(scene);
  if (late) return late;
  const takers = takersOf(scene);
  const untypedCalls = untypedCallsIn(scene, context);
  const edits: Edit[] = [...imported, ...declared, ...mapped.edits];
  const notes: string[] = [];
  for (const add of mapped.adds) {
    const decided = decideAdd(scene, add, takers, untypedCalls);
    if (isRefused(decided)) return decided;
    edits.push(...decided.edits);
    notes.push(decided.note);
  }
  const { capacity, overflow } = context.options;
  return { finding, edits, newFiles: runtime.newFiles, choices: { binding: binding.label, capacity: String(capacity), overflow, producers: notes.join(", ") } };
}

/** The import of the queue, unless the file has it. */
function importOf(ask: Ask, form: "import" | "require", specifier: string): readonly Edit[] | Refusal {
  const { ts, file } = ask;
  const declaring = ask.named(NAME).filter((name) => isDeclaring(ask, name));
  const isThere = declaring.some(({ parent }) => specifierAround(ts, parent) === specifier);
  if (isThere) return [];
  const [other] = declaring;
  if (other) return refusal("name-clash", `line ${String(ask.lineOf(other))} declares another \`${NAME}\``);
  return [importEdit(ts, file, form, NAME, specifier)];
}

function isDeclaring(ask: Ask, name: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = name;
  return !ts.isPropertyAccessExpression(parent) && !ts.isTypeReferenceNode(parent) && "name" in parent && parent.name === name;
}

function specifierAround(ts: typeof TS, node: TS.Node): string | undefined {
  const statement = ts.findAncestor(node, ts.isStatement);
  if (statement && ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) return statement.moduleSpecifier.text;
  return /require\(\s*["']([^"']+)["']\s*\)/.exec(statement?.getText() ?? "")?.[1];
}

/** The functions that take out. */
function takersOf({ ask, references }: Scene): ReadonlySet<Activation> {
  const { ts } = ask;
  const taking = references.filter(({ parent }) => ts.isPropertyAccessExpression(parent) && REMOVALS.has(parent.name.text) && parent.name.text !== "unshift");
  return new Set(taking.map((reference) => homeOf(ask, reference)));
}

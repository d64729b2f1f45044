import { codemodAt } from "../codemods/codemod-of.ts";
import { type Codemod, DEFAULT_OPTIONS, type MigrateOptions, type OverflowPolicy } from "../codemods/codemod.ts";
import type { Rewrite } from "../codemods/edit.ts";
import { draftOf } from "../codemods/plan.ts";
import { isRefusal } from "../codemods/read-target.ts";
import type { Finding } from "../rules/model/finding.ts";
import type { RuleDefinition } from "../rules/model/rule.ts";
import type { OpenFile, Suggest, Suggestion } from "../rules/model/suggest.ts";
import { contextOf, packageOf } from "./open-context.ts";
import { proven } from "./open-proof.ts";
import { canTakeOffers } from "./taken.ts";

/** What a full queue may do, the default first. A policy that the code has no room for is not offered. */
const POLICIES: readonly OverflowPolicy[] = ["reject", "wait", "drop-oldest", "drop-newest"];

/**
 * Offers what `migrate` would write, where that is an edit of this one file and every law holds for it: the same codemods, the same proofs, nothing of
 * them twice. What needs a new module, or an edit elsewhere, is left to `migrate`.
 */
export function offersOf(definition: RuleDefinition, definitions: readonly RuleDefinition[], load: (rule: string) => Codemod | undefined = codemodAt): Suggest {
  const isTaken = canTakeOffers();
  return (finding, open) => {
    const codemod = isTaken ? load(definition.id) : undefined;
    if (codemod === undefined) return [];
    const contexts = POLICIES.map((overflow) => contextOf(open, { ...DEFAULT_OPTIONS, overflow, runtime: runtimeOf(open) }));
    const [context] = contexts;
    const drafts = contexts.map((each) => draftOf(finding, codemod, each)).filter((draft) => !isRefusal(draft) && isLocal(draft, finding)) as readonly Rewrite[];
    // Where the policy makes no difference, one offer is enough.
    const texts = drafts.map(({ edits }) => JSON.stringify(edits));
    const different = drafts.filter((_, index) => texts.indexOf(texts[index] ?? "") === index);
    return context === undefined ? [] : proven(different, open, { codemod, definitions, context }).map((rewrite) => suggestionOf(rewrite, codemod));
  };
}

/** The package is imported where it is a dependency already. */
function runtimeOf({ root, ask }: OpenFile): MigrateOptions["runtime"] {
  const { dependencies } = packageOf(root.replaceAll("\\", "/"), ask.file.fileName)?.manifest ?? {};
  return typeof dependencies === "object" && dependencies !== null && Object.hasOwn(dependencies, "@pokayoke/runtime") ? "package" : "inline";
}

function isLocal({ edits, newFiles }: Rewrite, { file }: Finding): boolean {
  return newFiles.length === 0 && edits.length > 0 && edits.every((edit) => edit.file === file);
}

function suggestionOf({ edits, choices }: Rewrite, codemod: Codemod): Suggestion {
  const told = Object.entries(choices).map(([name, value]) => `${name} ${value}`);
  return { title: codemod.title?.(choices) ?? `Rewrite as \`pokayoke migrate\` does (${told.join(", ")})`, edits: [...edits].sort((one, other) => one.span.start - other.span.start) };
}

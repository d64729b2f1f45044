import type * as TS from "typescript";
import type { Ask } from "../rules/model/ask.ts";
import type { Finding } from "../rules/model/finding.ts";
import type { Codemod, CodemodContext } from "./codemod.ts";
import type { Edit, Refusal, Rewrite } from "./edit.ts";
import { isReadAtLoad } from "./no-unchecked-config/at-load.ts";
import type { Kind, Need, Replacement } from "./no-unchecked-config/checked.ts";
import { choiceAt } from "./no-unchecked-config/choice.ts";
import { configModuleFor } from "./no-unchecked-config/config-module.ts";
import { rewriteContent } from "./no-unchecked-config/content.ts";
import { failsAnyway } from "./no-unchecked-config/fails-anyway.ts";
import { explainForeign } from "./no-unchecked-config/foreign.ts";
import { numberAt } from "./no-unchecked-config/number.ts";
import { explainForwarded } from "./no-unchecked-config/forwarded.ts";
import { guarded } from "./no-unchecked-config/guarded.ts";
import { heldAt } from "./no-unchecked-config/held.ts";
import { importOf } from "./no-unchecked-config/imported.ts";
import { movedToUses } from "./no-unchecked-config/moved.ts";
import { explainOwnSchema } from "./no-unchecked-config/own-schema.ts";
import { mayBeLeftOut, relaxed } from "./no-unchecked-config/relaxed.ts";
import { listAt } from "./no-unchecked-config/split-use.ts";
import { stricterThan } from "./no-unchecked-config/stricter.ts";
import { explainTested } from "./no-unchecked-config/tested.ts";
import { explainTestedWithout } from "./no-unchecked-config/tested-without.ts";
import { textAt } from "./no-unchecked-config/text.ts";
import { isUrlAt } from "./no-unchecked-config/url-use.ts";
import { isRefusal, refuse } from "./read-target.ts";

/**
 * A variable of the environment that is asserted becomes a member of one checked module of the package: `process.env.KEY!` becomes `config.KEY`. It is
 * checked when it is read, where it was read before, so nothing runs earlier than it did (docs/decisions/0016). A parsed content that is taken for a type is checked
 * against that type where it is parsed (0036).
 */
export const codemod: Codemod = { rule: "no-unchecked-config", rewrite, title };

function title({ variables = "", content }: Rewrite["choices"]): string {
  return content !== undefined ? `Check what \`${content}\` holds` : `Read ${variables} from the checked configuration`;
}

function rewrite(finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const ask = context.ask(finding.file);
  if (!ask) return refuse("unparsable", "the file does not parse");
  const asserted = expressionAt(ask, finding.span);
  const [evidence] = finding.related;
  const read = evidence && expressionAt(ask, evidence.span);
  if (finding.messageId.startsWith("content")) return rewriteContent(finding, asserted, read, ask, context);
  if (asserted === undefined || read === undefined) return refuse("held", "the variable is read where it is kept, and not where it is asserted");
  const isBrowsers = isForBrowsers(ask.file.fileName, context);
  const forwarded = explainForwarded(ask, asserted);
  if (forwarded) return forwarded;
  const foreign = explainForeign(ask, read, isBrowsers || context.packageOf(ask.file.fileName)?.manifest["dependencies"] === undefined);
  if (foreign) return foreign;
  const replacements = replacementsFor(finding, asserted, read, ask, isBrowsers);
  if (isRefusal(replacements)) return replacements;
  const needs = replacements.flatMap(({ pieces }) => pieces.filter((piece) => typeof piece === "object"));
  const refused = explainOwnSchema(ask, needs.map(({ variable: { name } }) => name), context);
  if (refused) return refused;
  const tested = explainTested(ask, needs) ?? explainTestedWithout(ask, asserted, needs);
  if (tested) return tested;
  const module = configModuleFor(ask.file, needs, context);
  if (isRefusal(module)) return module;
  const imported = importOf(ask, module.place, ["config", "checkedConfig"]);
  if (isRefusal(imported)) return imported;
  const edits = [...imported.edits, ...replacements.map((replacement) => editOf(ask, replacement, imported.name)), ...module.edits];
  const variables = [...new Set(needs.map(({ variable }) => variable.name))].join(", ");
  const stricter = finding.messageId === "notANumber" ? stricterThan(ask, asserted, needs) : undefined;
  return { finding, edits, newFiles: module.newFiles, choices: { variables, ...(stricter === undefined ? {} : { taken: stricter }) } };
}

function replacementsFor(finding: Finding, asserted: TS.Expression, read: TS.Expression, ask: Ask, isBrowsers: boolean): readonly Replacement[] | Refusal {
  const wanted = replacementsAt(ask, finding, asserted, isBrowsers);
  const isHeld = read.pos < asserted.pos || read.end > asserted.end;
  const textKind = finding.messageId === "notSet" || finding.messageId === "inText" ? textKindAt(ask, asserted, isBrowsers) : undefined;
  const placed = isHeld ? heldAt(ask, { asserted, read, textKind, wanted }) : wanted;
  const replacements = isRefusal(placed) ? placed : guarded(ask, asserted, placed);
  if (isRefusal(replacements)) return replacements;
  const left = mayBeLeftOut(ask, asserted) ? relaxed(ask, asserted, replacements) : undefined;
  const tooEarly = left === undefined ? explainTooEarly(ask, asserted, replacements) : undefined;
  if (tooEarly === undefined) return left ?? replacements;
  return movedToUses(ask, replacements) ?? relaxed(ask, asserted, replacements) ?? tooEarly;
}

function replacementsAt(ask: Ask, { messageId }: Finding, asserted: TS.Expression, isBrowsers: boolean): readonly Replacement[] | Refusal {
  if (messageId === "notANumber") return numberAt(ask, asserted);
  if (messageId === "notOfType") return choiceAt(ask, asserted);
  return listAt(ask, asserted) ?? textAt(ask, asserted, textKindAt(ask, asserted, isBrowsers));
}

function textKindAt(ask: Ask, asserted: TS.Expression, isBrowsers: boolean): Kind {
  return isUrlAt(ask, asserted, isBrowsers) ? "url" : "text";
}

/** Whether a package draws pages: then some of its code asks its own server, for which an address without a host is one, too. */
function isForBrowsers(path: string, context: CodemodContext): boolean {
  const { dependencies } = context.packageOf(path)?.manifest ?? {};
  return typeof dependencies === "object" && dependencies !== null && ["next", "react", "preact", "vue", "svelte", "@angular/core", "solid-js"].some((name) => Object.hasOwn(dependencies, name));
}

/** Why a check where the variable is read would stop a program that does without it. */
function explainTooEarly(ask: Ask, asserted: TS.Expression, replacements: readonly Replacement[]): Refusal | undefined {
  const required = replacements.flatMap(({ pieces }) => pieces).find((piece): piece is Need => typeof piece === "object" && piece.isRequired);
  if (required === undefined || !isReadAtLoad(ask, asserted) || failsAnyway(ask, asserted)) return undefined;
  return refuse("read-at-load", `line ${String(ask.lineOf(asserted))} runs when the module loads, and \`${required.variable.name}\` has no default`);
}

/** The outermost expression with a span. */
function expressionAt({ ts, file }: Ask, { start, end }: Finding["span"]): TS.Expression | undefined {
  const visit = (node: TS.Node): TS.Expression | undefined => {
    if (node.end < end || node.pos > start) return undefined;
    return node.end === end && node.getStart(file) === start && (ts.isExpression(node) || ts.isBindingElement(node)) ? (node as TS.Expression) : ts.forEachChild(node, visit);
  };
  return visit(file);
}

function editOf({ file }: Ask, { span, pieces }: Replacement, name: string): Edit {
  const text = pieces.map((piece) => (typeof piece === "string" ? piece : `${name}.${piece.variable.name}`)).join("");
  // `return(x)`, `return+x`
  const isGlued = /^\w/.test(text) && /[\w$]/.test(file.text[span.start - 1] ?? "");
  return { file: file.fileName, span, text: isGlued ? ` ${text}` : text };
}

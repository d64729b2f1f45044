import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { claimedType } from "../../rules/no-unchecked-config/parsed-sink.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, NewFile, Refusal, Rewrite } from "../edit.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { explainDefault } from "./content-default.ts";
import { contentModuleFor } from "./content-module.ts";
import { nameOfContent } from "./content-name.ts";
import { type Claimed, claimedAt } from "./content-place.ts";
import { schemaOf } from "./content-schema.ts";
import { shapeOfType } from "./content-type.ts";
import { importOf } from "./imported.ts";
import { type KeptLast, keptLast } from "./kept-last.ts";
import { reloadsOf } from "./reload.ts";

/** `JSON.parse(text) as Settings` becomes `checkContent<Settings>("settings.json", JSON.parse(text), (z) => z.object({ … }))`: the type is held against what is there. */
export function rewriteContent(finding: Finding, node: TS.Expression | undefined, read: TS.Expression | undefined, ask: Ask, context: CodemodContext): Rewrite | Refusal {
  if (node === undefined || read === undefined || !ask.ts.isCallExpression(node)) return refuse("no-shape", "the text is taken for a type, and nothing parses it");
  const type = node.typeArguments?.[0] ?? claimedType(ask, node);
  if (finding.messageId === "contentUnchecked" || type === undefined) return refuse("no-shape", "no type says what the content has to look like");
  if (/\b(?:local|session)Storage\b/.test(read.parent.getText())) return refuse("other-source", "who uses the page has no way to mend what it keeps in their browser");
  const shape = shapeOfType(ask.about(type.getSourceFile()), type);
  if (isRefusal(shape)) return shape;
  const claimed = claimedAt(ask, node, type);
  if (isRefusal(claimed)) return claimed;
  const misfit = explainDefault(ask, node, shape);
  if (misfit) return misfit;
  const module = contentModuleFor(ask.file, context);
  if (isRefusal(module)) return module;
  const imported = importOf(ask, module.place, ["checkContent", "checkParsedContent"]);
  if (isRefusal(imported)) return imported;
  const kept = context.options.lastKnownGood === true ? keptLast(ask, claimed.whole, context) : undefined;
  if (kept !== undefined && isRefusal(kept)) return kept;
  const checked = checkedEdits(ask, claimed, { check: imported.name, name: nameOfContent(ask, finding, node, read), schema: schemaOf(shape, module.library, indentAt(ask, claimed.whole)) });
  // What is inserted at one place stands in this order.
  const edits = [...imported.edits, ...(kept?.before ?? []), ...checked, ...(kept?.after ?? [])];
  const newFiles: readonly NewFile[] = [...module.newFiles, ...(kept?.newFiles ?? [])];
  return { finding, edits, newFiles, choices: { content: finding.data["name"] ?? "", schema: module.library, ...reloadChoice(ask, claimed.whole, kept) } };
}

/** What becomes of a reload that is wrong. */
function reloadChoice(ask: Ask, loaded: TS.Expression, kept: KeptLast | undefined): Rewrite["choices"] {
  if (kept !== undefined) return { "loaded again": `where that fails, ${kept.told} stays as it was` };
  return reloadsOf(ask, loaded).length === 0 ? {} : { "loaded again": "a content that is wrong is an error; --last-known-good keeps the value before" };
}

interface Written {
  readonly check: string;
  readonly name: string;
  readonly schema: string;
}

/** `checkContent(name, ` before what is parsed, and the schema behind it, in the place of the cast. */
function checkedEdits({ file }: Ask, { inner, whole, argument }: Claimed, { check, name, schema }: Written): readonly Edit[] {
  const start = whole.getStart(file);
  const isGlued = /[\w$]/.test(file.text[start - 1] ?? "");
  return [
    { file: file.fileName, span: { start, end: inner.getStart(file) }, text: `${isGlued ? " " : ""}${check}${argument === undefined ? "" : `<${argument}>`}(${name}, ` },
    { file: file.fileName, span: { start: inner.end, end: whole.end }, text: `, ${schema})` },
  ];
}

/** What the line of a place begins with. */
function indentAt({ file }: Ask, place: TS.Node): string {
  const start = place.getStart(file);
  return /^[ \t]*/.exec(file.text.slice(file.text.lastIndexOf("\n", start - 1) + 1, start))?.[0] ?? "";
}

import type * as TS from "typescript";
import type { Ask } from "../rules/model/ask.ts";
import type { Finding } from "../rules/model/finding.ts";
import type { Codemod, CodemodContext } from "./codemod.ts";
import type { Edit, Refusal, Rewrite } from "./edit.ts";
import { importEdit } from "./module-form.ts";
import type { ModulePlace } from "./module-place.ts";
import { isReadAtLoad } from "./no-unchecked-config/at-load.ts";
import type { Need, Replacement } from "./no-unchecked-config/checked.ts";
import { choiceAt } from "./no-unchecked-config/choice.ts";
import { configModuleFor } from "./no-unchecked-config/config-module.ts";
import { explainForeign } from "./no-unchecked-config/env-variable.ts";
import { numberAt } from "./no-unchecked-config/number.ts";
import { guarded } from "./no-unchecked-config/guarded.ts";
import { explainOwnSchema } from "./no-unchecked-config/own-schema.ts";
import { textAt } from "./no-unchecked-config/text.ts";
import { isUrlAt } from "./no-unchecked-config/url-use.ts";
import { isRefusal, refuse } from "./read-target.ts";

/**
 * A variable of the environment that is asserted becomes a member of one checked module of the package: `process.env.KEY!` becomes `config.KEY`. It is
 * checked when it is read, where it was read before, so nothing runs earlier than it did (docs/decisions/0016).
 */
export const codemod: Codemod = { rule: "no-unchecked-config", rewrite, title };

function title({ variables = "" }: Rewrite["choices"]): string {
  return `Read ${variables} from the checked configuration`;
}

function rewrite(finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const ask = context.ask(finding.file);
  if (!ask) return refuse("unparsable", "the file does not parse");
  const asserted = expressionAt(ask, finding.span);
  const [evidence] = finding.related;
  const read = evidence && expressionAt(ask, evidence.span);
  if (finding.messageId.startsWith("content")) return refuse("no-shape", "what a parsed text has to look like needs a schema, which is for the program to write");
  if (asserted === undefined || read === undefined) return refuse("held", "the variable is read where it is kept, and not where it is asserted");
  const foreign = explainForeign(ask, read);
  if (foreign) return foreign;
  if (read.pos < asserted.pos || read.end > asserted.end) return refuse("held", `line ${String(ask.lineOf(read))} keeps the value in a variable`);
  const wanted = replacementsAt(ask, finding, asserted, isForBrowsers(ask.file.fileName, context));
  const replacements = isRefusal(wanted) ? wanted : guarded(ask, asserted, wanted);
  if (isRefusal(replacements)) return replacements;
  const needs = replacements.flatMap(({ pieces }) => pieces.filter((piece) => typeof piece === "object"));
  const refused = explainTooEarly(ask, asserted, needs) ?? explainOwnSchema(ask, context);
  if (refused) return refused;
  const module = configModuleFor(ask.file, needs, context);
  if (isRefusal(module)) return module;
  const imported = importOf(ask, module.place);
  if (isRefusal(imported)) return imported;
  const edits = [...imported.edits, ...replacements.map((replacement) => editOf(ask, replacement, imported.name)), ...module.edits];
  return { finding, edits, newFiles: module.newFiles, choices: { variables: [...new Set(needs.map(({ variable }) => variable.name))].join(", ") } };
}

function replacementsAt(ask: Ask, { messageId }: Finding, asserted: TS.Expression, isBrowsers: boolean): readonly Replacement[] | Refusal {
  if (messageId === "notANumber") return numberAt(ask, asserted);
  return messageId === "notOfType" ? choiceAt(ask, asserted) : textAt(ask, asserted, isUrlAt(ask, asserted, isBrowsers) ? "url" : "text");
}

/** Whether a package draws pages: then some of its code asks its own server, for which an address without a host is one, too. */
function isForBrowsers(path: string, context: CodemodContext): boolean {
  const { dependencies } = context.packageOf(path)?.manifest ?? {};
  return typeof dependencies === "object" && dependencies !== null && ["react", "preact", "vue", "svelte", "@angular/core", "solid-js"].some((name) => Object.hasOwn(dependencies, name));
}

/** Why a check where the variable is read would stop a program that does without it. */
function explainTooEarly(ask: Ask, asserted: TS.Expression, needs: readonly Need[]): Refusal | undefined {
  const required = needs.find(({ isRequired }) => isRequired);
  if (required === undefined || !isReadAtLoad(ask, asserted)) return undefined;
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

/** The name of the configuration in a file, and the import that gives it, unless the file has it. */
function importOf(ask: Ask, { form, specifier }: ModulePlace): { readonly name: string; readonly edits: readonly Edit[] } | Refusal {
  const there = nameImported(ask, specifier);
  if (there !== undefined) return { name: there, edits: [] };
  const name = ["config", "checkedConfig"].find((each) => !ask.named(each).some((other) => isVariable(ask, other)));
  if (name === undefined) return refuse("name-clash", "`config` and `checkedConfig` mean something else in this file");
  const separator = form === "import" ? " as " : ": ";
  return { name, edits: [importEdit(ask.ts, ask.file, form, name === "config" ? name : `config${separator}${name}`, specifier)] };
}

/** What a file calls the configuration that it imports. */
function nameImported(ask: Ask, specifier: string): string | undefined {
  const { ts } = ask;
  for (const { parent } of ask.named("config")) {
    const isOurs = ts.isImportSpecifier(parent) || (ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent));
    if (!isOurs || !ts.isIdentifier(parent.name) || (parent.propertyName ?? parent.name).getText() !== "config") continue;
    const statement = ts.findAncestor(parent, (node) => ts.isImportDeclaration(node) || ts.isVariableDeclaration(node));
    const from = statement && (ts.isImportDeclaration(statement) ? statement.moduleSpecifier.getText() : /^require\s*\(\s*(["'][^"']*["'])\s*\)$/.exec((statement).initializer?.getText() ?? "")?.[1]);
    if (from?.slice(1, -1) === specifier) return parent.name.text;
  }
  return undefined;
}

/** A name that is not that of a member. */
function isVariable({ ts }: Ask, name: TS.Node): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent)) return parent.name !== name;
  if (ts.isPropertySignature(parent) || ts.isMethodSignature(parent) || ts.isAccessor(parent) || ts.isJsxAttribute(parent)) return false;
  return !(ts.isImportSpecifier(parent) || ts.isBindingElement(parent)) || parent.propertyName !== name;
}

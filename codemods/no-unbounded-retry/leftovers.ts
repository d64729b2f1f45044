import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Span } from "../../rules/model/finding.ts";
import type { Edit } from "../edit.ts";
import { commentsOf } from "../prove-comments.ts";

/**
 * The edits that take away what nothing needs any more once a part of the file is gone: imported names, helpers and constants of the file. `undefined` where
 * something of that kind has to stay, or a comment with it. `kept`: the parts of the text that stay, or are written anew with these names in them.
 */
export function leftoversOf(ask: Ask, gone: Span, kept: readonly TS.Node[], written: string): readonly Edit[] | undefined {
  const { ts } = ask;
  const bindings = new Set<TS.Declaration>();
  const visit = (node: TS.Node): void => {
    if (node.end <= gone.start || node.pos >= gone.end || kept.includes(node)) return;
    const binding = ts.isIdentifier(node) && node.getStart() >= gone.start ? ask.bindingOf(node) : undefined;
    if (binding?.getSourceFile() === ask.file && (binding.end <= gone.start || binding.pos >= gone.end)) bindings.add(binding);
    ts.forEachChild(node, visit);
  };
  visit(ask.file);
  const edits: Edit[] = [];
  for (const binding of bindings) {
    const name = ts.getNameOfDeclaration(binding);
    if (!name || !ts.isIdentifier(name) || new RegExp(`(?<![\\w$.])${name.text.replaceAll("$", "\\$")}(?![\\w$])`).test(written)) continue;
    const isGone = (use: TS.Node): boolean => use.getStart() >= gone.start && use.end <= gone.end && !kept.some((node) => node.pos <= use.pos && use.end <= node.end);
    const isNeeded = ask.named(name.text).some((use) => use !== name && !isGone(use) && !(ts.isImportSpecifier(use.parent) && use.parent === binding));
    if (isNeeded || ts.isParameter(binding) || ts.isFunctionLike(binding) && binding.pos <= gone.start && gone.end <= binding.end) continue;
    const edit = withoutBinding(ask, binding);
    if (edit === "stays") continue;
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  return edits;
}

function withoutBinding(ask: Ask, binding: TS.Declaration): Edit | "stays" | undefined {
  const { ts } = ask;
  if (ts.isImportSpecifier(binding)) return withoutImport(ask, binding);
  const isFunction = ts.isFunctionDeclaration(binding);
  const statement = isFunction ? binding : ts.isVariableDeclaration(binding) && binding.parent.parent;
  if (!statement || !(isFunction || (ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1))) return undefined;
  const own = statement as TS.Statement & { readonly modifiers?: readonly TS.ModifierLike[] };
  // What is exported, or only declared, is somebody else's.
  if (own.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DeclareKeyword)) return "stays";
  const hasComment = commentsOf(ts, ask.file).some(({ at }) => at >= own.pos && at < lineEnd(ask, own.end));
  return hasComment ? undefined : linesOf(ask, own);
}

function withoutImport(ask: Ask, specifier: TS.ImportSpecifier): Edit | undefined {
  const { ts, file } = ask;
  const { elements } = specifier.parent;
  const declaration = ts.findAncestor(specifier, ts.isImportDeclaration);
  const clause = declaration?.importClause;
  const at = elements.indexOf(specifier);
  const [next, before] = [elements[at + 1], elements[at - 1]];
  if (next) return { file: file.fileName, span: { start: specifier.getStart(), end: next.getStart() }, text: "" };
  if (before) return { file: file.fileName, span: { start: before.end, end: specifier.end }, text: "" };
  return declaration && clause && !clause.name ? linesOf(ask, declaration) : undefined;
}

/** A statement with the rest of its line, and one of the blank lines around it. */
function linesOf({ file }: Ask, statement: TS.Node): Edit {
  const { text } = file;
  const start = statement.getStart();
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const isFirst = text.slice(lineStart, start).trim() === "";
  const rest = /^[ \t]*\r?\n/.exec(text.slice(statement.end));
  if (!rest || !isFirst) return { file: file.fileName, span: { start, end: statement.end }, text: "" };
  const end = statement.end + rest[0].length;
  const isBlankBefore = lineStart === 0 || /\n[ \t]*\r?\n$/.test(text.slice(0, lineStart));
  const blank = isBlankBefore ? (/^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0) : 0;
  return { file: file.fileName, span: { start: lineStart, end: end + blank }, text: "" };
}

function lineEnd({ file: { text } }: Ask, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

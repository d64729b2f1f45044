import { basename } from "node:path";
import ts from "typescript";
import type { Ask, Name } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";

/** The name a finding is about: the first in its span that the file itself declares. */
export function bindingOf(ask: Ask, { span }: Finding): Name | undefined {
  const { ts: compiler, file } = ask;
  return [...ask.nodes(compiler.SyntaxKind.Identifier), ...ask.nodes(compiler.SyntaxKind.PrivateIdentifier)]
    .filter((node): node is Name => compiler.isIdentifier(node) || compiler.isPrivateIdentifier(node))
    .filter((name) => name.getStart(file) >= span.start && name.end <= span.end)
    .sort((a, b) => a.pos - b.pos)
    .find((name) => ask.declarationOf(name)?.getSourceFile() === file);
}

/** All names in a file, without `#`. A rename to one of them could change the meaning. */
export function namesIn(path: string, text: string): ReadonlySet<string> {
  return new Set(namedIn(path, text).map(({ name }) => name));
}

/** The same program with every `from` called `to`. Both are without `#`. */
export function renamed(path: string, text: string, from: string, to: string): string {
  return namedIn(path, text)
    .filter(({ name }) => name === from)
    .reduceRight((changed, { start, end }) => changed.slice(0, start) + to + changed.slice(end), text);
}

function namedIn(path: string, text: string): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, kindOf(path));
  const names: { readonly name: string; readonly start: number; readonly end: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.push({ name: node.text, start: node.getStart(file), end: node.end });
    if (ts.isPrivateIdentifier(node)) names.push({ name: node.text.slice(1), start: node.getStart(file) + 1, end: node.end });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

/** The same program, differently laid out. Each way is a way real formatters and people have. */
export function layoutsOf(path: string, text: string): ReadonlyMap<string, string> {
  const printed = print(path, text);
  const layouts = new Map([
    ["printed without comments", printed],
    ["a blank line after every line", text.replaceAll("\n", "\n\n")],
    ["CRLF", text.replace(/\r?\n/g, "\r\n")],
    ["pushed to the right by tabs", text.replace(/^(?=.)(?!#!)/gm, "\t\t")],
  ]);
  if (!path.endsWith("x")) layouts.set("one line", oneLine(path, printed));
  return layouts;
}

function print(path: string, text: string): string {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, kindOf(path));
  return ts.createPrinter({ removeComments: true }).printFile(file);
}

/** All tokens on one line, as a minifier would have it. The printer has put in every semicolon. */
function oneLine(path: string, printed: string): string {
  const file = ts.createSourceFile(path, printed, ts.ScriptTarget.ESNext, true, kindOf(path));
  let line = "";
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file);
    if (children.length > 0) children.forEach(visit);
    else line += separator(line, node.getText(file)) + node.getText(file);
  };
  visit(file);
  return line;
}

/** What has to stand between two tokens: nothing beside a bracket, a dot or a comma, unless a number comes before the dot. */
function separator(before: string, token: string): string {
  const touches = token === "" || /[([{.]$/.test(before) || /^(?:[()[\]},;]|\??\.(?!\.))/.test(token);
  return touches && !(/\d$/.test(before) && token.startsWith(".")) ? "" : " ";
}

const SYNTAX: ts.CompilerOptions = { allowJs: true, noLib: true, noResolve: true, types: [], jsx: ts.JsxEmit.Preserve, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext };

/** What a parser says against a text: as JavaScript, too, where types are an error. */
export function syntaxErrorsIn(path: string, text: string): readonly string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === path ? file : undefined),
    fileExists: (name) => name === path,
    readFile: (name) => (name === path ? text : undefined),
    getDefaultLibFileName: () => "lib.d.ts",
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => undefined,
  };
  const diagnostics = ts.createProgram({ rootNames: [path], options: SYNTAX, host }).getSyntacticDiagnostics(file);
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

function kindOf(path: string): ts.ScriptKind {
  if (/\.[cm]?ts$/.test(path)) return ts.ScriptKind.TS;
  return basename(path).endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.JSX;
}

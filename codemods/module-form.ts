import type * as TS from "typescript";
import type { CodemodContext } from "./codemod.ts";
import type { Edit, Refusal } from "./edit.ts";

/** How a file imports: `import … from "…"` or `const … = require("…")`. */
export type ModuleForm = "import" | "require";

/** The form that the file itself uses; where it uses none, the one that Node.js gives it by its name and package. */
export function moduleFormOf(file: TS.SourceFile, { ts, packageOf }: Pick<CodemodContext, "ts" | "packageOf">): ModuleForm | Refusal {
  if (file.statements.some((statement) => isModuleStatement(ts, statement))) return "import";
  if (/\.[cm]?tsx?$/.test(file.fileName)) return { reason: "module-form", detail: "the file is a script without imports, and one would make it a module" };
  if (file.fileName.endsWith(".mjs")) return "import";
  if (file.fileName.endsWith(".cjs") || /\brequire\s*\(|\bmodule\.exports\b|\bexports\.\w/.test(file.text)) return "require";
  if (packageOf(file.fileName)?.manifest["type"] === "module") return "import";
  return { reason: "module-form", detail: "nothing says whether the file is an ES module, CommonJS or a script" };
}

function isModuleStatement(ts: typeof TS, statement: TS.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return true;
  if (ts.isExportAssignment(statement)) return statement.isExportEquals !== true;
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** How a file writes its strings and ends its statements. */
export interface TextStyle {
  readonly quote: "'" | '"';
  readonly semicolon: ";" | "";
}

export function textStyleOf(ts: typeof TS, file: TS.SourceFile): TextStyle {
  const { text } = file;
  const single = text.match(/'[^'"\n]*'/g)?.length ?? 0;
  const double = text.match(/"[^'"\n]*"/g)?.length ?? 0;
  const ended = file.statements.filter((statement) => ts.isImportDeclaration(statement) || ts.isVariableStatement(statement) || ts.isExpressionStatement(statement));
  const open = ended.filter((statement) => !statement.getText(file).endsWith(";")).length;
  const isOpen = ended.length === 0 ? !/;[ \t]*\r?$/m.test(text) : open * 2 > ended.length;
  return { quote: single > double ? "'" : '"', semicolon: isOpen ? "" : ";" };
}

/** Adds an import of one name (or several, with commas) below the imports at the top of the file, or above its code. `isDefault`: of what the module is by default. */
export function importEdit(ts: typeof TS, file: TS.SourceFile, form: ModuleForm, imported: string | { readonly isDefault: string }, specifier: string): Edit {
  const { quote, semicolon } = textStyleOf(ts, file);
  const from = `${quote}${specifier}${quote}`;
  const lineEnd = /\r?\n/.exec(file.text)?.[0] ?? "\n";
  const name = typeof imported === "string" ? `{ ${imported} }` : imported.isDefault;
  const line = form === "import" ? `import ${name} from ${from}${semicolon}` : `const ${name} = require(${from})${semicolon}`;
  const last = lastOfTop(ts, file, form);
  if (last) {
    const end = lineEndAfter(file.text, last.end);
    return { file: file.fileName, span: { start: end, end }, text: `${lineEnd}${line}` };
  }
  const start = startOfCode(ts, file);
  return { file: file.fileName, span: { start, end: start }, text: `${line}${lineEnd}${lineEnd}` };
}

/** The last of the directives and imports that the file begins with. */
function lastOfTop(ts: typeof TS, file: TS.SourceFile, form: ModuleForm): TS.Statement | undefined {
  let last: TS.Statement | undefined;
  for (const statement of file.statements) {
    const isDirective = ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
    const isImport = form === "import" ? ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement) : isRequire(ts, statement);
    if (!isDirective && !isImport) break;
    last = statement;
  }
  return last;
}

function isRequire(ts: typeof TS, statement: TS.Statement): boolean {
  const value = ts.isVariableStatement(statement) ? statement.declarationList.declarations.at(-1)?.initializer : ts.isExpressionStatement(statement) ? statement.expression : undefined;
  return value !== undefined && /^require\s*\(/.test(value.getText());
}

/** The end of the line that a statement ends on, unless more code stands there. */
function lineEndAfter(text: string, end: number): number {
  const rest = /^[ \t]*(?:\/\/[^\n\r]*|\/\*[^\n\r]*?\*\/[ \t]*)?(?=\r?\n|$)/.exec(text.slice(end))?.[0];
  return end + (rest?.length ?? 0);
}

/** Comments that are about the next line of code, and not about the file. */
const ABOUT_FILE = /@ts-|eslint|prettier|@jest|@flow|istanbul|copyright|licen[sc]e|@file|@module|@packageDocumentation|<reference/i;

/** Above the first statement and the comment that belongs to it, below everything that is about the whole file. */
function startOfCode(ts: typeof TS, file: TS.SourceFile): number {
  const { text } = file;
  const [first] = file.statements;
  if (!first) return text.length;
  let start = first.getStart(file);
  for (const { pos, end } of [...(ts.getLeadingCommentRanges(text, first.pos) ?? [])].reverse()) {
    const isApart = /\n[ \t]*\r?\n/.test(text.slice(end, start));
    if (isApart || ABOUT_FILE.test(text.slice(pos, end))) break;
    start = pos;
  }
  return start;
}

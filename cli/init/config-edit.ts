import type * as TS from "typescript";
import type { Edit } from "../../codemods/edit.ts";
import { textStyleOf } from "../../codemods/module-form.ts";

const PACKAGE = "eslint-plugin-pokayoke";

/** What becomes of a configuration. */
export type ConfigEdit =
  | { readonly kind: "done" }
  | { readonly kind: "edit"; readonly edits: readonly Edit[] }
  /** `why` is a clause: it goes on after "can't be edited safely: ". */
  | { readonly kind: "by-hand"; readonly why: string };

/**
 * Adds the plugin to a flat configuration: an import at the top, and one element at the end of the array, or of the arguments of `defineConfig` and
 * `tseslint.config`. Anything else (a function that is awaited, a spread of something computed last) is left to a person: where an element takes effect
 * depends on what comes after it. The file is read as text and never run.
 */
export function editConfig(ts: typeof TS, file: TS.SourceFile, more: readonly string[] = []): ConfigEdit {
  const { parseDiagnostics } = file as unknown as { readonly parseDiagnostics: readonly unknown[] };
  if (parseDiagnostics.length > 0) return { kind: "by-hand", why: "it has syntax errors" };
  if (mentionsPlugin(ts, file)) return { kind: "done" };
  const exported = exportedBy(ts, file);
  if (exported === undefined) return { kind: "by-hand", why: "it has no default export" };
  const list = listOf(ts, file, exported.value);
  if (list === undefined) return { kind: "by-hand", why: "what it exports is not written as an array, `defineConfig(…)` or `tseslint.config(…)`" };
  const name = freeName(file);
  return { kind: "edit", edits: [importEdit(ts, file, exported.form, name), ...elementEdits(ts, file, list, [`${name}.configs.recommended`, ...more])] };
}

/** The import and the elements, for whoever adds them. */
export function linesByHand(form: "import" | "require", more: readonly string[] = []): readonly string[] {
  return [form === "import" ? `import pokayoke from "${PACKAGE}";` : `const pokayoke = require("${PACKAGE}");`, "// and at the end of the array:", "pokayoke.configs.recommended,", ...more.map((each) => `${each},`)];
}

function mentionsPlugin(ts: typeof TS, file: TS.SourceFile): boolean {
  const visit = (node: TS.Node): boolean => (ts.isStringLiteralLike(node) && node.text === PACKAGE) || (ts.forEachChild(node, visit) ?? false);
  return visit(file);
}

interface Exported {
  readonly value: TS.Expression;
  readonly form: "import" | "require";
}

function exportedBy(ts: typeof TS, file: TS.SourceFile): Exported | undefined {
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement)) return { value: statement.expression, form: statement.isExportEquals === true ? "require" : "import" };
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
    const { left, operatorToken, right } = statement.expression;
    if (operatorToken.kind === ts.SyntaxKind.EqualsToken && left.getText(file) === "module.exports") return { value: right, form: "require" };
  }
  return undefined;
}

/** The elements that end a configuration, through names and type assertions; `undefined` where they are not written in this file. */
function listOf(ts: typeof TS, file: TS.SourceFile, value: TS.Expression, depth = 0): TS.ArrayLiteralExpression | TS.CallExpression | undefined {
  if (depth > 4) return undefined;
  if (ts.isArrayLiteralExpression(value)) return value;
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) return listOf(ts, file, value.expression, depth + 1);
  if (ts.isIdentifier(value)) {
    const declared = file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => [...declarationList.declarations]);
    const initial = declared.find(({ name }) => ts.isIdentifier(name) && name.text === value.text)?.initializer;
    return initial && listOf(ts, file, initial, depth + 1);
  }
  if (!ts.isCallExpression(value) || !isDefining(ts, file, value)) return undefined;
  const [only, ...others] = value.arguments;
  return only && others.length === 0 && ts.isArrayLiteralExpression(only) ? only : value;
}

/** `defineConfig(…)` of `eslint/config`, and `config(…)` of `typescript-eslint`: both take any number of elements. */
function isDefining(ts: typeof TS, file: TS.SourceFile, { expression }: TS.CallExpression): boolean {
  const called = expression.getText(file);
  if (/^\w+\.config$/.test(called)) return sourceOf(ts, file, called.split(".")[0] ?? "") === "typescript-eslint";
  return /^(?:eslint\/config|@eslint\/config-helpers)$/.test(sourceOf(ts, file, called) ?? "");
}

/** The module that a name of the file comes from. */
function sourceOf(ts: typeof TS, file: TS.SourceFile, name: string): string | undefined {
  const word = new RegExp(`(?<![\\w$])${name.replaceAll(/[$.]/g, "\\$&")}(?![\\w$])`);
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) && word.test(statement.importClause?.getText(file) ?? "")) return (statement.moduleSpecifier as TS.StringLiteral).text;
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (word.test(declaration.name.getText(file))) return /require\(\s*["']([^"']+)["']\s*\)/.exec(declaration.initializer?.getText(file) ?? "")?.[1];
    }
  }
  return undefined;
}

function freeName(file: TS.SourceFile): string {
  return /(?<![\w$-])pokayoke(?![\w$-])/.test(file.text) ? "pokayokePlugin" : "pokayoke";
}

/** Below the imports at the top of the file, or above its code. */
function importEdit(ts: typeof TS, file: TS.SourceFile, form: "import" | "require", name: string): Edit {
  const { quote, semicolon } = textStyleOf(ts, file);
  const from = `${quote}${PACKAGE}${quote}`;
  const line = form === "import" ? `import ${name} from ${from}${semicolon}` : `const ${name} = require(${from})${semicolon}`;
  const lineEnd = lineEndOf(file.text);
  const isImport = (statement: TS.Statement): boolean => ts.isImportDeclaration(statement) || (ts.isVariableStatement(statement) && /\brequire\(/.test(statement.getText(file)));
  const last = file.statements.filter(isImport).at(-1);
  const at = last ? endOfLine(file.text, last.end) : (file.statements[0]?.getStart(file, true) ?? 0);
  return { file: file.fileName, span: { start: at, end: at }, text: last ? `${lineEnd}${line}` : `${line}${lineEnd}${lineEnd}` };
}

/** After the last element, in the way the others are written. A comment behind that stays with it. */
function elementEdits(ts: typeof TS, { text, fileName }: TS.SourceFile, list: TS.ArrayLiteralExpression | TS.CallExpression, added: readonly string[]): readonly Edit[] {
  const element = added.join(", ");
  const elements = ts.isArrayLiteralExpression(list) ? list.elements : list.arguments;
  const insert = (at: number, inserted: string): Edit => ({ file: fileName, span: { start: at, end: at }, text: inserted });
  const last = elements.at(-1);
  const close = list.end - 1;
  if (last === undefined) return [insert(close, element)];
  const start = last.getStart();
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", start - 1) + 1))?.[0] ?? "";
  const isOnItsOwnLine = /\n[ \t]*$/.test(text.slice(0, start)) && text.slice(last.end, close).includes("\n");
  const comma = elements.hasTrailingComma ? "" : ",";
  if (!isOnItsOwnLine) {
    // An object that is written over several lines, as the only element: `defineConfig({ … })`.
    return [insert(elements.hasTrailingComma ? elements.end : last.end, `${comma} ${element}`)];
  }
  const at = endOfLine(text, elements.hasTrailingComma ? elements.end : last.end);
  return [...(comma === "" ? [] : [insert(last.end, comma)]), insert(at, added.map((each) => lineEndOf(text) + indent + each).join(",") + (comma === "" ? "," : ""))];
}

/** The end of a line, unless more code stands on it. */
function endOfLine(text: string, from: number): number {
  const rest = /^[ \t]*(?:\/\/[^\n\r]*|\/\*[^\n\r]*?\*\/[ \t]*)?(?=\r?\n|$)/.exec(text.slice(from))?.[0];
  return from + (rest?.length ?? 0);
}

function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

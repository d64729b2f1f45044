import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The root of the repository. Paths in these tests are relative to it, with `/`. */
export const ROOT: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Folders that hold no code of ours: what is installed, what is built, and code that is only looked at. */
const FOREIGN = new Set(["node_modules", "dist", "coverage", ".git", ".pokayoke", "fixtures"]);

/** What is published: everything a user runs. */
export const PUBLISHED: readonly string[] = ["rules", "codemods", "runtime", "plugin", "cli"];

/** All folders and files of ours below a folder, in order. */
export function treeOf(folder: string): { readonly folders: readonly string[]; readonly files: readonly string[] } {
  const folders: string[] = [];
  const files: string[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(ROOT, path), { withFileTypes: true })) {
      const inside = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isFile()) files.push(inside);
      if (!entry.isDirectory() || FOREIGN.has(entry.name)) continue;
      folders.push(inside);
      visit(inside);
    }
  };
  visit(folder);
  return { folders: folders.sort(), files: files.sort() };
}

/** The TypeScript files of ours below some folders. */
export function sourcesIn(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => treeOf(folder).files).filter((file) => file.endsWith(".ts"));
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

const parsed = new Map<string, ts.SourceFile>();

/** A file of ours, parsed once. */
export function parse(path: string): ts.SourceFile {
  let file = parsed.get(path);
  if (file === undefined) parsed.set(path, (file = ts.createSourceFile(path, read(path), ts.ScriptTarget.ESNext, true)));
  return file;
}

/** One way in which a file depends on another module. */
export interface Import {
  /** The module as it is written. */
  readonly specifier: string;
  /** The file of ours that a relative specifier leads to. */
  readonly file: string | undefined;
  /** Whether nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
  /** `export … from`. */
  readonly reExport: boolean;
}

const imported = new Map<string, readonly Import[]>();

/** Everything a file imports: declarations, re-exports, `import()` in code and in types, `require()`. */
export function importsOf(path: string): readonly Import[] {
  let found = imported.get(path);
  if (found === undefined) imported.set(path, (found = findImports(path)));
  return found;
}

function findImports(path: string): readonly Import[] {
  const found: Import[] = [];
  const add = (name: ts.Node | undefined, typeOnly: boolean, reExport = false): void => {
    if (name === undefined || !ts.isStringLiteralLike(name)) return;
    const specifier = name.text;
    const file = specifier.startsWith(".") ? relative(ROOT, join(ROOT, dirname(path), specifier)) : undefined;
    found.push({ specifier, file, typeOnly, reExport });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnlyImport(node));
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly, true);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    if (ts.isCallExpression(node) && isImportCall(node)) add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(parse(path));
  return found;
}

function isImportCall({ expression }: ts.CallExpression): boolean {
  return expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === "require");
}

function isTypeOnlyImport({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  const { phaseModifier, name, namedBindings } = importClause;
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.every((element) => element.isTypeOnly);
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** Folders of programs that a person starts, one at a time. */
const FOLDERS = /(?:^|\/)(?:bin|(?:[\w-]+-)?cli(?:-[\w-]+)?)\/|^(?:(?!(?:src|lib|app|apps|server|agents?)\/)[^/]+\/)*tools\//i;

/** Modules that only such programs, and programs with a window, import: arguments, prompts, editors, desktops, browsers' extensions, pages. */
const MODULES =
  /^(?:commander|yargs|cac|clipanion|meow|ink|ora|listr2?|enquirer|inquirer|prompts|@inquirer\/.+|@clack\/.+|@oclif\/.+|vscode|electron|electron-.+|@tauri-apps\/.+|obsidian|webextension-polyfill|react-dom|react-native|@angular\/core)$/;

const ABSOLUTE = /^(?:\/|[A-Z]:)/i;

/**
 * Whether a file is part of a program of which one person runs one: a command, a script with arguments, an editor's extension, a page. Nobody else fails in
 * the same moment and comes back in step with it. Told by its folder below the root, by what it imports, and by reading the arguments of the process.
 */
export function isRunByOne(ask: Ask): boolean {
  const { ts, file, path } = ask;
  if (!ABSOLUTE.test(path) && FOLDERS.test(path)) return true;
  if (file.text.startsWith("#!")) return true;
  if (ask.nodes(ts.SyntaxKind.ImportDeclaration).some((node) => isModule(ask, node as TS.ImportDeclaration))) return true;
  return ask.named("argv").some(({ parent }) => ts.isPropertyAccessExpression(parent) && parent.expression.getText() === "process");
}

function isModule({ ts }: Ask, node: TS.ImportDeclaration): boolean {
  const { moduleSpecifier } = node;
  return ts.isStringLiteralLike(moduleSpecifier) && MODULES.test(moduleSpecifier.text) && !node.getText().startsWith("import type ");
}

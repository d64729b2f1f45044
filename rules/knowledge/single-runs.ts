import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** Modules that only programs with a window import: editors, desktops, browsers' extensions, pages. */
const MODULES = /^(?:vscode|electron|electron-.+|@tauri-apps\/.+|obsidian|webextension-polyfill|react-dom|react-native|@angular\/core)$/;

/**
 * Whether a file is part of a program of which one person runs one: a script that is started by hand, a desktop, an editor's extension, a page. Nobody else
 * fails in the same moment and comes back in step with it. A command that is published is none: pipelines run hundreds of it at once.
 */
export function isRunByOne(ask: Ask): boolean {
  const { ts, file } = ask;
  if (file.text.startsWith("#!")) return true;
  if (ask.nodes(ts.SyntaxKind.ImportDeclaration).some((node) => isModule(ask, node as TS.ImportDeclaration))) return true;
  return ask.named("argv").some(({ parent }) => ts.isPropertyAccessExpression(parent) && parent.expression.getText() === "process");
}

function isModule({ ts }: Ask, node: TS.ImportDeclaration): boolean {
  const { moduleSpecifier } = node;
  return ts.isStringLiteralLike(moduleSpecifier) && MODULES.test(moduleSpecifier.text) && !node.getText().startsWith("import type ");
}

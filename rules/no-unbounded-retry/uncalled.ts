import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { nameOfFunction } from "../model/functions.ts";

/** `export * from "./client.js"`: what a module hands on as a whole. */
const STARS = /\bexport\s{0,9}\*[^;'"\n]{0,60}["']([^"'\n]+)["']/g;

/** Files that a package is entered by, whatever their functions are called by here. */
const ENTRIES = /^(?:index|main|mod|lib)$/;

/**
 * Whether code stands in a function of a module that nothing calls, or that tests alone do: all of the project is in sight, and no other module hands it on. Nothing
 * that runs in production waits for it.
 */
export function isUncalled(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  if (!ask.wholeProject) return false;
  let home: TS.SignatureDeclaration | undefined;
  for (let at = ask.enclosing(node); !ts.isSourceFile(at); at = ask.enclosing(at)) if (ts.isFunctionLike(at)) home = at;
  const name = home && nameOfFunction(ask, home);
  const declaration = name && ask.declarationOf(name);
  // A member may be called through an interface.
  if (!home || !declaration || !(ts.isFunctionDeclaration(declaration) || ts.isVariableDeclaration(declaration)) || ENTRIES.test(moduleName(ask.path))) return false;
  for (const use of ask.eachUseOf(declaration, name.text)) {
    const file = use.getSourceFile();
    if (file === ask.file) {
      const isOwn = use === name || (home.pos <= use.pos && use.end <= home.end) || ts.isExportSpecifier(use.parent);
      if (!isOwn) return false;
    } else if (!isSupportCode(ask.pathOf(file))) return false;
  }
  return ![...ask.once(stars)].some((each) => moduleName(each) === moduleName(ask.path));
}

function moduleName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[cm]?[jt]sx?$/, "");
}

function stars(ask: Ask): ReadonlySet<string> {
  return ask.saidInSight(STARS);
}

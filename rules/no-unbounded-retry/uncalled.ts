import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { nameOfFunction } from "../model/functions.ts";

/** `export * from "./client.js"`: what a module hands on as a whole. */
const STARS = /\bexport\s{0,9}\*[^;'"\n]{0,60}["']([^"'\n]+)["']/g;

const EXTENSION = /\.[cm]?[jt]sx?$/;

/** Files that a package is entered by, whatever their functions are called by here. */
const ENTRIES = /^(?:index|main|mod|lib)$/;

/**
 * Whether code stands in a function that nothing calls, or that tests alone do, and no other module hands on: all of the project is in sight. What an entry exports
 * may be called by anybody, so the function's module is imported for something else, or it is a helper in one that is no entry.
 */
export function isUncalled(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  if (!ask.wholeProject) return false;
  let home: TS.SignatureDeclaration | undefined;
  for (let at = ask.enclosing(node); !ts.isSourceFile(at); at = ask.enclosing(at)) if (ts.isFunctionLike(at)) home = at;
  const constant = home ? undefined : constantAround(ask, node);
  const owner = home ?? constant;
  const name = home ? nameOfFunction(ask, home) : constant?.name;
  const declaration = name && ask.declarationOf(name);
  // A member may be called through an interface.
  if (!owner || !declaration || !(ts.isFunctionDeclaration(declaration) || ts.isVariableDeclaration(declaration)) || ENTRIES.test(moduleName(ask.path))) return false;
  let isTested = false;
  for (const use of ask.eachUseOf(declaration, name.text)) {
    const file = use.getSourceFile();
    if (file === ask.file) {
      const isOwn = use === name || (owner.pos <= use.pos && use.end <= owner.end) || ts.isExportSpecifier(use.parent);
      if (!isOwn) return false;
    } else if (isSupportCode(ask.pathOf(file))) isTested = true;
    else return false;
  }
  const own = moduleName(ask.path);
  return (isTested || isImported(ask, own) || (home !== undefined && isHelper(ask, home) && isNoEntry(ask, own))) && ![...ask.once(stars)].some((each) => moduleName(each) === own);
}

/** The variable of a module that holds nothing but a literal which code stands in: `export const RETRIES = { attempts: 3, backoff: 1000 }`. */
function constantAround({ ts }: Ask, node: TS.Node): (TS.VariableDeclaration & { readonly name: TS.Identifier }) | undefined {
  const isPart = (at: TS.Node): boolean => ts.isPropertyAssignment(at) || ts.isObjectLiteralExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at) || ts.isIdentifier(at);
  let at = node;
  while (isPart(at)) at = at.parent;
  return ts.isVariableDeclaration(at) && at !== node && ts.isIdentifier(at.name) ? (at as TS.VariableDeclaration & { readonly name: TS.Identifier }) : undefined;
}

/** Runs what it is handed, so it is nothing that a framework would call by itself. */
function isHelper({ ts }: Ask, home: TS.SignatureDeclaration): boolean {
  const names = home.parameters.map(({ name }) => name.getText());
  const runs = (node: TS.Node): boolean => (ts.isCallExpression(node) && names.includes(node.expression.getText())) || (ts.forEachChild(node, runs) ?? false);
  return runs(home);
}

/** No package of the project names the module, and none hands out all of its modules. */
function isNoEntry(ask: Ask, module: string): boolean {
  const packages = ask.once(manifests);
  return packages.length > 0 && !packages.some((text) => text.includes(`/${module}.`) || text.includes(`/${module}"`) || (text.includes('"exports"') && text.includes("*")));
}

function manifests(ask: Ask): readonly string[] {
  return ask.asides(["package.json"]);
}

function moduleName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(EXTENSION, "");
}

/** Whether a module in sight names this one as what it imports. */
function isImported(ask: Ask, own: string): boolean {
  const { ts } = ask;
  const leadsHere = (node: TS.Node): boolean => moduleName((node as TS.StringLiteral).text) === own && ask.declarationOf(node) === ask.file;
  return ask.filesNaming(own, [own]).some((file) => file !== ask.file && ask.about(file).nodes(ts.SyntaxKind.StringLiteral).some(leadsHere));
}

function stars(ask: Ask): ReadonlySet<string> {
  return ask.saidInSight(STARS);
}

import type * as TS from "typescript";
import type { Ask, Name } from "./ask.ts";

/**
 * The same questions, answered from the file alone and without types: no import is followed, and of a method only the calls
 * on `this` are seen. Cheap, and enough to drop what is no candidate.
 */
export function askingNear(ask: Ask): Ask {
  const { ts } = ask;
  const usesNear = (declaration: TS.Declaration, name: string): readonly Name[] => {
    if (!ts.isMethodDeclaration(declaration) && !ts.isAccessor(declaration)) return ask.usesInFile(declaration, name);
    return ask.named(name).filter((use) => {
      const { parent } = use;
      const isForeign = ts.isPropertyAccessExpression(parent) && !isSelf(ts, parent.expression);
      return !isForeign && ask.declarationOf(use) === declaration;
    });
  };
  return {
    ...ask,
    wholeProject: false,
    declarationOf: (name) => (isImported(ask, rootOf(ts, name)) ? undefined : ask.declarationOf(name)),
    usesOf: usesNear,
    eachUseOf: usesNear,
  };
}

/** `this`, or a plain name that is commonly given to it. */
function isSelf(ts: typeof TS, receiver: TS.Node): boolean {
  return receiver.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(receiver) && /^(?:_?self|that|_this|me)$/.test(receiver.text));
}

/** The `a` of `a.b.c`. */
function rootOf(ts: typeof TS, name: TS.Node): TS.Node {
  const { parent } = name;
  let at: TS.Node = ts.isPropertyAccessExpression(parent) && parent.name === name ? parent.expression : name;
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at)) at = at.expression;
  return at;
}

function isImported(ask: Ask, name: TS.Node): boolean {
  const { ts } = ask;
  if (!ts.isIdentifier(name)) return false;
  return ask.named(name.text).some(({ parent }) => ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent));
}

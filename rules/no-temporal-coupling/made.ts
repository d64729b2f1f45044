import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** `const client = new Client(`, `Client.instance = new Client(`: the variable, or the field, and the class. */
const MAKES = /(?:(?:const|let)\s+(\w+)\s*(?::[^=;]{0,200})?|\b((?:this|[A-Z]\w*)\s*\.\s*\w+)\s*(?:\?\?)?)=\s*new\s+(\w+)/;

/** The places of the project that make an object of a class by its name. */
function madeIn(ask: Ask, owner: TS.ClassLikeDeclaration, name: string): readonly TS.Node[] {
  return ask.usesOf(owner, name).filter(({ parent }) => ask.ts.isNewExpression(parent));
}

/** Whether a static method makes the object and calls something on it, or, where only this file knows the class, all functions that make one do. */
export function isMadeReady(ask: Ask, owner: TS.ClassLikeDeclaration): boolean {
  const { ts } = ask;
  const statics = owner.members.filter((member) => ts.isMethodDeclaration(member) && (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0).map((member) => member.getText());
  const name = owner.name?.text ?? "this";
  const makesReady = (text: string): boolean => {
    const [, local, field, of] = MAKES.exec(text) ?? [];
    const object = local ?? field;
    if (object === undefined || (of !== name && of !== "this")) return false;
    // What a static field holds is the only one where nothing else makes another.
    const isOnly = field === undefined || madeIn(ask, owner, name).length <= 1;
    // `if (autoStart) await it.start()`: some are handed out as they were made.
    return isOnly && new RegExp(`(?<!\\bif\\s*\\([^()]*\\)\\s*\\{?\\s*)\\bawait\\s+${object.replace(".", "\\s*\\.\\s*")}\\s*\\.\\s*\\w+\\(`).test(text);
  };
  if (statics.some(makesReady)) return true;
  if (!ts.isClassDeclaration(owner) || !owner.name || isExported(ask, owner)) return false;
  const makers = ask.usesInFile(owner, name).filter(({ parent }) => ts.isNewExpression(parent)).map((made) => ask.enclosing(made));
  return makers.length > 0 && makers.every((maker) => !ts.isSourceFile(maker) && makesReady(maker.getText()));
}

/** Whether a class is given out where it stands, by `export { X }`, or by what is assigned to `exports`. */
export function isExported(ask: Ask, owner: TS.ClassDeclaration): boolean {
  const { ts } = ask;
  const isMarked = (ts.getModifiers(owner) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return isMarked || owner.name === undefined || ask.usesInFile(owner, owner.name.text).some((use) => isGivenOut(ask, use));
}

/** Whether a use of a name exports it. */
export function isGivenOut(ask: Ask, use: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isExportSpecifier(use.parent) || ts.isExportAssignment(use.parent)) return true;
  for (let at = use.parent; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken && /\bexports\b/.test(at.left.getText())) return true;
  }
  return false;
}

/** `const Watcher = class { … }`, `exports.Watcher = class { … }`. */
export function givenName(ts: typeof TS, { parent }: TS.ClassLikeDeclaration): string | undefined {
  const name = ts.isVariableDeclaration(parent) ? parent.name : ts.isBinaryExpression(parent) ? parent.left : undefined;
  const last = name && ts.isPropertyAccessExpression(name) ? name.name : name;
  return last && ts.isIdentifier(last) && last.text !== "exports" ? last.text : undefined;
}

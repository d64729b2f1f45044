import type * as TS from "typescript";
import type { Activation, Ask } from "../model/ask.ts";
import { isCallee, unwrapped } from "../model/functions.ts";

/** Whether somebody may use what the project hands out: a package of it is published, or nothing says what it is. What a program exports is called by the program. */
export function hasUsers(ask: Ask): boolean {
  return ask.once(isPublished);
}

/** What a package that others install says of itself and a program does not (npm 10). */
const FOR_OTHERS = /"(?:exports|types|typings|files|publishConfig)"\s*:/;

function isPublished(ask: Ask): boolean {
  const manifests = ask.asides(["package.json"]);
  return manifests.length === 0 || manifests.some((text) => FOR_OTHERS.test(text) && /"name"\s*:/.test(text) && !/"private"\s*:\s*true/.test(text) && (!/"bin"\s*:/.test(text) || /"exports"\s*:/.test(text)));
}

/** Whether code out of sight can call a function that nobody in sight calls: it is exported, a public member of what may be, or handed out. */
export function isOpen(ask: Ask, home: Activation): boolean {
  const { ts } = ask;
  if (ts.isFunctionDeclaration(home)) return isExported(ask, home);
  const member = ts.isPropertyDeclaration(home.parent) ? home.parent : home;
  if (ts.isClassElement(member)) return !isPrivate(ask, member);
  return leavesSight(ask, home);
}

/** Whether a function value goes where others call it: out of the function that made it, into an exported variable, onto `exports` or a prototype. */
export function leavesSight(ask: Ask, place: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = unwrapped(ask, place);
  // `return this.call.bind(this, method)`
  if (ts.isPropertyAccessExpression(parent) && parent.name.text === "bind" && isCallee(ask, parent)) return leavesSight(ask, parent.parent);
  return ts.isVariableDeclaration(parent) ? isExported(ask, parent) : isHandedOut(ask, place);
}

function isHandedOut(ask: Ask, place: TS.Node): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, place);
  const { parent } = at;
  if (ts.isReturnStatement(parent) || ts.isExportAssignment(parent) || (ts.isArrowFunction(parent) && parent.body === at)) return true;
  if (ts.isBinaryExpression(parent)) return parent.right === at && ts.isPropertyAccessExpression(parent.left) && !/^on/i.test(parent.left.name.text);
  const member = ts.isObjectLiteralElementLike(at) ? at : parent;
  if (ts.isObjectLiteralElementLike(member)) return leavesSight(ask, member.parent);
  // `return Object.freeze({ add, close })`, `export const handler = wrap(async (event) => { … })`
  const isWrapped = ts.isCallExpression(parent) && parent.expression !== at && (isObject(ask, at) || ts.isSourceFile(ask.enclosing(parent)));
  return isWrapped && leavesSight(ask, parent);
}

/** An object that is written out here, or a variable that holds one. */
function isObject(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isObjectLiteralExpression(at)) return true;
  const declaration = ts.isIdentifier(at) ? ask.declarationOf(at) : undefined;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && ts.isObjectLiteralExpression(declaration.initializer);
}

function isPrivate(ask: Ask, member: TS.ClassElement): boolean {
  const { ts } = ask;
  return (member.name !== undefined && ts.isPrivateIdentifier(member.name)) || (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0;
}

function isExported(ask: Ask, declaration: TS.FunctionDeclaration | TS.VariableDeclaration): boolean {
  const { ts } = ask;
  if (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) return true;
  const { name } = declaration;
  if (!name || !ts.isIdentifier(name)) return true;
  // What a file without imports and exports declares at its top is the page's.
  const file = declaration.getSourceFile();
  if (ts.isSourceFile(ask.enclosing(declaration)) && !/^[ \t]*(?:import|export)\b|\b(?:require|exports)\b/m.test(file.text)) return true;
  return ask.usesInFile(declaration, name.text).some((use) => ts.isExportSpecifier(use.parent) || ts.isExportAssignment(use.parent) || (use.parent !== declaration && isHandedOut(ask, use)));
}

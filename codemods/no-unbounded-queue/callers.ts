import type * as TS from "typescript";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Activation, Ask, Name } from "../../rules/model/ask.ts";
import { functionOf, isCallee, nameOfFunction, referencesTo, unwrapped } from "../../rules/model/functions.ts";
import { isJavaScript } from "./scene.ts";
import type { UntypedCalls } from "./untyped-calls.ts";
import { placeOf } from "./splice.ts";

/** Who runs a function: the places that call it, and whether code out of sight may. Or why that can't be told. */
export interface Callers {
  /** The calls (`f()`, `new F()`), and the reads and writes of an accessor. */
  readonly calls: readonly TS.Expression[];
}

/** Methods whose base class calls them, and which must not do anything that the base class does not expect. */
const HOOK = /^(?:_|(?:emit|on|once|write|end|push|pipe|transform|flush|destroy|close|then|catch|finally|next|return|throw|toString|valueOf|toJSON|handle[A-Z]\w*|render|component\w+)$)/;

/**
 * The places that run a named function. A function that nobody in sight calls is called by users of the module: they see what it throws and what
 * it returns. Text where the callers can't be known.
 */
export function callersOf(ask: Ask, activation: Activation, untypedCalls: UntypedCalls): Callers | string {
  const { ts } = ask;
  if (ts.isSourceFile(activation) || ts.isClassStaticBlockDeclaration(activation)) return "it runs when the module is loaded";
  const inherited = explainInherited(ask, activation);
  if (inherited !== undefined) return inherited;
  const handedOn = callsOfParameter(ask, activation);
  if (handedOn) return { calls: handedOn };
  const assigned = referencesToAssigned(ask, activation);
  const name = nameOfFunction(ask, activation) ?? assigned?.name;
  if (!name) return `a function without a name is handed on at ${placeOf(ask, activation)}`;
  const calls: TS.Expression[] = [];
  const isRun = (reference: TS.Node): boolean => !isSupportCode(ask.pathOf(reference.getSourceFile()));
  for (const reference of [...(assigned?.references ?? referencesTo(ask, activation) ?? []), ...referencesToInherited(ask, activation, name)].filter(isRun)) {
    if (isExported(ask, reference)) continue;
    const isAccessor = ts.isGetAccessor(activation) || ts.isSetAccessor(activation);
    const isCalled = isCallee(ask, reference) || (ts.isNewExpression(reference.parent) && reference.parent.expression === reference);
    if (!isCalled && !isAccessor) return `\`${name.text}\` is handed on as a value at ${placeOf(ask, reference)}`;
    calls.push(isCalled ? (reference.parent as TS.Expression) : reference);
  }
  if (calls.length > 0 || !isJavaScript(activation.getSourceFile()) || !isMember(ask, activation)) return { calls };
  const untyped = untypedCalls(name.text);
  return untyped ? { calls: untyped } : `the calls of \`${name.text}\` can't be told from those of other methods of that name`;
}

/** Whether a function can be called as `value.name()`. */
function isMember(ask: Ask, activation: TS.SignatureDeclaration): boolean {
  const { ts } = ask;
  const { parent } = activation;
  return ts.isMethodDeclaration(activation) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) || ts.isBinaryExpression(parent);
}

/** `run(() => …)`: where `run` is in sight and does nothing but call what it is handed, these calls run the function. */
function callsOfParameter(ask: Ask, activation: TS.SignatureDeclaration): readonly TS.Expression[] | undefined {
  const { ts } = ask;
  const place = unwrapped(ask, activation);
  const { parent: call } = place;
  if (!ts.isCallExpression(call) || call.expression === place) return undefined;
  const callee = ask.declarationOf(ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression);
  const parameter = callee && functionOf(ask, callee)?.parameters[call.arguments.indexOf(place as TS.Expression)];
  if (!parameter || !ts.isIdentifier(parameter.name) || parameter.dotDotDotToken) return undefined;
  const uses = ask.usesInFile(parameter, parameter.name.text).filter((use): use is TS.Identifier => use !== parameter.name && ts.isIdentifier(use));
  return uses.every((use) => isCallee(ask, use)) ? uses.map((use) => use.parent as TS.CallExpression) : undefined;
}

/** `exports.add = function …`, `Queue.prototype.add = function …`. */
function referencesToAssigned(ask: Ask, activation: TS.SignatureDeclaration): { readonly name: Name; readonly references: readonly TS.Expression[] } | undefined {
  const { ts } = ask;
  const { parent } = unwrapped(ask, activation);
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isPropertyAccessExpression(parent.left)) return undefined;
  const { name } = parent.left;
  if (!/^(?:module\.)?exports$|\.prototype$/.test(parent.left.expression.getText())) return undefined;
  const declaration = ask.declarationOf(name);
  const uses = declaration ? ask.usesOf(declaration, name.text) : [];
  return { name, references: uses.flatMap((use) => (use !== name && ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? [use.parent] : [])) };
}

/** `module.exports = { add }`, `return { add }`, `export default add`: a name for users out of sight. */
function isExported(ask: Ask, reference: TS.Expression): boolean {
  const { ts } = ask;
  const { parent } = reference;
  if (ts.isExportAssignment(parent)) return true;
  if (ts.isBinaryExpression(parent)) return parent.right === reference && /^(?:module\.)?exports\b/.test(parent.left.getText());
  const isMember = ts.isShorthandPropertyAssignment(parent) || (ts.isPropertyAssignment(parent) && parent.initializer === reference);
  if (!isMember) return false;
  const { parent: outer } = unwrapped(ask, frozen(ask, unwrapped(ask, parent.parent)));
  return ts.isReturnStatement(outer) || ts.isArrowFunction(outer) || ts.isExportAssignment(outer) || (ts.isBinaryExpression(outer) && /^(?:module\.)?exports\b/.test(outer.left.getText()));
}

/** `Object.freeze({ add })`, `harden({ add })`: the same object. */
function frozen({ ts }: Ask, object: TS.Node): TS.Node {
  const call = object.parent;
  return ts.isCallExpression(call) && call.arguments[0] === object && /^(?:Object\.freeze|harden)$/.test(call.expression.getText()) ? call : object;
}

/** A method that a base class out of sight may call is no method of ours alone. */
function explainInherited(ask: Ask, activation: TS.SignatureDeclaration): string | undefined {
  const { ts } = ask;
  if (!ts.isMethodDeclaration(activation) || !ts.isClassLike(activation.parent)) return undefined;
  const name = activation.name.getText();
  for (const clause of activation.parent.heritageClauses ?? []) {
    for (const type of clause.types) {
      if (ask.declarationOf(type.expression)) continue;
      const isEmitter = type.expression.getText().endsWith("Emitter");
      const isImplemented = clause.token === ts.SyntaxKind.ImplementsKeyword;
      const isOverride = (ts.getCombinedModifierFlags(activation) & ts.ModifierFlags.Override) !== 0;
      if (isImplemented || isOverride || HOOK.test(name) || (!isEmitter && referencesTo(ask, activation)?.length === 0)) return `\`${name}\` may be called by \`${type.expression.getText()}\`, which is not in sight`;
    }
  }
  return undefined;
}

/** Calls through the interface or the base class that declares the same method. */
function referencesToInherited(ask: Ask, activation: TS.SignatureDeclaration, name: Name): readonly TS.Expression[] {
  const { ts } = ask;
  if (!ts.isMethodDeclaration(activation) || !ts.isClassLike(activation.parent)) return [];
  return (activation.parent.heritageClauses ?? []).flatMap(({ types }) =>
    types.flatMap((type) => {
      const base = ask.declarationOf(type.expression);
      const members: readonly (TS.TypeElement | TS.ClassElement)[] = base && (ts.isInterfaceDeclaration(base) || ts.isClassLike(base)) ? [...base.members] : [];
      const member = members.find((each) => each.name?.getText() === name.text);
      if (!member) return [];
      return ask.usesOf(member, name.text).flatMap(({ parent }) => (ts.isPropertyAccessExpression(parent) ? [parent] : []));
    }),
  );
}

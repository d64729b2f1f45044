import type * as TS from "typescript";
import type { Ask } from "./ask.ts";
import { functionOf, isCallee, referencesTo } from "./functions.ts";

/** A function, method, accessor or constructor whose body is in sight. */
export type Body = TS.FunctionLikeDeclaration & { readonly body: TS.ConciseBody };

/** Skips what wraps an expression from outside without changing its value: parentheses, casts, `!`, `satisfies`. */
export function inside(ask: Ask, expression: TS.Expression): TS.Expression {
  const { ts } = ask;
  let at = expression;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isTypeAssertionExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}

/**
 * The function of the project that a call runs, through imports, members and `.call`/`.apply`; for `new`, the constructor.
 * `undefined` for what is not in sight or has no body: a package, a parameter, an interface.
 */
export function calledFunction(ask: Ask, call: TS.CallExpression | TS.NewExpression): Body | undefined {
  const { ts } = ask;
  const callee = inside(ask, call.expression);
  if (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) return withBody(callee);
  const name = ts.isPropertyAccessExpression(callee) ? memberCalled(ask, callee) : callee;
  if (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name)) return undefined;
  const named = ask.declarationOf(name);
  const declaration = named && behindProperty(ask, named);
  if (!declaration) return undefined;
  if (ts.isNewExpression(call)) return ts.isClassLike(declaration) ? declaration.members.filter(ts.isConstructorDeclaration).map(withBody).find(Boolean) : undefined;
  const found = functionOf(ask, declaration);
  return found && withBody(found);
}

/** Every call in sight that runs a function by its name. `undefined` if the function also goes elsewhere as a value, or has no name. */
export function callersOf(ask: Ask, called: Body): readonly TS.CallExpression[] | undefined {
  const references = referencesTo(ask, called);
  if (!references?.every((reference) => isCallee(ask, reference))) return undefined;
  return references.map(({ parent }) => parent as TS.CallExpression);
}

/** `sleep` of `export default { sleep }`, and of `{ sleep: wait }`, is the function of that name. */
function behindProperty(ask: Ask, declaration: TS.Declaration): TS.Declaration {
  const { ts } = ask;
  const isShort = ts.isShorthandPropertyAssignment(declaration);
  const value = isShort ? declaration.name : ts.isPropertyAssignment(declaration) ? inside(ask, declaration.initializer) : undefined;
  return (value && ts.isIdentifier(value) ? ask.declarationOf(value) : undefined) ?? declaration;
}

/** `b` of `a.b(…)`, and of `a.b.call(…)`. */
function memberCalled(ask: Ask, callee: TS.PropertyAccessExpression): TS.Node {
  const { ts } = ask;
  const isApplied = callee.name.text === "call" || callee.name.text === "apply";
  // A method of the project may be named so, too.
  if (!isApplied || ask.declarationOf(callee.name)?.getSourceFile().isDeclarationFile === false) return callee.name;
  const target = inside(ask, callee.expression);
  return ts.isPropertyAccessExpression(target) ? target.name : target;
}

function withBody(found: TS.SignatureDeclaration): Body | undefined {
  return "body" in found && found.body ? (found as Body) : undefined;
}

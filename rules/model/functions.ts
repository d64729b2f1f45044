import type * as TS from "typescript";
import type { Activation, Ask, LeaveOut, Name } from "./ask.ts";

/** Skips what wraps an expression without changing its value: parentheses, casts, `!`, `satisfies`. */
export function unwrapped(ask: Ask, node: TS.Node): TS.Node {
  const { ts } = ask;
  let at = node;
  for (let { parent } = at; isWrapper(ts, parent); { parent } = at) at = parent;
  return at;
}

function isWrapper(ts: typeof TS, node: TS.Node): boolean {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}

/** Whether an expression is what a call calls. */
export function isCallee(ask: Ask, node: TS.Node): boolean {
  return ask.ts.isCallExpression(node.parent) && node.parent.expression === node;
}

/** The last name of what is called: `b` in `a.b()`. */
export function calledName(ask: Ask, callee: TS.Expression): string | undefined {
  const { ts } = ask;
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}

/** The function that a declaration names: itself, or the function it is initialised with. */
export function functionOf(ask: Ask, declaration: TS.Declaration): TS.SignatureDeclaration | undefined {
  const { ts } = ask;
  if (ts.isFunctionLike(declaration)) return declaration;
  if (ts.isSourceFile(declaration)) return undefined;
  const assignment = ts.isBinaryExpression(declaration) ? declaration : declaration.parent;
  const assigned = ts.isBinaryExpression(assignment) && (assignment === declaration || (assignment.left as TS.Node) === declaration) ? assignment.right : undefined;
  const value = "initializer" in declaration ? (declaration.initializer as TS.Expression | undefined) : assigned;
  return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
}

/** The name that callers use for a function: its own, or that of the variable or property it is the value of (`exports.run = function …`). */
export function nameOfFunction(ask: Ask, activation: Activation): Name | undefined {
  const { ts } = ask;
  if (ts.isSourceFile(activation) || ts.isClassStaticBlockDeclaration(activation)) return undefined;
  const holder = activation.name ? activation : unwrapped(ask, activation).parent;
  const target = ts.isBinaryExpression(holder) && ts.isPropertyAccessExpression(holder.left) ? holder.left : holder;
  const name = "name" in target ? (target.name as TS.Node | undefined) : undefined;
  return name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name : undefined;
}

/** Every reference in sight to a function, besides its own name; `undefined` for a function without a name. */
export function referencesTo(ask: Ask, activation: Activation, leaveOut?: LeaveOut): readonly TS.Expression[] | undefined {
  const name = nameOfFunction(ask, activation);
  return name && ask.declarationOf(name) ? [...eachReferenceTo(ask, activation, leaveOut)] : undefined;
}

/** The same, found one file after the other, the function's own file first: whoever stops early spares the rest. */
export function* eachReferenceTo(ask: Ask, activation: Activation, leaveOut?: LeaveOut): Iterable<TS.Expression> {
  const { ts } = ask;
  const name = nameOfFunction(ask, activation);
  const declaration = name && ask.declarationOf(name);
  if (!declaration) return;
  for (const use of ask.eachUseOf(declaration, name.text, leaveOut)) {
    const { parent } = use;
    if (use === name || ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) continue;
    if (ts.isPropertyAccessExpression(parent) && parent.name === use) yield parent;
    else if (ts.isIdentifier(use)) yield use;
  }
}

/** The functions in sight that an activation calls by name or reads through a getter, itself left out. */
export function calleesOf(ask: Ask, home: Activation): readonly Activation[] {
  const { ts } = ask;
  if (ts.isSourceFile(home)) return [];
  const callees = new Set<Activation>();
  const visit = (node: TS.Node): void => {
    const name = calledOrRead(ask, node);
    const declaration = name && ask.declarationOf(name);
    const callee = declaration && functionOf(ask, declaration);
    if (callee && (ts.isGetAccessor(callee) || ts.isCallExpression(node)) && callee !== home) callees.add(callee);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(home, visit);
  return [...callees];
}

/** Only names that can lead to code of the project are resolved: plain names, and members of `this` or of a plain name. */
function calledOrRead(ask: Ask, node: TS.Node): TS.Node | undefined {
  const { ts } = ask;
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return node.expression;
  const access = ts.isCallExpression(node) ? node.expression : node;
  if (!ts.isPropertyAccessExpression(access)) return undefined;
  const { kind } = access.expression;
  const isOwn = kind === ts.SyntaxKind.ThisKeyword || kind === ts.SyntaxKind.SuperKeyword || kind === ts.SyntaxKind.Identifier;
  return isOwn ? access.name : undefined;
}

import type * as TS from "typescript";
import type { Span } from "./finding.ts";

/** The names of what a place lies in, outermost first: `Outbox.enqueue`, `app.post("/mails").send`. Empty at the top of a file. Functions without a name add nothing. */
export function scopeOf(ts: typeof TS, file: TS.SourceFile, span: Span): string {
  const names: string[] = [];
  for (let at: TS.Node = innermost(ts, file, span.start); !ts.isSourceFile(at); at = at.parent) {
    const isAround = at.getStart(file) < span.start || at.end > span.end;
    const name = isAround ? nameOf(ts, file, at, span) : undefined;
    if (name !== undefined) names.unshift(name);
  }
  return names.join(".");
}

/** The smallest node that holds an offset. */
function innermost(ts: typeof TS, file: TS.SourceFile, offset: number): TS.Node {
  let at: TS.Node = file;
  for (;;) {
    const inner = ts.forEachChild(at, (child) => (child.getStart(file) <= offset && offset < child.end ? child : undefined));
    if (inner === undefined) return at;
    at = inner;
  }
}

function nameOf(ts: typeof TS, file: TS.SourceFile, node: TS.Node, span: Span): string | undefined {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  if (ts.isClassStaticBlockDeclaration(node)) return "static";
  if (ts.isExportAssignment(node)) return "default";
  if (isArgument(ts, node)) return registrationOf(ts, file, node);
  if (ts.isBinaryExpression(node)) {
    const names = node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isNaming(ts, node.right) && span.start >= node.right.getStart(file);
    return names ? plain(node.left.getText(file)) : undefined;
  }
  if (!isNamed(ts, node)) return undefined;
  if (node.name === undefined) return isDefault(ts, node) ? "default" : undefined;
  const isInName = span.start >= node.name.getStart(file) && span.start < node.name.end;
  return isInName || ts.isObjectBindingPattern(node.name) || ts.isArrayBindingPattern(node.name) ? undefined : plain(node.name.getText(file));
}

type Named = TS.ClassLikeDeclaration | TS.FunctionDeclaration | TS.FunctionExpression | TS.ClassElement | TS.ObjectLiteralElement | TS.VariableDeclaration | TS.ModuleDeclaration | TS.EnumDeclaration;

function isNamed(ts: typeof TS, node: TS.Node): node is Named {
  return (
    ts.isClassLike(node) || ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node) || ts.isPropertyDeclaration(node) ||
    ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node) || ts.isModuleDeclaration(node) || ts.isEnumDeclaration(node)
  );
}

function isDefault(ts: typeof TS, node: TS.Node): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
}

function isArgument(ts: typeof TS, node: TS.Node): node is TS.ArrowFunction | TS.FunctionExpression {
  const isFunction = ts.isArrowFunction(node) || (ts.isFunctionExpression(node) && node.name === undefined);
  return isFunction && ts.isCallExpression(node.parent) && node.parent.expression !== node;
}

/** A callback is told by what it is registered under: `app.post("/mails")`. */
function registrationOf(ts: typeof TS, file: TS.SourceFile, callback: TS.ArrowFunction | TS.FunctionExpression): string | undefined {
  const { expression, arguments: values } = callback.parent as TS.CallExpression;
  const [first] = values;
  if (first === undefined || !ts.isStringLiteralLike(first)) return undefined;
  const callee = ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression) ? lastNames(ts, expression) : "";
  return callee === "" ? undefined : `${callee}(${JSON.stringify(first.text)})`;
}

/** `app.post` of `app.post`, `post` of `make().post`. */
function lastNames(ts: typeof TS, callee: TS.Identifier | TS.PropertyAccessExpression): string {
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isIdentifier(callee.expression) ? `${callee.expression.text}.${callee.name.text}` : callee.name.text;
}

/** A value that is a thing of its own, so that what it is assigned to names it. */
function isNaming(ts: typeof TS, value: TS.Expression): boolean {
  return ts.isFunctionExpression(value) || ts.isArrowFunction(value) || ts.isClassExpression(value) || ts.isObjectLiteralExpression(value);
}

/** A name without what a formatter changes in it: blanks, and quotes around a property's name. */
function plain(name: string): string {
  return name.replace(/\s+/g, "").replace(/^(["'])(.*)\1$/, "$2");
}

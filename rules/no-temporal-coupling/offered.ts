import type * as TS from "typescript";
import { isLifecycleHook } from "../knowledge/lifecycles.ts";
import type { Ask } from "../model/ask.ts";
import { functionIn, nameOf, wrappedFunction } from "./classes.ts";
import type { Body, Member } from "./machine.ts";
import { givesBack } from "./words.ts";

/** A module, a namespace, or what a function does. */
export type Scope = TS.SourceFile | TS.ModuleBlock | TS.Block;

/** What a module or a namespace lets others call. */
export function exportedNames(ask: Ask, file: TS.SourceFile | TS.ModuleBlock, members: Map<string, Member>): ReadonlySet<string> {
  const { ts } = ask;
  const names = new Set<string>();
  for (const statement of file.statements) {
    const isExported = ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (isExported && ts.isFunctionDeclaration(statement) && statement.name) names.add(statement.name.text);
    else if (isExported && ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) names.add(name.text);
    } else if (ts.isVariableStatement(statement)) {
      // `var api = module.exports = { … }`
      for (const { name, initializer } of statement.declarationList.declarations) if (ts.isIdentifier(name) && initializer && ts.isBinaryExpression(initializer) && isExports(initializer.left)) names.add(name.text);
    } else if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause) && !statement.moduleSpecifier) {
      for (const { name, propertyName } of statement.exportClause.elements) names.add((propertyName ?? name).text);
    } else if (ts.isExportAssignment(statement)) {
      const object = objectIn(ts, statement.expression);
      if (object) addMembers(ts, object, names, members);
      else addNames(ts, statement.expression, names);
    } else if (ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression) && isExports(statement.expression.left)) addExported(ts, statement.expression, names, members);
  }
  return names;
}

/** `module.exports`, `exports`, and what is put there. */
function isExports(left: TS.Expression): boolean {
  return /^(?:module\.)?exports\b/.test(left.getText());
}

/** A function that is put into an object of the module: `api.send = function () { … }`. */
interface Attached {
  readonly holder: string;
  readonly statement: TS.Statement;
  readonly member: Member;
}

/** The functions that a module puts into what may be its exports under another name: `const api = module.exports; api.send = …`. */
export function attachedIn({ ts }: Ask, file: TS.SourceFile | TS.ModuleBlock): readonly Attached[] {
  return file.statements.flatMap((statement): readonly Attached[] => {
    const node = ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression) ? statement.expression : undefined;
    if (node?.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isPropertyAccessExpression(node.left) || !ts.isIdentifier(node.left.expression)) return [];
    const { name: at, expression: holder } = node.left;
    const body = bodyOf(ts, node.right);
    if (!body || isMethodOfAnother(ts, body) || /^(?:module|exports)$/.test(holder.text)) return [];
    return [{ holder: holder.text, statement, member: exportedMember(at, body) }];
  });
}

function exportedMember(at: TS.MemberName, body: Body): Member {
  const isHook = isLifecycleHook(at.text);
  return { key: `exported ${at.text}`, name: at.text, at, body, isEntry: !isHook, isHook };
}

/** A function, as it is or in what calls it. */
function bodyOf(ts: typeof TS, value: TS.Expression): Body | undefined {
  return functionIn(ts, value) ?? wrappedFunction(ts, value);
}

/** `const api = module.exports`: the exports under another name. */
export function isExportsAlias(value: TS.Expression | undefined): boolean {
  return value !== undefined && /^(?:module\.)?exports$/.test(value.getText());
}

/** `exports.register = function () { this.hook(…); }`: who calls it has made it a method of something of his own, as frameworks do with plugins. */
function isMethodOfAnother(ts: typeof TS, { body }: Body): boolean {
  const hasThis = (node: TS.Node): boolean => node.kind === ts.SyntaxKind.ThisKeyword || ts.forEachChild(node, (child) => hasThis(child) || undefined) === true;
  return hasThis(body);
}

/** `module.exports = { … }`, `exports.send = function () { … }`: what gives out functions calls none of them. */
export function isGiving(ts: typeof TS, { expression: node }: TS.ExpressionStatement): boolean {
  return ts.isBinaryExpression(node) && isExports(node.left) && (objectIn(ts, node.right) !== undefined || bodyOf(ts, node.right) !== undefined);
}

/** `exports.send = function () { … }`, `module.exports = { init, send() { … } }`. */
function addExported(ts: typeof TS, { left, right }: TS.BinaryExpression, names: Set<string>, members: Map<string, Member>): void {
  const body = bodyOf(ts, right);
  const object = objectIn(ts, right);
  if (object) addMembers(ts, object, names, members);
  else if (body && ts.isPropertyAccessExpression(left) && !isMethodOfAnother(ts, body) && left.getText() !== "module.exports") {
    const member = exportedMember(left.name, body);
    members.set(member.key, member);
  } else addNames(ts, right, names);
}

function addNames(ts: typeof TS, value: TS.Expression, names: Set<string>): void {
  if (ts.isIdentifier(value)) names.add(value.text);
  // `promisify(send)` gives out `send`.
  if (ts.isCallExpression(value)) for (const argument of value.arguments) if (ts.isIdentifier(argument)) names.add(argument.text);
  if (!ts.isObjectLiteralExpression(value)) return;
  for (const property of value.properties) {
    if (ts.isShorthandPropertyAssignment(property)) names.add(property.name.text);
    else if (ts.isPropertyAssignment(property) && (ts.isIdentifier(property.initializer) || ts.isCallExpression(property.initializer))) addNames(ts, property.initializer, names);
  }
}

/** The functions that a function gives out in an object literal; inline ones become members. `undefined` for any other function. */
export function returnedFunctions(ask: Ask, scope: TS.Block, value: TS.ObjectLiteralExpression | undefined, members: Map<string, Member>): ReadonlySet<string> | undefined {
  const { ts } = ask;
  if (!value || isForFramework(ask, scope.parent)) return undefined;
  const names = new Set<string>();
  addMembers(ts, value, names, members);
  return names;
}

/** The object literal that is given out: as it is, by the name of a `const`, or by way of a function that freezes or marks it and gives it back. */
export function literalIn(ts: typeof TS, scope: TS.Block, value: TS.Expression | undefined, levels = 3): TS.ObjectLiteralExpression | undefined {
  if (!value || ts.isObjectLiteralExpression(value) || levels === 0) return value && ts.isObjectLiteralExpression(value) ? value : undefined;
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) return literalIn(ts, scope, value.expression, levels - 1);
  if (ts.isCallExpression(value)) return givesBack(value.expression.getText()) ? literalIn(ts, scope, value.arguments.at(-1), levels - 1) : undefined;
  if (!ts.isIdentifier(value)) return undefined;
  const constants = scope.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => (declarationList.flags & ts.NodeFlags.Const ? [...declarationList.declarations] : []));
  return literalIn(ts, scope, constants.find(({ name }) => ts.isIdentifier(name) && name.text === value.text)?.initializer, levels - 1);
}

/** The functions of a literal, and of the literals in it. */
export function addMembers(ts: typeof TS, value: TS.ObjectLiteralExpression, names: Set<string>, members: Map<string, Member>): void {
  addNames(ts, value, names);
  for (const property of value.properties) {
    if (ts.isPropertyAssignment(property) && ts.isObjectLiteralExpression(property.initializer)) addMembers(ts, property.initializer, names, members);
    const name = property.name && nameOf(ts, property.name);
    const body = ts.isMethodDeclaration(property) || ts.isAccessor(property) ? property : ts.isPropertyAssignment(property) ? property.initializer : undefined;
    if (name === undefined || !body || !ts.isFunctionLike(body) || !("body" in body) || !body.body) continue;
    members.set(`returned ${name}`, { key: `returned ${name}`, name, at: property.name ?? property, body: body as Body, isEntry: !isLifecycleHook(name), isHook: isLifecycleHook(name) });
  }
}

/** Whether a function says that what it gives out has a type of a package: all that is in the literal is declared there, and called by who declared it. */
export function isForFramework(ask: Ask, owner: TS.Node): boolean {
  const { ts } = ask;
  const said = ts.isFunctionLike(owner) || ts.isVariableDeclaration(owner) || ts.isSatisfiesExpression(owner) ? owner.type : undefined;
  const isPromise = said !== undefined && ts.isTypeReferenceNode(said) && said.typeName.getText() === "Promise";
  const type = isPromise ? said.typeArguments?.[0] : said;
  if (!type || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return false;
  const binding = ask.bindingOf(type.typeName);
  const statement = binding && ts.findAncestor(binding, ts.isImportDeclaration);
  return statement !== undefined && ts.isStringLiteral(statement.moduleSpecifier) && !/^[.#~]|^@\//.test(statement.moduleSpecifier.text);
}

/** The literal that a variable holds, also where `module.exports` gets it on the way. */
export function objectIn(ts: typeof TS, value: TS.Expression | undefined): TS.ObjectLiteralExpression | undefined {
  if (!value || ts.isObjectLiteralExpression(value)) return value;
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) return objectIn(ts, value.expression);
  return ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.EqualsToken ? objectIn(ts, value.right) : undefined;
}


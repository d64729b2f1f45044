import type * as TS from "typescript";
import { isLifecycleHook } from "../knowledge/lifecycles.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { functionIn, isDefinite, isStub, nameOf, wrappedFunction } from "./classes.ts";
import { slotKey, slotName, slotsIn } from "./holders.ts";
import type { Body, Cell, Machine, Member, Start } from "./machine.ts";
import { NO_SUPERTYPES } from "./supertypes.ts";
import { givesBack } from "./words.ts";

/** Functions that share variables: a module, or a function that returns an object of functions. */
export function machineOfVariables(ask: Ask, scope: TS.SourceFile | TS.Block): Machine | undefined {
  const { ts } = ask;
  const cells = new Map<string, Cell>();
  const functions = new Map<string, Body>();
  const literals = new Map<string, TS.ObjectLiteralExpression>();
  const start: (Start | TS.Statement)[] = [];
  const names = new Set<string>();
  for (const statement of scope.statements) {
    if (ts.isFunctionDeclaration(statement)) {
      if (statement.name && statement.body) functions.set(statement.name.text, statement as Body);
    } else if (ts.isVariableStatement(statement)) {
      const isLet = (statement.declarationList.flags & ts.NodeFlags.Const) === 0;
      for (const { name, initializer, type, exclamationToken } of statement.declarationList.declarations) {
        if (!ts.isIdentifier(name)) continue;
        const body = functionIn(ts, initializer) ?? (isLet ? undefined : wrappedFunction(ts, initializer));
        if (body && !(isLet && isStub(ts, body))) functions.set(name.text, body);
        else {
          names.add(name.text);
          // What starts with a number counts: it is never unset.
          if (isLet && !(initializer && ts.isNumericLiteral(initializer))) cells.set(name.text, { name: name.text, at: name, lies: exclamationToken !== undefined || (initializer === undefined && type !== undefined && isDefinite(ts, type)) });
          start.push({ cell: name.text, value: initializer });
          const object = objectIn(ts, initializer);
          if (object) literals.set(name.text, object);
        }
      }
    } else if ((ts.isExpressionStatement(statement) && !isGiving(ts, statement)) || ts.isIfStatement(statement) || ts.isTryStatement(statement)) start.push(statement);
  }
  const slots = ts.isSourceFile(scope) ? slotsIn(ask, scope) : [];
  for (const { key, at } of slots) cells.set(key, { name: key, at, lies: false });
  start.unshift(...slots.map(({ key, value }) => ({ cell: key, value })));
  if (cells.size === 0) return undefined;
  const members = new Map<string, Member>();
  if (functions.has("activate") && functions.has("deactivate")) return undefined;
  const literal = ts.isSourceFile(scope) ? undefined : literalIn(ts, scope, scope.statements.findLast(ts.isReturnStatement)?.expression);
  const offered = ts.isSourceFile(scope) ? exportedNames(ask, scope, members) : returnedFunctions(ask, scope, literal, members);
  if (!offered) return undefined;
  const entries = new Set(offered);
  // An object that a module gives out gives out its functions.
  const given = new Map(ts.isSourceFile(scope) ? [...literals].filter(([name, object]) => entries.has(name) && !isForFramework(ask, object.parent)) : []);
  for (const object of given.values()) addMembers(ts, object, entries, members);
  // That it is given out calls none of what is in it.
  const outside = [...given.values(), ...(literal ? [literal] : [])];
  const begun = start.filter((step) => !("cell" in step) || !outside.some(({ pos, end }) => step.value !== undefined && step.value.pos <= pos && step.value.end >= end));
  for (const [name, body] of functions) members.set(name, { key: name, name, at: body.name ?? body, body, isEntry: entries.has(name) && !isLifecycleHook(name), isHook: isLifecycleHook(name) });
  if (ts.isSourceFile(scope)) for (const member of trapsIn(ask, scope, literals)) members.set(`proxy ${member.name}`, member);
  for (const name of members.keys()) names.add(name);
  return { form: "variables", name: undefined, at: undefined, cells, members, given: new Set(), parameters: [], start: begun, supertypes: () => NO_SUPERTYPES, refOf: (node) => nameIn(ask, scope, names, node) ?? slotNamed(ask, scope, cells, names, node) ?? memberNamed(ask, scope, members, literal, given, node) };
}

/** What a module lets others call. */
function exportedNames(ask: Ask, file: TS.SourceFile, members: Map<string, Member>): ReadonlySet<string> {
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

/** `exports.register = function () { this.hook(…); }`: who calls it has made it a method of something of his own, as frameworks do with plugins. */
function isMethodOfAnother(ts: typeof TS, { body }: Body): boolean {
  const hasThis = (node: TS.Node): boolean => node.kind === ts.SyntaxKind.ThisKeyword || ts.forEachChild(node, (child) => hasThis(child) || undefined) === true;
  return hasThis(body);
}

/** `module.exports = { … }`, `exports.send = function () { … }`: what gives out functions calls none of them. */
function isGiving(ts: typeof TS, { expression: node }: TS.ExpressionStatement): boolean {
  return ts.isBinaryExpression(node) && isExports(node.left) && (objectIn(ts, node.right) !== undefined || functionIn(ts, node.right) !== undefined);
}

/** `exports.send = function () { … }`, `module.exports = { init, send() { … } }`. */
function addExported(ts: typeof TS, { left, right }: TS.BinaryExpression, names: Set<string>, members: Map<string, Member>): void {
  const body = functionIn(ts, right);
  const object = objectIn(ts, right);
  if (object) addMembers(ts, object, names, members);
  else if (body && ts.isPropertyAccessExpression(left) && !isMethodOfAnother(ts, body) && left.getText() !== "module.exports") {
    const name = left.name.text;
    members.set(`exported ${name}`, { key: `exported ${name}`, name, at: left.name, body, isEntry: !isLifecycleHook(name), isHook: isLifecycleHook(name) });
  } else addNames(ts, right, names);
}

function addNames(ts: typeof TS, value: TS.Expression, names: Set<string>): void {
  if (ts.isIdentifier(value)) names.add(value.text);
  if (!ts.isObjectLiteralExpression(value)) return;
  for (const property of value.properties) {
    if (ts.isShorthandPropertyAssignment(property)) names.add(property.name.text);
    else if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.initializer)) names.add(property.initializer.text);
  }
}

/** The functions that a function gives out in an object literal; inline ones become members. `undefined` for any other function. */
function returnedFunctions(ask: Ask, scope: TS.Block, value: TS.ObjectLiteralExpression | undefined, members: Map<string, Member>): ReadonlySet<string> | undefined {
  const { ts } = ask;
  if (!value || isForFramework(ask, scope.parent)) return undefined;
  const names = new Set<string>();
  addMembers(ts, value, names, members);
  return names;
}

/** The object literal that is given out: as it is, by the name of a `const`, or by way of a function that freezes or marks it and gives it back. */
function literalIn(ts: typeof TS, scope: TS.Block, value: TS.Expression | undefined, levels = 3): TS.ObjectLiteralExpression | undefined {
  if (!value || ts.isObjectLiteralExpression(value) || levels === 0) return value && ts.isObjectLiteralExpression(value) ? value : undefined;
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) return literalIn(ts, scope, value.expression, levels - 1);
  if (ts.isCallExpression(value)) return givesBack(value.expression.getText()) ? literalIn(ts, scope, value.arguments.at(-1), levels - 1) : undefined;
  if (!ts.isIdentifier(value)) return undefined;
  const constants = scope.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => (declarationList.flags & ts.NodeFlags.Const ? [...declarationList.declarations] : []));
  return literalIn(ts, scope, constants.find(({ name }) => ts.isIdentifier(name) && name.text === value.text)?.initializer, levels - 1);
}

/** The functions of a literal, and of the literals in it. */
function addMembers(ts: typeof TS, value: TS.ObjectLiteralExpression, names: Set<string>, members: Map<string, Member>): void {
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
function isForFramework(ask: Ask, owner: TS.Node): boolean {
  const { ts } = ask;
  const said = ts.isFunctionLike(owner) || ts.isVariableDeclaration(owner) || ts.isSatisfiesExpression(owner) ? owner.type : undefined;
  const isPromise = said !== undefined && ts.isTypeReferenceNode(said) && said.typeName.getText() === "Promise";
  const type = isPromise ? said.typeArguments?.[0] : said;
  if (!type || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return false;
  const binding = ask.bindingOf(type.typeName);
  const statement = binding && ts.findAncestor(binding, ts.isImportDeclaration);
  return statement !== undefined && ts.isStringLiteral(statement.moduleSpecifier) && !/^[.#~]|^@\//.test(statement.moduleSpecifier.text);
}

/** `export const scm = new Proxy({}, handler)`: whoever touches `scm` runs the `get` of `handler`. */
function trapsIn(ask: Ask, file: TS.SourceFile, literals: ReadonlyMap<string, TS.ObjectLiteralExpression>): readonly Member[] {
  const { ts } = ask;
  return file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) =>
    declarationList.declarations.flatMap(({ name, initializer }): Member[] => {
      const handler = initializer && ts.isNewExpression(initializer) && initializer.expression.getText() === "Proxy" ? initializer.arguments?.[1] : undefined;
      const literal = handler && ts.isIdentifier(handler) ? literals.get(handler.text) : handler;
      if (!literal || !ts.isObjectLiteralExpression(literal) || !ts.isIdentifier(name)) return [];
      const trap = literal.properties.find((property) => property.name?.getText() === "get");
      const body = trap && ts.isPropertyAssignment(trap) ? trap.initializer : trap;
      if (!body || !ts.isFunctionLike(body) || !("body" in body) || !body.body) return [];
      return [{ key: `proxy ${name.text}`, name: name.text, at: name, body: body as Body, isEntry: true, isHook: false }];
    }),
  );
}

/** The variable or function of the machine that an identifier refers to: not a key, a declaration, or a local of the same name. */
function nameIn(ask: Ask, scope: TS.Node, names: ReadonlySet<string>, node: TS.Node): string | undefined {
  const { ts } = ask;
  let at = node;
  while (ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at) || ts.isAsExpression(at)) at = at.expression;
  if (!ts.isIdentifier(at) || !names.has(at.text)) return undefined;
  const { parent } = at;
  const isKey = (ts.isPropertyAccessExpression(parent) && parent.name === at) || (ts.isPropertyAssignment(parent) && parent.name === at) || (ts.isBindingElement(parent) && parent.propertyName === at);
  const isDeclared = (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isFunctionLike(parent) || ts.isBindingElement(parent) || ts.isPropertySignature(parent)) && parent.name === at;
  if (isKey || isDeclared || ts.isTypeNode(parent) || ts.isQualifiedName(parent)) return undefined;
  for (let outer: TS.Node = parent; outer !== scope && !ts.isSourceFile(outer); outer = outer.parent) {
    if (ts.isFunctionLike(outer) && localsOf(ask, outer).has(at.text)) return undefined;
  }
  return at.text;
}

/** `state.config`, where `state` is an object of the module. */
function slotNamed(ask: Ask, scope: TS.Node, cells: ReadonlyMap<string, Cell>, names: ReadonlySet<string>, node: TS.Node): string | undefined {
  const { ts } = ask;
  const at = inside(ask, node as TS.Expression);
  if (!ts.isPropertyAccessExpression(at) && !ts.isElementAccessExpression(at)) return undefined;
  const base = inside(ask, at.expression);
  const holder = ts.isIdentifier(base) && /^global(?:This)?$/.test(base.text) ? base.text : nameIn(ask, scope, names, base);
  const place = slotKey(ts, at);
  const key = holder === undefined || place === undefined ? "" : slotName(holder, place);
  return cells.has(key) ? key : undefined;
}

/** `exports.send`, and `self.send` where `self` is the object that is given out. */
function memberNamed({ ts }: Ask, scope: TS.Node, members: ReadonlyMap<string, Member>, literal: TS.ObjectLiteralExpression | undefined, given: ReadonlyMap<string, TS.ObjectLiteralExpression>, node: TS.Node): string | undefined {
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const base = node.expression.getText();
  const object = base === "this" ? [...given.values()].find((one) => isMethodOf(ts, node, one)) : given.get(base);
  if (object) return members.has(`returned ${node.name.text}`) ? `returned ${node.name.text}` : undefined;
  const holder = literal && ts.findAncestor(literal, (outer) => outer.parent === scope || ts.isVariableDeclaration(outer));
  const isOwn = ts.isSourceFile(scope) ? /^(?:module\.)?exports$/.test(base) : holder !== undefined && ts.isVariableDeclaration(holder) && holder.name.getText() === base;
  return isOwn ? [`exported ${node.name.text}`, `returned ${node.name.text}`, node.name.text].find((key) => members.has(key)) : undefined;
}

/** Whether `this` at a place is an object: the next function that has a `this` of its own stands in its literal. */
function isMethodOf(ts: typeof TS, node: TS.Node, object: TS.ObjectLiteralExpression): boolean {
  const home = ts.findAncestor(node, (outer) => ts.isFunctionLike(outer) && !ts.isArrowFunction(outer));
  return home !== undefined && (home.parent === object || home.parent.parent === object);
}

/** The literal that a variable holds, also where `module.exports` gets it on the way. */
function objectIn(ts: typeof TS, value: TS.Expression | undefined): TS.ObjectLiteralExpression | undefined {
  if (!value || ts.isObjectLiteralExpression(value)) return value;
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) return objectIn(ts, value.expression);
  return ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.EqualsToken ? objectIn(ts, value.right) : undefined;
}

const locals = new WeakMap<TS.Node, ReadonlySet<string>>();

/** The names that a function declares itself: parameters, variables, functions. */
function localsOf({ ts }: Ask, owner: TS.SignatureDeclaration): ReadonlySet<string> {
  let names = locals.get(owner);
  if (names) return names;
  const found = new Set<string>();
  const visit = (node: TS.Node): void => {
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name)) found.add(node.name.text);
    if (ts.isFunctionDeclaration(node) && node.name && node !== owner) found.add(node.name.text);
    if (node === owner || !(ts.isFunctionLike(node) || ts.isClassLike(node))) ts.forEachChild(node, visit);
  };
  visit(owner);
  locals.set(owner, (names = found));
  return names;
}

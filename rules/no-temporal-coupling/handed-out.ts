import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "./machine.ts";
import { isGivenOut } from "./made.ts";
import type { Scene } from "./scene.ts";

/**
 * Whether all objects of a class that the project makes come out of functions which make one, call at once what sets a cell, and give it back: nobody else
 * ever holds one that is not ready. Whoever keeps one first and sets it up later stands.
 */
export function isHandedOutReady({ ask, machine, survey }: Scene, cell: string): boolean {
  const { ts } = ask;
  const owner = machine.at?.parent;
  if (machine.form !== "class" || !owner || !ts.isClassDeclaration(owner) || !owner.name || isStatic(ts, machine.cells.get(cell)?.at)) return false;
  const made: TS.NewExpression[] = madeByItself(ask, owner);
  for (const use of ask.usesOf(owner, owner.name.text, isSupportCode)) {
    if (ts.isNewExpression(use.parent) && use.parent.expression === use) made.push(use.parent);
    else if (use !== owner.name && (mayMake(ask, use) || isFromPackage(ts, use))) return false;
  }
  const filling = new Map([...machine.members.values()].filter((member) => survey.setsOf(member).has(cell)).map(({ name, body }) => [name, isWaiting(ts, body)]));
  return made.length > 0 && made.every((one) => isMadeReadyAt(ask, one, filling));
}

function isStatic(ts: typeof TS, at: TS.Node | undefined): boolean {
  const element = at && ts.findAncestor(at, ts.isClassElement);
  return element !== undefined && (ts.getCombinedModifierFlags(element) & ts.ModifierFlags.Static) !== 0;
}

/** `new this(…)` in static methods, as far as somebody calls them. */
function madeByItself(ask: Ask, owner: TS.ClassDeclaration): TS.NewExpression[] {
  const { ts } = ask;
  return (ask.nodes(ts.SyntaxKind.NewExpression) as readonly TS.NewExpression[]).filter((node) => {
    const method = node.expression.kind === ts.SyntaxKind.ThisKeyword ? ts.findAncestor(node, ts.isMethodDeclaration) : undefined;
    return method?.parent === owner && ask.usesOf(method, method.name.getText(), isSupportCode).some((use) => use !== method.name);
  });
}

/** Whether a class is handed on as a value or extended: others make objects of it, too. */
function mayMake(ask: Ask, use: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = use;
  const isNamed = ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isVariableDeclaration(parent) || ts.isBindingElement(parent);
  const isAsked = (ts.isPropertyAccessExpression(parent) && (parent.expression === use || /\bexports$/.test(parent.expression.getText()))) || (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword);
  return !isNamed && !isAsked && !ts.isTypeNode(parent) && !ts.isQualifiedName(parent) && !isGivenOut(ask.about(use.getSourceFile()), use);
}

/** Whether what a method sets is there only when its promise has come. */
function isWaiting(ts: typeof TS, { modifiers, type }: Body): boolean {
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true || /^Promise\b/.test(type?.getText() ?? "");
}

/** Whether a place stands in what others call to get an object: a method of a class that all may call, or a function of the module. */
function isInFactory({ ts }: Ask, node: TS.Node): boolean {
  const home = ts.findAncestor(node, ts.isFunctionLike);
  if (!home) return false;
  if (ts.isMethodDeclaration(home)) return ts.isClassLike(home.parent) && !ts.isPrivateIdentifier(home.name) && (ts.getCombinedModifierFlags(home) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
  if (ts.isFunctionDeclaration(home)) return ts.isSourceFile(home.parent);
  // A function in an object, such as a resolver of GraphQL, is one of many who make what they need.
  return ts.isVariableDeclaration(home.parent) && ts.isSourceFile(home.parent.parent.parent.parent);
}

/** `import { Locator } from "@streams/locator"`: a package that offers a class lets everybody make one. */
function isFromPackage(ts: typeof TS, use: TS.Node): boolean {
  const statement = ts.findAncestor(use, ts.isImportDeclaration);
  return statement !== undefined && ts.isStringLiteral(statement.moduleSpecifier) && !/^[.#~]|^@\//.test(statement.moduleSpecifier.text);
}

/** `const client = new Client(options); await client.login(); return client;`. */
function isMadeReadyAt(ask: Ask, made: TS.NewExpression, filling: ReadonlyMap<string, boolean>): boolean {
  const { ts } = ask;
  const { parent: declaration } = made;
  if (!isInFactory(ask, made) || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
  const statement = declaration.parent.parent;
  if (!ts.isVariableStatement(statement) || !ts.isBlock(statement.parent)) return false;
  const { text } = declaration.name;
  const names = (node: TS.Node): boolean => (ts.isIdentifier(node) && node.text === text) || (ts.forEachChild(node, (child) => names(child) || undefined) ?? false);
  const rest = statement.parent.statements.slice(statement.parent.statements.indexOf(statement) + 1);
  const last = rest.at(-1);
  const first = rest.find(names);
  const step = first && ts.isExpressionStatement(first) ? first.expression : undefined;
  const run = step && ts.isAwaitExpression(step) ? step.expression : step;
  const isAwaited = run !== step;
  const callee = run && ts.isCallExpression(run) && ts.isPropertyAccessExpression(run.expression) ? run.expression : undefined;
  const isRun = callee?.expression.getText() === text && (isAwaited ? filling.has(callee.name.text) : filling.get(callee.name.text) === false);
  return isRun && last?.kind === ts.SyntaxKind.ReturnStatement && (last as TS.ReturnStatement).expression?.getText() === text;
}

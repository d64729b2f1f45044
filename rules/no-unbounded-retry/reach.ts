import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { functionOf, nameOfFunction } from "../model/functions.ts";
import { failureAround, isFailureHandler } from "./flow.ts";

/** A way from one function to another one that it calls or registers. */
export interface Edge {
  readonly to: TS.SignatureDeclaration;
  /** The call; a reference to a function where it is handed over. */
  readonly at: TS.Node;
  /** The failure that leads there, if one does. */
  readonly failure: TS.Node | undefined;
}

const edges = new WeakMap<TS.Node, readonly Edge[]>();

/** The functions in the same file that a function calls, or hands over to be run after a failure; callbacks in it included. */
export function edgesFrom(ask: Ask, from: TS.Node): readonly Edge[] {
  const known = edges.get(from);
  if (known) return known;
  const { ts } = ask;
  const found: Edge[] = [];
  const visit = (node: TS.Node): void => {
    const name = ts.isCallExpression(node) ? ownName(ask, node.expression) : referredName(ask, node);
    const declaration = name && ask.declarationOf(name);
    const to = declaration?.getSourceFile() === ask.file ? functionOf(ask, declaration) : ts.isCallExpression(node) && declaration === undefined ? assignedTo(ask, node.expression) : undefined;
    const all = to ? [to] : ts.isCallExpression(node) ? handedTo(ask, node) : [];
    for (const each of all) found.push({ to: each, at: node, failure: ts.isCallExpression(node) ? failureAround(ask, node, from) : node });
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(from, visit);
  if (ts.isIdentifier(from) || ts.isPropertyAccessExpression(from)) {
    const name = ownName(ask, from);
    const declaration = name && ask.declarationOf(name);
    const to = declaration && functionOf(ask, declaration);
    if (to) found.push({ to, at: from, failure: undefined });
  }
  edges.set(from, found);
  return found;
}

/** `connect` or the `connect` of `this.connect`, `self.connect`. */
function ownName(ask: Ask, callee: TS.Expression): TS.Node | undefined {
  const { ts } = ask;
  if (ts.isIdentifier(callee)) return callee;
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  if (callee.name.text === "bind" || callee.name.text === "call") return ownName(ask, callee.expression);
  const owner = callee.expression;
  return owner.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(owner) && (/^(?:self|that|_this|me)$/.test(owner.text) || isAlias(ask, owner))) ? callee.name : undefined;
}

/** `later(task)`, where `task()` is called: the functions that calls in the same file hand in for a parameter. */
function handedTo(ask: Ask, { expression }: TS.CallExpression): readonly TS.SignatureDeclaration[] {
  const { ts } = ask;
  const isApplied = ts.isPropertyAccessExpression(expression) && (expression.name.text === "call" || expression.name.text === "apply");
  const callee = isApplied ? expression.expression : expression;
  const parameter = ts.isIdentifier(callee) ? ask.declarationOf(callee) : undefined;
  if (!parameter || !ts.isParameter(parameter) || parameter.getSourceFile() !== ask.file) return [];
  const name = nameOfFunction(ask, parameter.parent);
  const declaration = name && ask.declarationOf(name);
  if (!declaration) return [];
  const index = parameter.parent.parameters.indexOf(parameter);
  return ask.named(name.text).flatMap((use) => {
    const called = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
    const call = called.parent;
    const argument = ts.isCallExpression(call) && call.expression === called && ask.declarationOf(use) === declaration ? call.arguments[index] : undefined;
    if (!argument) return [];
    if (ts.isArrowFunction(argument) || ts.isFunctionExpression(argument)) return [argument];
    const own = ownName(ask, argument);
    const target = own && ask.declarationOf(own);
    const to = target?.getSourceFile() === ask.file ? functionOf(ask, target) : undefined;
    return to ? [to] : [];
  });
}

/** `const node = this;` */
function isAlias(ask: Ask, owner: TS.Identifier): boolean {
  const declaration = ask.declarationOf(owner);
  return declaration !== undefined && ask.ts.isVariableDeclaration(declaration) && declaration.initializer?.kind === ask.ts.SyntaxKind.ThisKeyword;
}

/** The function that the same file sets as a member of the same variable: `node.connect = function () { … }`. */
function assignedTo(ask: Ask, callee: TS.Expression): TS.SignatureDeclaration | undefined {
  const { ts } = ask;
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return undefined;
  const owner = ask.declarationOf(callee.expression);
  for (const use of owner ? ask.named(callee.name.text) : []) {
    const member = use.parent;
    const set = member.parent as TS.Node | undefined;
    if (!ts.isPropertyAccessExpression(member) || member.name !== use || !set || !ts.isBinaryExpression(set) || set.left !== member || set.operatorToken.kind !== ts.SyntaxKind.EqualsToken) continue;
    if ((ts.isFunctionExpression(set.right) || ts.isArrowFunction(set.right)) && ts.isIdentifier(member.expression) && ask.declarationOf(member.expression) === owner) return set.right;
  }
  return undefined;
}

/** A function handed over by its name: `socket.on("close", this.onClose)`, also with `.bind(this)`. */
function referredName(ask: Ask, node: TS.Node): TS.Node | undefined {
  const { ts } = ask;
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined;
  const isBound = ts.isPropertyAccessExpression(node.parent) && node.parent.name.text === "bind" && ts.isCallExpression(node.parent.parent);
  return isFailureHandler(ask, isBound ? node.parent.parent : node) ? ownName(ask, node) : undefined;
}

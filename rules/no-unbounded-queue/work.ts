import type * as TS from "typescript";
import { homeOf, isPromiseClass } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { calledName, functionOf, isCallee, eachReferenceTo } from "../model/functions.ts";
import type { Use } from "./uses.ts";
import { RELEASES, SUBSCRIPTIONS } from "./words.ts";

/** Whether what is put in is pending work. Disposers and handles of what runs already are not; nor is what moves on from another stock. */
export function isWork(ask: Ask, add: Use): boolean {
  return add.items.length === 0 || !add.items.every((item) => isDisposer(ask, item) || isRunning(ask, item) || isHandedOn(ask, item, add));
}

/** A function made here that calls something later: `queue.push(() => this.send(packet))`. */
export function isDeferredCall(ask: Ask, add: Use): boolean {
  return add.items.some((item) => isFunctionValue(ask, item));
}

/** Whether what is put in is made for this call, so that adding it to a Set always grows it. */
export function isFresh(ask: Ask, item: TS.Expression, follow = true): boolean {
  const { ts } = ask;
  if (ts.isObjectLiteralExpression(item) || ts.isArrayLiteralExpression(item) || ts.isNewExpression(item) || isFunctionValue(ask, item)) return true;
  const declaration = ts.isIdentifier(item) && follow ? ask.declarationOf(item) : undefined;
  if (!declaration) return false;
  if (ts.isVariableDeclaration(declaration)) return declaration.initializer !== undefined && isFresh(ask, declaration.initializer, false);
  return ts.isParameter(declaration) && isFreshArgument(ask, declaration);
}

function isFreshArgument(ask: Ask, parameter: TS.ParameterDeclaration): boolean {
  const index = parameter.parent.parameters.indexOf(parameter);
  for (const callee of eachReferenceTo(ask, parameter.parent)) {
    const argument = isCallee(ask, callee) ? (callee.parent as TS.CallExpression).arguments[index] : undefined;
    if (argument !== undefined && isFresh(ask, argument, false)) return true;
  }
  return false;
}

/** Whether what is put in settles a promise made in the producer: `new Promise((resolve) => waiters.push(resolve))`. */
export function holdsResolver(ask: Ask, add: Use): boolean {
  const { ts } = ask;
  const isExecutor = (node: TS.Node): boolean => isFunctionValue(ask, node) && ts.isNewExpression(node.parent) && isPromiseClass(ask, node.parent);
  const executor = ts.findAncestor(add.at, (node) => (node === add.home ? "quit" : isExecutor(node)));
  const names = new Set(executor ? (executor as TS.ArrowFunction).parameters.map(({ name }) => name.getText()) : []);
  if (names.size > 0) return add.items.some((item) => mentions(ask, item, names));
  const kits = namesOfKits(ask, add);
  return kits.size > 0 && add.items.some((item) => mentions(ask, item, kits));
}

/**
 * `const { promise, resolve } = Promise.withResolvers(); queue.push(resolve); return promise;`, `const deferred = new Deferred(); …; return deferred.promise;`: the names
 * by which a producer holds what settles the promise that it gives its caller.
 */
function namesOfKits(ask: Ask, { home }: Use): ReadonlySet<string> {
  const { ts } = ask;
  const names = new Set<string>();
  const visit = (node: TS.Node): void => {
    const given = ts.isReturnStatement(node) || ts.isAwaitExpression(node) ? node.expression : undefined;
    const access = given && ts.isPropertyAccessExpression(given) && given.name.text === "promise" ? given.expression : given;
    const declaration = access && ts.isIdentifier(access) ? ask.declarationOf(access) : undefined;
    if (declaration && homeOf(ask, declaration) === home) {
      if (access !== given && ts.isVariableDeclaration(declaration) && declaration.initializer && !ts.isObjectLiteralExpression(declaration.initializer)) names.add(declaration.name.getText());
      const kit = ts.isBindingElement(declaration) && (declaration.propertyName ?? declaration.name).getText() === "promise" ? declaration.parent : undefined;
      for (const { name } of (kit?.elements ?? []) as readonly TS.BindingElement[]) if (name !== (declaration as TS.BindingElement).name) names.add(name.getText());
    }
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  if ("body" in home && home.body) visit(home.body);
  return names;
}

/** An object that merely has a method which calls a resolver is no waiter; a function that does, or an object that holds it, is. */
function mentions(ask: Ask, node: TS.Node, names: ReadonlySet<string>, follow = true): boolean {
  const { ts } = ask;
  if (ts.isMethodDeclaration(node)) return false;
  if (!ts.isIdentifier(node)) return ts.forEachChild(node, (child) => mentions(ask, child, names, follow)) ?? false;
  if (names.has(node.text)) return true;
  const declaration = follow ? ask.declarationOf(node) : undefined;
  const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value !== undefined && mentions(ask, value, names, false);
}

/** `() => emitter.off("data", handler)`, or what `setTimeout` and `subscribe` return. */
function isDisposer(ask: Ask, item: TS.Expression, follow = true): boolean {
  const { ts } = ask;
  if (ts.isIdentifier(item)) {
    const declaration = follow ? ask.declarationOf(item) : undefined;
    const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return value !== undefined && isDisposer(ask, value, false);
  }
  if (ts.isCallExpression(item)) return SUBSCRIPTIONS.has(calledName(ask, item.expression) ?? "");
  if (ts.isObjectLiteralExpression(item)) {
    // `{ remove: () => target.removeListener(listener) }`
    return item.properties.length > 0 && item.properties.every((property) => ts.isPropertyAssignment(property) && isFunctionValue(ask, property.initializer) && isDisposer(ask, property.initializer));
  }
  if (!isFunctionValue(ask, item)) return false;
  const { body } = item;
  const calls = ts.isBlock(body)
    ? body.statements.map((statement) => (ts.isExpressionStatement(statement) ? statement.expression : undefined))
    : [body];
  return calls.length > 0 && calls.every((call) => call && ts.isCallExpression(call) && RELEASES.has(calledName(ask, call.expression) ?? ""));
}

/** A promise of something that was started already: what bounds it is what started it. */
function isRunning(ask: Ask, item: TS.Expression, follow = true): boolean {
  const { ts } = ask;
  if (ts.isNewExpression(item)) return isPromiseClass(ask, item);
  if (ts.isIdentifier(item)) {
    const declaration = follow ? ask.declarationOf(item) : undefined;
    if (declaration && ts.isParameter(declaration)) return isPromiseType(declaration.type);
    const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return value !== undefined && (isRunning(ask, value, false) || (ts.isCallExpression(value) && isSettledLater(ask, declaration, item.text)));
  }
  if (!ts.isCallExpression(item)) return false;
  if (/^Promise\.(?:resolve|reject)$/.test(item.expression.getText())) return true;
  const name = calledName(ask, item.expression);
  return name === "then" || name === "catch" || name === "finally" || returnsPromise(ask, item.expression);
}

/** `promise.catch(report)`: what is asked for its end is a promise, whoever gave it. */
function isSettledLater(ask: Ask, local: TS.Declaration | undefined, name: string): boolean {
  return local !== undefined && ask.usesInFile(local, name).some(({ parent }) => ask.ts.isPropertyAccessExpression(parent) && /^(?:then|catch|finally)$/.test(parent.name.text) && isCallee(ask, parent));
}

function returnsPromise(ask: Ask, callee: TS.Expression): boolean {
  const { ts } = ask;
  const inner = ts.isParenthesizedExpression(callee) ? callee.expression : callee;
  const declaration = isFunctionValue(ask, inner) ? undefined : ask.declarationOf(ts.isPropertyAccessExpression(inner) ? inner.name : inner);
  const target = isFunctionValue(ask, inner) ? inner : declaration && functionOf(ask, declaration);
  if (!target) return false;
  const isAsync = (ts.getCombinedModifierFlags(target) & ts.ModifierFlags.Async) !== 0;
  return isAsync || isPromiseType(target.type);
}

function isPromiseType(type: TS.TypeNode | undefined): boolean {
  return type !== undefined && /^(?:Promise|PromiseLike)</.test(type.getText());
}

/** `batches.push(this.batch); this.batch = []`: what was pending in one place is pending in another. */
function isHandedOn(ask: Ask, item: TS.Expression, add: Use): boolean {
  const { ts } = ask;
  if (!ts.isPropertyAccessExpression(item)) return false;
  return ask.named(item.name.text).some(({ parent: access }) => {
    const { parent } = access;
    const isEmptied = ts.isBinaryExpression(parent) && parent.left === access && ts.isArrayLiteralExpression(parent.right);
    return isEmptied && ask.enclosing(parent) === add.home;
  });
}

function isFunctionValue(ask: Ask, node: TS.Node): node is TS.ArrowFunction | TS.FunctionExpression {
  return ask.ts.isArrowFunction(node) || ask.ts.isFunctionExpression(node);
}

import type * as TS from "typescript";
import { homeOf } from "../../rules/knowledge/turns.ts";
import type { Activation } from "../../rules/model/ask.ts";
import { calledName, functionOf } from "../../rules/model/functions.ts";
import { isNamedIn, type Scene } from "./scene.ts";
import { DISPATCHES, REMOVALS, SETTLES } from "./words.ts";

/** So many functions are looked into below one loop. */
const MAX_CALLEES = 40;

/**
 * Why a loop over the array must stay a loop over the array: an array is read as it is at each step, a queue as it was at the start. The two differ
 * where the body, or what it calls, adds or removes. `undefined` where it does neither.
 */
export function explainLiveLoop(scene: Scene, loop: TS.ForOfStatement): string | undefined {
  const { ts } = scene.ask;
  if (loop.awaitModifier || findIn(scene, loop.statement, (node) => ts.isAwaitExpression(node) || ts.isYieldExpression(node))) return "is read while the loop waits, and would miss what is added meanwhile";
  if (isNamedIn(scene, loop.statement)) return "is used again in the loop over it";
  return explainReentry(scene, loop.statement, namesIn(scene, loop.initializer));
}

/**
 * Why a callback of `forEach`, `map` and so on must stay on the array: these don't see what is added meanwhile, as a copy does not, but they skip
 * what is removed.
 */
export function explainLiveCallback(scene: Scene, callback: TS.Expression): string | undefined {
  const { ask } = scene;
  const { ts } = ask;
  const declaration = ts.isIdentifier(callback) ? ask.declarationOf(callback) : undefined;
  const inline = ts.isArrowFunction(callback) || ts.isFunctionExpression(callback) ? callback : declaration && functionOf(ask, declaration);
  if (!inline || !("body" in inline) || !inline.body) return undefined;
  const isRemoval = ({ parent }: TS.Expression): boolean => ts.isPropertyAccessExpression(parent) && REMOVALS.has(parent.name.text);
  return explainReentry({ ...scene, references: scene.references.filter(isRemoval) }, inline.body, undefined);
}

/** Why a piece of code may add to the array or remove from it. `elements` are the names that stand for what it holds; without them, code out of sight is trusted. */
function explainReentry(scene: Scene, body: TS.Node, elements: ReadonlySet<string> | undefined): string | undefined {
  const { ask } = scene;
  const { ts } = ask;
  const homes = new Set<Activation>(scene.references.map((reference) => homeOf(ask, reference)));
  const seen = new Set<Activation>();
  const visit = (node: TS.Node, own: ReadonlySet<string>): string | undefined => {
    if (ts.isCallExpression(node)) {
      const why = judge(node, own);
      if (why !== undefined) return why;
    }
    if (ts.isFunctionLike(node) && node !== body && !isRunOnTheSpot(scene, node)) return undefined;
    return ts.forEachChild(node, (child) => visit(child, own));
  };
  const judge = (call: TS.CallExpression, own: ReadonlySet<string>): string | undefined => {
    const name = calledName(ask, call.expression);
    if (elements && isElement(call.expression, own) && !(name !== undefined && SETTLES.has(name)) && !isResolver(scene, call.expression)) return "holds functions that the loop over it runs, and they may add to it";
    if (elements && name !== undefined && ts.isPropertyAccessExpression(call.expression) && DISPATCHES.has(name)) return `may be added to by what \`${name}\` runs in the loop over it`;
    const declaration = name === undefined ? undefined : ask.declarationOf(ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression);
    const callee = declaration && functionOf(ask, declaration);
    if (!callee || seen.has(callee)) return undefined;
    if (homes.has(callee)) return `is added to or taken from by \`${name ?? ""}\`, which the loop over it calls`;
    seen.add(callee);
    return seen.size > MAX_CALLEES ? "is read by a loop that runs too much code to be followed" : "body" in callee && callee.body ? visit(callee.body, new Set()) : undefined;
  };
  const isElement = (callee: TS.Expression, own: ReadonlySet<string>): boolean => {
    let root = callee;
    if (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) {
      // a method of an element is the element's own code; one of a class in sight is looked into like any other
      const member = ts.isPropertyAccessExpression(root) ? ask.declarationOf(root.name) : undefined;
      if (member && ts.isMethodDeclaration(member)) return false;
      while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) root = root.expression;
    }
    return ts.isIdentifier(root) && own.has(root.text);
  };
  return visit(body, elements ?? new Set());
}

/** A promise's own `resolve`, put in as it is: what waits for it runs later. */
function isResolver({ ask, kind }: Scene, callee: TS.Expression): boolean {
  return kind === "waiters" && ask.ts.isIdentifier(callee);
}

/** Callbacks of array methods, and functions called on the spot, run as part of the body; all others later, or never. */
function isRunOnTheSpot({ ask }: Scene, node: TS.SignatureDeclaration): boolean {
  const body = "body" in node ? (node.body as TS.Node | undefined) : undefined;
  return body !== undefined && homeOf(ask, body) !== node;
}

function namesIn({ ask }: Scene, initializer: TS.ForInitializer): ReadonlySet<string> {
  const { ts } = ask;
  const names = new Set<string>();
  const visit = (node: TS.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(initializer);
  return names;
}

/** Whether something stands in a piece of code, functions in it left out. */
function findIn({ ask }: Scene, node: TS.Node, is: (node: TS.Node) => boolean): boolean {
  const { ts } = ask;
  if (is(node)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => findIn({ ask } as Scene, child, is)) ?? false);
}

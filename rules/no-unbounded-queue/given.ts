import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { isAssignment } from "./target.ts";
import type { Use } from "./uses.ts";

/** So many locals one after the other are followed. */
const MAX_LOCALS = 4;

/** What a producer puts in. */
export interface Content {
  /** The names by which the producer knows it. */
  readonly names: ReadonlySet<string>;
  readonly isGiven: boolean;
  /** Whether it is what was given, or something made around it, and not the result of a call. */
  readonly isItself: boolean;
}

/**
 * Tells whether what a producer puts in comes of what it was given: a parameter, a part of one, what a source yields, something made around one or worked out from one
 * (`{ message, sentAt }`, `await encode(message)`, `() => this.send(message)`). Then there are as many entries as somebody brings. What a function has of itself
 * (a warning, the end of a step) comes as often as its code says.
 */
export function contentOf(ask: Ask, add: Use): Content {
  const search: Search = { add, parameters: parametersOf(ask, add), names: new Set(), isThroughCalls: true, known: new Map() };
  const isGiven = add.items.map((item) => mentionsGiven(ask, item, search, 0)).includes(true);
  return { names: search.names, isGiven, isItself: isGiven && add.items.some((item) => mentionsGiven(ask, item, { ...search, isThroughCalls: false, known: new Map() }, 0)) };
}

interface Search {
  readonly add: Use;
  readonly parameters: ReadonlySet<string>;
  /** Filled with every name on the way that the producer may hand on directly. */
  readonly names: Set<string>;
  readonly isThroughCalls: boolean;
  /** The answer for a local that was followed already, by how many stand before it: the values of locals name one another over and over in long functions. */
  readonly known: Map<TS.Declaration, boolean[]>;
}

/** The parameters of the producer, and of the callbacks in it that the addition stands in. */
function parametersOf(ask: Ask, { at, home }: Use): ReadonlySet<string> {
  const { ts } = ask;
  const names = new Set(["arguments"]);
  const collect = (node: TS.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    else if (ts.isBindingElement(node)) collect(node.name);
    else ts.forEachChild(node, collect);
  };
  for (let node = at; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isFunctionLike(node)) for (const { name } of node.parameters) collect(name);
    if (node === home) break;
  }
  return names;
}

function mentionsGiven(ask: Ask, node: TS.Node, search: Search, locals: number): boolean {
  const { ts } = ask;
  const visit = (child: TS.Node): boolean => mentionsGiven(ask, child, search, locals);
  if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
  if (ts.isPropertyAssignment(node)) return visit(node.initializer);
  if (!ts.isIdentifier(node)) {
    let isFound = false;
    // All of them: each is a name that the producer may hand on directly. What is called by its bare name is none.
    ts.forEachChild(node, (child) => {
      const isCalled = ts.isCallExpression(node) && node.expression === child && ts.isIdentifier(child);
      isFound = (!isCalled && visit(child)) || isFound;
    });
    return isFound;
  }
  search.names.add(node.text);
  if (search.parameters.has(node.text)) return true;
  const declaration = locals < MAX_LOCALS ? ask.declarationOf(node) : undefined;
  const local = declaration && ts.findAncestor(declaration, ts.isVariableDeclaration);
  if (!declaration || !local || local.pos < search.add.home.pos || local.end > search.add.home.end) return false;
  // `for await (const event of source)`: the source gives as many as there are.
  if (ts.isForOfStatement(local.parent.parent) && local.parent.parent.awaitModifier) return true;
  const answers = search.known.get(declaration) ?? [];
  search.known.set(declaration, answers);
  return (answers[locals] ??= valuesOf(ask, local, node.text).some((value) => (search.isThroughCalls || !isResult(ask, value)) && mentionsGiven(ask, value, search, locals + 1)));
}

function isResult(ask: Ask, value: TS.Expression): boolean {
  const { ts } = ask;
  const node = inside(ask, value);
  return ts.isCallExpression(node) || (ts.isAwaitExpression(node) && isResult(ask, node.expression));
}

/** What a variable of the producer is given where it is declared, or, if it gets nothing there, what is assigned to it. */
function valuesOf(ask: Ask, local: TS.VariableDeclaration, name: string): readonly TS.Expression[] {
  const { ts } = ask;
  if (local.initializer) return [local.initializer];
  const loop = local.parent.parent;
  if (ts.isForOfStatement(loop) || ts.isForInStatement(loop)) return [loop.expression];
  return ask.usesInFile(local, name).flatMap((use) => (ts.isBinaryExpression(use.parent) && use.parent.left === use && isAssignment(ask, use.parent) ? [use.parent.right] : []));
}

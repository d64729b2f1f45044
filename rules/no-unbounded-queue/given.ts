import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { isAssignment } from "./target.ts";
import type { Use } from "./uses.ts";

const MAX_LOCALS = 3;

/** What a producer puts in. */
export interface Content {
  /** The names by which the producer knows it. */
  readonly names: ReadonlySet<string>;
  readonly isGiven: boolean;
}

/**
 * Tells whether what a producer puts in is what it was given: a parameter, a part of one, or something made around one
 * (`{ message, sentAt }`, `new Request(message)`). Then there are as many entries as somebody brings. What a function works out by itself
 * (a warning, a result, the end of a step) comes as often as its code says.
 */
export function contentOf(ask: Ask, add: Use): Content {
  const parameters = parametersOf(ask, add);
  const names = new Set<string>();
  const isGiven = add.items.map((item) => mentionsGiven(ask, item, add, parameters, names, 0)).includes(true);
  return { names, isGiven };
}

/** Whether what is put in was worked out from what the producer was given: `const request = encode(entry)`. */
export function comesOfGiven(ask: Ask, add: Use): boolean {
  const { ts } = ask;
  const parameters = parametersOf(ask, add);
  const mentions = (node: TS.Node): boolean => (ts.isIdentifier(node) && parameters.has(node.text)) || (ts.forEachChild(node, mentions) ?? false);
  return add.items.some((item) => {
    const declaration = ts.isIdentifier(item) ? ask.declarationOf(item) : undefined;
    const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    const made = value && (ts.isAwaitExpression(value) ? value.expression : value);
    return made !== undefined && ts.isCallExpression(made) && made.arguments.some(mentions);
  });
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

function mentionsGiven(ask: Ask, node: TS.Node, add: Use, parameters: ReadonlySet<string>, names: Set<string>, locals: number): boolean {
  const { ts } = ask;
  const visit = (child: TS.Node): boolean => mentionsGiven(ask, child, add, parameters, names, locals);
  if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
  if (ts.isPropertyAssignment(node)) return visit(node.initializer);
  if (!ts.isIdentifier(node)) {
    let isFound = false;
    // All of them: each is a name that the producer may hand on directly.
    ts.forEachChild(node, (child) => {
      isFound = visit(child) || isFound;
    });
    return isFound;
  }
  names.add(node.text);
  if (parameters.has(node.text)) return true;
  const declaration = locals < MAX_LOCALS ? ask.declarationOf(node) : undefined;
  const local = declaration && ts.findAncestor(declaration, ts.isVariableDeclaration);
  if (!local || local.pos < add.home.pos || local.end > add.home.end) return false;
  return valuesOf(ask, local, node.text).some((value) => isMadeAround(ask, value) && mentionsGiven(ask, value, add, parameters, names, locals + 1));
}

/** What a variable of the producer is given where it is declared, or, if it gets nothing there, what is assigned to it. */
function valuesOf(ask: Ask, local: TS.VariableDeclaration, name: string): readonly TS.Expression[] {
  const { ts } = ask;
  if (local.initializer) return [local.initializer];
  return ask.usesInFile(local, name).flatMap((use) => (ts.isBinaryExpression(use.parent) && use.parent.left === use && isAssignment(ask, use.parent) ? [use.parent.right] : []));
}

/** What still is what was given, under another name or in another shape: not the result of a call. */
function isMadeAround(ask: Ask, value: TS.Expression): boolean {
  const { ts } = ask;
  const node = inside(ask, value);
  if (ts.isBinaryExpression(node)) return isMadeAround(ask, node.left);
  if (ts.isPropertyAccessExpression(node)) return isMadeAround(ask, node.expression);
  return ts.isIdentifier(node) || ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) || ts.isNewExpression(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}

import type * as TS from "typescript";
import { BUILT_IN } from "../knowledge/buffers.ts";
import type { BufferKind } from "../knowledge/buffers.ts";
import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import type { Creation, Made } from "./creation.ts";
import { findCreations, kindOfCreation } from "./creation.ts";
import type { Linked } from "./linked.ts";
import { findLinked, LINKED } from "./linked.ts";
import type { References } from "./references.ts";
import { referencesOf, textOf, untypedAccesses } from "./references.ts";
import type { Target } from "./target.ts";
import { findTarget } from "./target.ts";
import { MAY_WRAP_CREATION, wrapperOf } from "./wrapper.ts";

/** A binding that holds a container which starts empty and may outlive one activation. */
export interface Stock extends Made {
  /** As the code writes it, without `this.`: `queue`, `#waiters`, `buffer[…]`. */
  readonly name: string;
  /** The name where the binding is created. */
  readonly declaredAt: TS.Node;
  /** For a stock inside a Map or record: the kind of the container around it. */
  readonly around?: BufferKind;
  /** The function whose call makes a new stock, for variables of a function. */
  readonly owner?: Activation;
  /** Whether there is one for the whole process: a variable of the file, or a static member. */
  readonly isGlobal: boolean;
  /** Of a list that is linked by hand: the member of a node that holds the next one. */
  readonly link?: string;
  /** The expressions that stand for the binding. */
  readonly references: References;
  /** For a member of an object literal: its name, and the expressions that stand for the object. */
  readonly holder?: { readonly member: string; readonly references: References };
}

/** Finds the stocks that one file creates: containers, lists that it links by hand, and instances of classes that wrap one. `bounded` names classes that bound themselves. */
export function findStocks(ask: Ask, bounded: ReadonlySet<string>): readonly Stock[] {
  return [...stocksOf(ask, findCreations(ask, bounded)), ...findLinked(ask).map((list) => linkedStock(ask, list)), ...stocksOf(ask, findWrapped(ask, bounded))];
}

function stocksOf(ask: Ask, creations: readonly Creation[]): readonly Stock[] {
  const stocks = new Map<TS.Node, Stock>();
  for (const { node, made } of creations) {
    const target = findTarget(ask, node);
    if (!target || !mayOutlive(ask, target.holder ?? target.name)) continue;
    const key = ask.declarationOf(target.access ?? target.name) ?? target.name;
    if (!stocks.has(key) || target.isNested) stocks.set(key, makeStock(ask, target, made));
  }
  return [...stocks.values()];
}

/** Instances of classes of the project that are lists themselves. */
function findWrapped(ask: Ask, bounded: ReadonlySet<string>): readonly Creation[] {
  const { ts } = ask;
  if (!MAY_WRAP_CREATION.test(ask.file.text)) return [];
  return (ask.nodes(ts.SyntaxKind.NewExpression) as readonly TS.NewExpression[]).flatMap((node) => {
    const isNamed = ts.isIdentifier(node.expression) && bounded.has(node.expression.text);
    const made = isNamed ? undefined : wrapperOf(ask, node, (there) => [...stocksOf(there, findCreations(there, bounded)), ...findLinked(there).map((list) => linkedStock(there, list))]);
    return made ? [{ node, made }] : [];
  });
}

function linkedStock(ask: Ask, { head, tail, link }: Linked): Stock {
  const declaration = ask.declarationOf(head);
  const declaredAt = (declaration && ask.ts.getNameOfDeclaration(declaration)) ?? head;
  const owner = ownerOf(ask, head);
  const ends = [referencesOf(ask, head), referencesOf(ask, tail)];
  return {
    kind: LINKED,
    name: textOf(ask, head),
    declaredAt,
    link,
    isGlobal: declaration !== undefined && ask.ts.isVariableDeclaration(declaration) && owner === undefined,
    references: (scope) => ends.flatMap((references) => references(scope)),
    ...(owner ? { owner } : {}),
  };
}

function makeStock(ask: Ask, target: Target, made: Made): Stock {
  const text = textOf(ask, target.name);
  const owner = ownerOf(ask, target.holder ?? target.name);
  return {
    ...made,
    name: target.isNested ? `${text}[…]` : text,
    declaredAt: target.name,
    isGlobal: isGlobal(ask, target),
    references: ask.ts.isPropertyAssignment(target.name.parent) && !target.holder ? withUntyped(ask, target) : referencesOf(ask, target.access ?? target.name),
    ...(owner ? { owner } : {}),
    ...(target.holder ? { holder: { member: text, references: referencesOf(ask, target.holder) } } : {}),
    ...(target.isNested ? { around: BUILT_IN.Map } : {}),
  };
}

/** Of a member of an object that is known by no name of its own: also the accesses that no type leads to. */
function withUntyped(ask: Ask, target: Target): References {
  const typed = referencesOf(ask, target.access ?? target.name);
  return (scope) => [...new Set([...typed(scope), ...untypedAccesses(ask, target.name, (value) => kindOfCreation(ask, value) !== undefined)])];
}

function isGlobal(ask: Ask, target: Target): boolean {
  const { ts } = ask;
  const name = target.holder ?? target.name;
  const declaration = ask.declarationOf(name);
  if (!declaration || ts.isElementAccessExpression(name.parent) || ts.isComputedPropertyName(name.parent)) return false;
  if (ts.isVariableDeclaration(declaration)) return ts.isSourceFile(homeOf(ask, declaration));
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Static) !== 0;
}

/** The cheap question about a variable of a function: is it named in another function than the one that makes it? */
function mayOutlive(ask: Ask, name: TS.Node): boolean {
  const owner = ownerOf(ask, name);
  if (!owner || !ask.ts.isIdentifier(name)) return true;
  return ask.named(name.text).some((use) => use.pos >= owner.pos && use.end <= owner.end && homeOf(ask, use) !== owner) && !isParameter(ask, name);
}

/** The function that a variable belongs to; `undefined` for members and for variables of the file. */
function ownerOf(ask: Ask, name: TS.Node): Activation | undefined {
  const { ts } = ask;
  const { parent } = name;
  const isMember =
    (ts.isPropertyAccessExpression(parent) && parent.name === name) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isParameterPropertyDeclaration(parent, parent.parent);
  if (isMember || !ts.isIdentifier(name)) return undefined;
  const declaration = ask.declarationOf(name) ?? name;
  if (ts.isSourceFile(declaration)) return undefined;
  const owner = homeOf(ask, declaration);
  return ts.isSourceFile(owner) ? undefined : owner;
}

/** What a parameter holds was made by somebody else. */
function isParameter(ask: Ask, name: TS.Identifier): boolean {
  const declaration = ask.declarationOf(name);
  return declaration !== undefined && ask.ts.isParameter(declaration);
}

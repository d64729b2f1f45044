import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import { homeOf, isLaterCallback } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { eachReferenceTo, isCallee, nameOfFunction, unwrapped } from "../model/functions.ts";
import { referencesAbove } from "./overrides.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";
import { HUMAN_EVENTS } from "./words.ts";

/** How many callers deep the questions of this file go. */
const MAX_DEPTH = 3;

/**
 * Whether an `add` runs a number of times that the code itself decides: once for each constructor or start of the process, once
 * in the life of its object or closure, within the one call that the stock is made for, or at the pace of a person.
 */
export function isPaced(ask: Ask, { home, at }: Use, stock: Stock): boolean {
  return isStartUp(ask, home, stock, MAX_DEPTH) || isOnce(ask, home, at) || isHuman(ask, home, MAX_DEPTH);
}

/** Constructors of the stock's class, the top level of a file and the function that owns a local, and what only they call. */
function isStartUp(ask: Ask, home: Activation, stock: Stock, depth: number): boolean {
  const { ts } = ask;
  if (ts.isSourceFile(home) || ts.isConstructorDeclaration(home) || home === stock.owner || isWithin(ask, home, stock.owner)) return true;
  if (depth === 0) return false;
  const isAtStart = (reference: TS.Expression): boolean => {
    if (!isCallee(ask, reference)) return false;
    const caller = homeOf(ask, reference);
    if (ts.isConstructorDeclaration(caller)) return isOwnConstructor(ask, caller, stock);
    // What a local function adds while its owner runs is that call's own list; but not what its owner's callers do.
    if (caller === home) return true;
    return ts.isSourceFile(caller) || caller === stock.owner || (stock.owner === undefined && !isLaterCallback(ask, caller) && isStartUp(ask, caller, stock, depth - 1));
  };
  let isCalled = false;
  for (const reference of callersInProduction(ask, home)) {
    if (!isAtStart(reference)) return false;
    isCalled ||= homeOf(ask, reference) !== home;
  }
  return isCalled;
}

/**
 * What refers to a function in code that production runs, found one file after the other: most questions are answered by the first. Who calls what a method
 * overrides or implements calls the method.
 */
export function* callersInProduction(ask: Ask, activation: Activation): Iterable<TS.Expression> {
  yield* eachReferenceTo(ask, activation, isSupportCode);
  yield* referencesAbove(ask, activation);
}

function isOwnConstructor(ask: Ask, constructor: TS.ConstructorDeclaration, stock: Stock): boolean {
  return ask.ts.findAncestor(stock.declaredAt, (node) => node === constructor.parent) !== undefined;
}

/** `await transaction(async () => { list.push(item) })`: a callback that its owner waits for is a part of the owner's own call. */
function isWithin(ask: Ask, home: Activation, owner: Activation | undefined): boolean {
  const { ts } = ask;
  if (!owner || (!ts.isArrowFunction(home) && !ts.isFunctionExpression(home))) return false;
  const argument = unwrapped(ask, home);
  const call = argument.parent;
  if (!ts.isCallExpression(call) || call.expression === argument || isLaterCallback(ask, home)) return false;
  if (!ts.isAwaitExpression(call.parent)) return false;
  const around = homeOf(ask, call);
  return around === owner || isWithin(ask, around, owner);
}

/** `if (this.done) return; this.done = true;` before the `add`. */
function isOnce(ask: Ask, home: Activation, add: TS.Node): boolean {
  const { ts } = ask;
  if (!("body" in home) || !home.body || !ts.isBlock(home.body)) return false;
  const before = (home.body).statements.filter((statement) => statement.end <= add.pos);
  const flags = before.flatMap((statement) => {
    if (!ts.isIfStatement(statement) || statement.elseStatement) return [];
    const branch = ts.isBlock(statement.thenStatement) ? statement.thenStatement.statements[0] : statement.thenStatement;
    return branch && ts.isReturnStatement(branch) ? [statement.expression.getText()] : [];
  });
  return before.some((statement) => {
    const set = ts.isExpressionStatement(statement) ? statement.expression : undefined;
    return set !== undefined && ts.isBinaryExpression(set) && set.right.kind === ts.SyntaxKind.TrueKeyword && flags.includes(set.left.getText()) && !isClearedAgain(set);
  });
}

/** A flag that is set back is a lock, not an end. */
function isClearedAgain(set: TS.BinaryExpression): boolean {
  const name = set.left.getText().replaceAll(/[.$#]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<!let |var )(?<![\w$])${name}\s*=\s*(?:false|null|undefined)\b`).test(set.getSourceFile().text);
}

/** Handlers of what a person does with a hand: as many as a person can, whoever else is slow. */
function isHuman(ask: Ask, home: Activation, depth: number): boolean {
  const { ts } = ask;
  if (ts.isSourceFile(home)) return false;
  const isByHand = (place: TS.Node): boolean => {
    const call = place.parent;
    if (!ts.isCallExpression(call)) return false;
    if (call.expression === place) return depth > 0 && isHuman(ask, homeOf(ask, place), depth - 1);
    return call.arguments.some((argument) => ts.isStringLiteralLike(argument) && HUMAN_EVENTS.has(argument.text));
  };
  const isDeclaring = (place: TS.Node): boolean =>
    ts.isFunctionDeclaration(place) || ts.isMethodDeclaration(place) || ts.isVariableDeclaration(place.parent) || ts.isPropertyDeclaration(place.parent);
  let isKnown = false;
  const own = unwrapped(ask, home);
  if (!isDeclaring(own)) {
    if (!isByHand(own)) return false;
    isKnown = true;
  }
  for (const reference of callersInProduction(ask, home)) {
    if (isDeclaring(reference)) continue;
    if (!isByHand(reference)) return false;
    isKnown = true;
  }
  return isKnown;
}

/** The function that runs a place, callbacks that nobody is known to run later counted as the function around them. */
export function driverOf(ask: Ask, place: TS.Node): Activation {
  const { ts } = ask;
  let home = homeOf(ask, place);
  while ((ts.isArrowFunction(home) || ts.isFunctionExpression(home)) && !nameOfFunction(ask, home) && !isLaterCallback(ask, home)) home = homeOf(ask, home);
  return home;
}

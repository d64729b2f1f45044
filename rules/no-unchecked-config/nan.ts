import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { callersOf } from "../model/calls.ts";
import type { Body } from "../model/calls.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import type { Check } from "./handed.ts";
import { isHandedToCheck, isValidator, MAX_HOPS, parameterOf, takesSchema } from "./handed.ts";
import { isDefaultedByLodash } from "./lodash-default.ts";
import { stops } from "./stops.ts";
import { isOnlyTested } from "./tested.ts";

/** Checks that tell NaN from a number. */
const TELLS_NAN = /^(?:isNaN|isFinite|isInteger|isSafeInteger|isNumber|toBeNaN|isNumeric|isPositive\w*|isValid\w*|inRange)$/;

/** `Number.isFinite(…)`, `isNaN(…)` */
export function tellsNan(ask: Ask, call: TS.CallExpression): boolean {
  return TELLS_NAN.test(calledName(ask, call.expression) ?? "");
}

/** How many functions a number may be returned through. */
const MAX_RETURNS = 2;

/**
 * Whether a NaN that a conversion makes is caught, or does no harm: it is tested, replaced by `||`, handed to a check, or kept in a variable of which
 * one of these is done. `??`, `Math.max`, `Math.floor` and arithmetic let NaN pass.
 */
export function isNanCaught(ask: Ask, conversion: TS.Node, returns: number = MAX_RETURNS): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, conversion);
  if (isOnlyTested(ask, at) || isHandedToCheck(ask, at, MAX_HOPS, checksNumber) || isReplaced(ask, at) || isFiltered(ask, at)) return true;
  const { parent } = at;
  if (passesNan(ask, parent, at)) return isNanCaught(ask, parent, returns);
  const held = heldBy(ask, at);
  if (held) return usesOf(ask, held).some((use) => isCheck(ask, use)) || areAllTested(ask, held) || isDecorated(ask, held);
  const home = ts.isReturnStatement(parent) || ts.isArrowFunction(parent) ? ask.enclosing(at) : undefined;
  return home !== undefined && returns > 0 && isCaughtByCallers(ask, home as Body, returns - 1);
}

/** `Number(x) || 5` */
function isReplaced(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = at;
  if (isDefaultedByLodash(ask, at)) return true;
  if (!ts.isBinaryExpression(parent) || parent.left !== at) return false;
  const { kind } = parent.operatorToken;
  return kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.BarToken;
}

/** `[Number(x)].filter(Boolean)`, `text.split(",").map(Number).filter(Number.isFinite)`, `map((each) => Number(each)).filter(…)` */
function isFiltered({ ts }: Ask, at: TS.Node): boolean {
  const list = ts.isArrayLiteralExpression(at.parent) ? at.parent : (ts.isArrowFunction(at.parent) && ts.isCallExpression(at.parent.parent)) ? at.parent.parent : at;
  return ts.isPropertyAccessExpression(list.parent) && list.parent.expression === list && /^(?:filter|every|some|find)$/.test(list.parent.name.text);
}

/** Whether an expression is NaN if its part `at` is. */
function passesNan({ ts }: Ask, parent: TS.Node, at: TS.Node): parent is TS.Expression {
  if (ts.isConditionalExpression(parent)) return parent.condition !== at;
  if (ts.isCallExpression(parent)) return parent.expression.getText().startsWith("Math.");
  if (ts.isPrefixUnaryExpression(parent) || ts.isAwaitExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  const { SyntaxKind: K } = ts;
  const isArithmetic = kind === K.AsteriskToken || kind === K.SlashToken || kind === K.PlusToken || kind === K.MinusToken || kind === K.PercentToken;
  return isArithmetic || kind === K.QuestionQuestionToken || (kind === K.BarBarToken && parent.right === at) || (kind === K.AmpersandAmpersandToken && parent.right === at);
}

/** The name of the variable, field or property that gets the value. */
function heldBy({ ts }: Ask, at: TS.Node): TS.Identifier | undefined {
  const { parent } = at;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent)) return ts.isIdentifier(parent.name) ? parent.name : undefined;
  if (!ts.isBinaryExpression(parent) || parent.right !== at || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  if (ts.isIdentifier(parent.left)) return parent.left;
  return ts.isPropertyAccessExpression(parent.left) && ts.isIdentifier(parent.left.name) ? parent.left.name : undefined;
}

/**
 * All names in the file that may stand for what `held` holds: of a variable its own uses and, where it goes into an object, members of that name; of a property members of that name, and
 * variables if one is taken out of an object. The variable of the environment that has the same name is no use of it.
 */
function usesOf(ask: Ask, held: TS.Identifier): readonly TS.Node[] {
  const { ts } = ask;
  const names = ask.named(held.text).filter((name) => name !== held);
  const isProperty = ts.isPropertyAssignment(held.parent) && !names.some(({ parent }) => ts.isBindingElement(parent));
  const isAlone = ts.isVariableDeclaration(held.parent) && !names.some(({ parent }) => ts.isShorthandPropertyAssignment(parent) || ts.isPropertyAssignment(parent));
  return names.flatMap((name): readonly TS.Node[] => {
    if (!ts.isPropertyAccessExpression(name.parent) || name.parent.name !== name) return isProperty ? [] : [name];
    const receiver = name.parent.expression.getText();
    const isSource = receiver.endsWith(".env") || (/env$/i.test(receiver) && ts.findAncestor(name, (each) => each === held.parent) !== undefined);
    return isAlone || isSource ? [] : [name.parent];
  });
}

function isCheck(ask: Ask, use: TS.Node, hops: number = MAX_HOPS): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, use);
  const { parent } = at;
  if (ts.isCallExpression(parent) && parent.arguments.includes(at as TS.Expression) && tellsNan(ask, parent)) return true;
  return isReplaced(ask, at) || isBranch(ask, at) || (isHandedToCheck(ask, at, hops, checksNumber) && !ts.isVariableDeclaration(parent));
}

/** What may catch a NaN that it gets: a validator, a schema beside it, or a function of the project that does so with its parameter. That it compares it with something says nothing. */
const checksNumber: Check = (ask, call, argument, hops, member) => {
  const { ts } = ask;
  const name = parameterOf(ask, call, argument)?.name;
  if (name === undefined || !(ts.isIdentifier(name) || member !== undefined)) return takesSchema(ask, call, argument) || isValidator(ask, call);
  const about = ask.about(name.getSourceFile());
  const body = ts.findAncestor(name, ts.isFunctionLike);
  const asked = member ?? name.getText();
  return takesSchema(ask, call, argument) || (hops > 0 && about.named(asked).some((use) => use !== name && ts.findAncestor(use, (each) => each === body) !== undefined && isCheck(about, memberNamed(ask, use), hops - 1)));
};

/** `options.port` for the name `port` in it. */
function memberNamed({ ts }: Ask, use: TS.Node): TS.Node {
  return ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
}

/**
 * A test of the value that NaN does not pass: `if (!v) throw`, `if (!(v > 0)) v = 5`, `v > 0 ? v : 5`. NaN equals nothing and is neither more nor less than anything, so each comparison is
 * false: `if (v < 1) throw` lets it pass, and `if (v > 0) limit(v)` leaves out, without a word, what was asked for.
 */
function isBranch(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  const isEquality = ts.isBinaryExpression(at.parent) && [K.EqualsEqualsEqualsToken, K.EqualsEqualsToken, K.ExclamationEqualsEqualsToken, K.ExclamationEqualsToken].includes(at.parent.operatorToken.kind);
  if (isEquality || !isOnlyTested(ask, at)) return false;
  let node = at;
  let outcome = false;
  for (;; node = node.parent) {
    const { parent } = node;
    if (ts.isPrefixUnaryExpression(parent)) outcome = !outcome;
    else if (ts.isIfStatement(parent)) return isMended(ask, outcome ? parent.thenStatement : parent.elseStatement);
    else if (!ts.isBinaryExpression(parent) && !ts.isParenthesizedExpression(parent)) return true;
  }
}

/** Whether a branch goes no further, or gives the value another. */
function isMended(ask: Ask, branch: TS.Statement | undefined): boolean {
  const { ts } = ask;
  if (branch === undefined) return false;
  if (stops(ask, branch)) return true;
  const statements = ts.isBlock(branch) ? branch.statements : [branch];
  return statements.some((each) => ts.isExpressionStatement(each) && ts.isBinaryExpression(each.expression));
}

/** The variable is a switch: whatever reads it, tests it. */
function areAllTested(ask: Ask, held: TS.Identifier): boolean {
  const declaration = ask.ts.isVariableDeclaration(held.parent) ? held.parent : undefined;
  const uses = declaration ? ask.usesOf(declaration, held.text).filter((use) => use !== held && !ask.ts.isImportSpecifier(use.parent)) : [];
  return uses.length > 0 && uses.every((use) => isOnlyTested(ask, use));
}

/** `@IsInt() port = Number(x)` */
function isDecorated({ ts }: Ask, { parent }: TS.Identifier): boolean {
  return ts.isPropertyDeclaration(parent) && (parent.modifiers ?? []).some((each) => ts.isDecorator(each));
}

function isCaughtByCallers(ask: Ask, home: Body, returns: number): boolean {
  const callers = callersOf(ask, home);
  return callers !== undefined && callers.length > 0 && callers.every((call) => isNanCaught(ask, call, returns));
}

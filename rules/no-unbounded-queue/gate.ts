import type * as TS from "typescript";
import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { waysAround } from "./parked.ts";
import { referencesOf } from "./references.ts";
import { isStartedBy, sourcesOf } from "./starts.ts";
import { isAssignment } from "./target.ts";
import type { Use } from "./uses.ts";

/**
 * Whether a producer adds only before a start is over: under a condition on a variable or member that a timer or the start itself sets, and that nothing takes back, so
 * that it adds no more for the rest of the process. What an event has to set may stay unset, and what is set and taken back (`connected`) comes again: those are no such gates.
 */
export function isBeforeStart(ask: Ask, add: Use, consumers: readonly Use[]): boolean {
  // Who takes out what was kept for a start runs because of it; where the consumers have nothing to do with it, it is an end (`closed`).
  const isOfStart = (home: Activation): boolean => consumers.length === 0 || consumers.some((consumer) => consumer.home === home || isStartedBy(ask, consumer.home, home));
  return waysAround(ask, add).some(({ condition, adds }) => isShutForGood(ask, condition, adds, (write) => comesByItself(ask, write) && isOfStart(homeOf(ask, write))));
}

/** Whether a producer adds under a condition on a state that may come again, as an outage does. */
export function comesAgain(ask: Ask, add: Use): boolean {
  const ways = waysAround(ask, add);
  return ways.length > 0 && !ways.some(({ condition, adds }) => isShutForGood(ask, condition, adds, () => true));
}

/** Whether an assignment that shuts a gate is the one that is asked for. */
type Shuts = (write: TS.BinaryExpression) => boolean;

/** Whether a condition that is `value` at first becomes the other one, and stays it. */
function isShutForGood(ask: Ask, condition: TS.Expression, value: boolean, shuts: Shuts): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  if (ts.isParenthesizedExpression(condition)) return isShutForGood(ask, condition.expression, value, shuts);
  if (ts.isPrefixUnaryExpression(condition)) return condition.operator === K.ExclamationToken && isShutForGood(ask, condition.operand, !value, shuts);
  if (!ts.isBinaryExpression(condition)) return isSetForGood(ask, condition, !value, shuts);
  const { left, right, operatorToken } = condition;
  // `a && b` is true only as long as both are; one that is shut shuts it.
  const isShutByOne = operatorToken.kind === (value ? K.AmpersandAmpersandToken : K.BarBarToken);
  return isShutByOne && (isShutForGood(ask, left, value, shuts) || isShutForGood(ask, right, value, shuts));
}

/** Whether all that is assigned to a variable or member after its construction is taken for `value`, and some of it is what is asked for. */
function isSetForGood(ask: Ask, state: TS.Expression, value: boolean, shuts: Shuts): boolean {
  const { ts } = ask;
  // The state of another object is that object's affair.
  const name = ts.isPropertyAccessExpression(state) && state.expression.kind === ts.SyntaxKind.ThisKeyword ? state.name : state;
  if (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name)) return false;
  const declaration = ask.declarationOf(name);
  // A parameter is another one at the next call.
  if (!declaration || ts.isParameter(declaration)) return false;
  const later = referencesOf(ask, name)("project").flatMap((reference) => {
    const { parent } = reference;
    const isWritten = ts.isBinaryExpression(parent) && parent.left === reference && isAssignment(ask, parent);
    return isWritten && !isAtFirst(ask, parent) ? [parent] : [];
  });
  return later.every(({ right }) => truthOf(ask, right) === value) && later.some(shuts);
}

function isAtFirst(ask: Ask, write: TS.Node): boolean {
  const home = ask.enclosing(write);
  return ask.ts.isConstructorDeclaration(home) || ask.ts.isSourceFile(home);
}

/** Whether a timer, or what the program does when it starts, leads to a write: it needs nobody to send or call anything, nor to run a callback that was handed over. */
function comesByItself(ask: Ask, write: TS.Node): boolean {
  const { ts } = ask;
  const home = homeOf(ask, write);
  const sources = sourcesOf(ask, home);
  return sources.some(({ by }) => by === "timer") || (sources.length === 0 && !ts.isArrowFunction(home) && !ts.isFunctionExpression(home));
}

/** Whether a value is taken for true. Of what is neither a literal nor made anew, nobody knows. */
function truthOf(ask: Ask, value: TS.Expression): boolean | undefined {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  if (value.kind === K.TrueKeyword || ts.isNewExpression(value) || ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value)) return true;
  const isNothing = value.kind === K.FalseKeyword || value.kind === K.NullKeyword || ts.isVoidExpression(value) || (ts.isIdentifier(value) && value.text === "undefined");
  return isNothing ? false : undefined;
}

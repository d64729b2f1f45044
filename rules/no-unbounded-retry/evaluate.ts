import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { builtIn, isNamedRandom, itemAt } from "./builtins.ts";
import { callClosure, closureOf } from "./run.ts";
import { readMember, readName } from "./resolve.ts";
import type { Machine, Members, Names, Setting, Value } from "./values.ts";
import { ABSENT, isObject, isSetting, toBoolean, toNumber, UNKNOWN } from "./values.ts";

const MAX_STEPS = 4000;

/** Makes a machine with one random source and one assumption about settings. */
export function createMachine(ask: Ask, random: number, assume: (setting: Setting) => number): Machine {
  const machine: Machine = {
    ask,
    random,
    assume,
    sawRandom: false,
    sawSetting: false,
    sawAbsent: false,
    sawLimit: false,
    sawXor: false,
    sawUnit: false,
    takesMost: false,
    steps: MAX_STEPS,
    evaluate: (expression, names) => (machine.steps-- > 0 ? evaluate(machine, expression, names) : UNKNOWN),
  };
  return machine;
}

function evaluate(machine: Machine, expression: TS.Expression, names: Names): Value {
  const { ts } = machine.ask;
  if (ts.isNumericLiteral(expression)) return Number(expression.text.replaceAll("_", ""));
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression) || ts.isNonNullExpression(expression) || ts.isSatisfiesExpression(expression) || ts.isTypeAssertionExpression(expression)) return machine.evaluate(expression.expression, names);
  if (ts.isIdentifier(expression)) return readName(machine, expression, names);
  if (ts.isPropertyAccessExpression(expression)) return readMember(machine, expression, names);
  if (ts.isElementAccessExpression(expression)) return readElement(machine, expression, names);
  if (ts.isBinaryExpression(expression)) return binary(machine, expression, names);
  if (ts.isPrefixUnaryExpression(expression)) return prefix(machine, expression, names);
  if (ts.isPostfixUnaryExpression(expression)) return machine.evaluate(expression.operand, names);
  if (ts.isConditionalExpression(expression)) return conditional(machine, expression, names);
  if (ts.isCallExpression(expression)) return call(machine, expression, names);
  if (ts.isAwaitExpression(expression)) return awaited(machine.evaluate(expression.expression, names));
  if (ts.isNewExpression(expression)) return expression.expression.getText().endsWith("Error") ? undefined : UNKNOWN;
  if (ts.isObjectLiteralExpression(expression)) return membersOf(machine, expression, names);
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.some(ts.isSpreadElement) ? UNKNOWN : { kind: "list", items: expression.elements.map((each) => machine.evaluate(each, names)) };
  if (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression)) return closureOf(expression, names);
  switch (expression.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return true;
    case ts.SyntaxKind.FalseKeyword:
      return false;
    case ts.SyntaxKind.NullKeyword:
      return null;
    default:
      return UNKNOWN;
  }
}

/** What was awaited and can't be followed came from somewhere else: it is taken to say nothing. */
function awaited(value: Value): Value {
  return value === UNKNOWN ? ABSENT : value;
}

function binary(machine: Machine, { left, operatorToken, right }: TS.BinaryExpression, names: Names): Value {
  const { SyntaxKind: Kind } = machine.ask.ts;
  const operator = operatorToken.kind;
  if (operator === Kind.QuestionQuestionToken || operator === Kind.BarBarToken) {
    const first = machine.evaluate(left, names);
    // A setting that has a default is taken at its default.
    if (first === ABSENT) machine.sawAbsent = true;
    if (first === ABSENT || isSetting(first)) return machine.evaluate(right, names);
    if (first === UNKNOWN) return UNKNOWN;
    const isMissing = operator === Kind.BarBarToken ? !toBoolean(first) : first === undefined || first === null;
    // What is parsed from a header that is not there.
    if (isMissing && /retry-?_?after/i.test(left.getText())) machine.sawAbsent = true;
    return isMissing ? machine.evaluate(right, names) : first;
  }
  if (operator === Kind.AmpersandAmpersandToken) {
    const first = machine.evaluate(left, names);
    const isTrue = toBoolean(first);
    return isTrue === undefined ? UNKNOWN : isTrue ? machine.evaluate(right, names) : first;
  }
  const a = machine.evaluate(left, names);
  const b = machine.evaluate(right, names);
  if (operator >= Kind.LessThanToken && operator <= Kind.ExclamationEqualsEqualsToken) return compare(machine, operator, a, b);
  const x = toNumber(machine, a);
  const y = toNumber(machine, b);
  if (x === UNKNOWN || y === UNKNOWN) return UNKNOWN;
  switch (operator) {
    case Kind.PlusToken:
      return x + y;
    case Kind.MinusToken:
      return x - y;
    case Kind.AsteriskToken:
      return x * y;
    case Kind.SlashToken:
      return x / y;
    case Kind.PercentToken:
      return x % y;
    case Kind.AsteriskAsteriskToken:
      return x ** y;
    case Kind.LessThanLessThanToken:
      return x << y;
    case Kind.CaretToken:
      machine.sawXor = true;
      return x ^ y;
    case Kind.BarToken:
      return x | y;
    case Kind.GreaterThanGreaterThanToken:
      return x >> y;
    default:
      return UNKNOWN;
  }
}

function compare(machine: Machine, operator: TS.SyntaxKind, a: Value, b: Value): Value {
  const { SyntaxKind: Kind } = machine.ask.ts;
  if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
  const isEquality = operator >= Kind.EqualsEqualsToken;
  const isNegated = operator === Kind.ExclamationEqualsToken || operator === Kind.ExclamationEqualsEqualsToken;
  if (a === ABSENT || b === ABSENT) return isNegated;
  if (isEquality) {
    // A setting is not just the number of this attempt.
    if (isSetting(a) || isSetting(b)) return typeof a === "number" || typeof b === "number" ? isNegated : UNKNOWN;
    return (a === b || (a ?? undefined) === (b ?? undefined)) !== isNegated;
  }
  if (isSetting(a) || isSetting(b)) machine.sawLimit = true;
  const x = toNumber(machine, a);
  const y = toNumber(machine, b);
  if (x === UNKNOWN || y === UNKNOWN) return UNKNOWN;
  if (operator === Kind.LessThanToken) return x < y;
  if (operator === Kind.LessThanEqualsToken) return x <= y;
  if (operator === Kind.GreaterThanToken) return x > y;
  return operator === Kind.GreaterThanEqualsToken ? x >= y : UNKNOWN;
}

function prefix(machine: Machine, { operator, operand }: TS.PrefixUnaryExpression, names: Names): Value {
  const { SyntaxKind: Kind } = machine.ask.ts;
  const value = machine.evaluate(operand, names);
  if (operator === Kind.ExclamationToken) {
    const isTrue = toBoolean(value);
    return isTrue === undefined ? UNKNOWN : !isTrue;
  }
  const number = toNumber(machine, value);
  if (number === UNKNOWN) return UNKNOWN;
  if (operator === Kind.PlusPlusToken) return number + 1;
  if (operator === Kind.MinusMinusToken) return number - 1;
  if (operator === Kind.MinusToken) return -number;
  return operator === Kind.PlusToken ? number : UNKNOWN;
}

/** Where the condition can't be told, both sides have to agree. */
function conditional(machine: Machine, { condition, whenTrue, whenFalse }: TS.ConditionalExpression, names: Names): Value {
  const isTrue = toBoolean(machine.evaluate(condition, names));
  if (isTrue !== undefined) return machine.evaluate(isTrue ? whenTrue : whenFalse, names);
  const a = machine.evaluate(whenTrue, names);
  const b = machine.evaluate(whenFalse, names);
  if (a === b) return a;
  if (machine.takesMost && typeof a === "number" && typeof b === "number") return Math.max(a, b);
  // What the failure tells, or else what is computed.
  if (a !== ABSENT && b !== ABSENT) return UNKNOWN;
  machine.sawAbsent = true;
  return a === ABSENT ? b : a;
}

function call(machine: Machine, node: TS.CallExpression, names: Names): Value {
  const known = builtIn(machine, node, names);
  if (known) return known.value;
  const called = callClosure(machine, node, names);
  if (called !== undefined) return called.value;
  const { expression: callee } = node;
  const { ts } = machine.ask;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : "";
  if (isNamedRandom(name)) machine.sawRandom = true;
  // What is asked of an answer of the remote side gives nothing either.
  return ts.isPropertyAccessExpression(callee) && machine.evaluate(callee.expression, names) === ABSENT ? ABSENT : UNKNOWN;
}

function readElement(machine: Machine, { expression, argumentExpression }: TS.ElementAccessExpression, names: Names): Value {
  const list = machine.evaluate(expression, names);
  if (list === ABSENT) return ABSENT;
  const index = machine.evaluate(argumentExpression, names);
  if (isObject(list) && list.kind === "members") return typeof index === "string" ? list.get(index) : UNKNOWN;
  const number = toNumber(machine, index);
  if (isObject(list) && list.kind === "list" && typeof number === "number" && number < 0) return undefined;
  return isObject(list) && list.kind === "list" ? itemAt(machine, list, number) : UNKNOWN;
}

/** The `x` of `...(condition && x)`: what may be merged in. */
function inner({ ask: { ts } }: Machine, spread: TS.Expression): TS.Expression {
  const at = ts.isParenthesizedExpression(spread) ? spread.expression : spread;
  return ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ? at.right : at;
}

/** An object literal; what is spread later wins, and what is not in sight may only add. */
function membersOf(machine: Machine, literal: TS.ObjectLiteralExpression, names: Names): Members {
  const { ts } = machine.ask;
  const find = (name: string): TS.ObjectLiteralElementLike | undefined =>
    literal.properties.findLast((each) => {
      if (ts.isSpreadAssignment(each)) {
        const spread = machine.evaluate(each.expression, names);
        return isObject(spread) && spread.kind === "members" && spread.has(name);
      }
      return (ts.isIdentifier(each.name) || ts.isStringLiteralLike(each.name)) && each.name.text === name;
    });
  const isOpen = literal.properties.some((each) => {
    if (!ts.isSpreadAssignment(each)) return false;
    const spread = machine.evaluate(inner(machine, each.expression), names);
    return !isObject(spread) ? spread !== undefined && spread !== null && spread !== false : spread.kind !== "members" || spread.isOpen;
  });
  return { kind: "members", isOpen, has: (name) => find(name) !== undefined, get: (name) => readProperty(machine, find(name), name, names) };
}

function readProperty(machine: Machine, property: TS.ObjectLiteralElementLike | undefined, name: string, names: Names): Value {
  const { ts } = machine.ask;
  if (property === undefined) return undefined;
  if (ts.isPropertyAssignment(property)) return machine.evaluate(property.initializer, names);
  if (ts.isShorthandPropertyAssignment(property)) return readName(machine, property.name, names);
  if (ts.isMethodDeclaration(property)) return closureOf(property, names);
  if (!ts.isSpreadAssignment(property)) return UNKNOWN;
  const spread = machine.evaluate(property.expression, names);
  return isObject(spread) && spread.kind === "members" ? spread.get(name) : UNKNOWN;
}

import type * as TS from "typescript";
import { assign, isAssignment, store } from "./assign.ts";
import { conditional, shortCircuit } from "./choices.ts";
import { isStub, nameOf } from "./classes.ts";
import { give } from "./hand-over.ts";
import { call, construct } from "./invoke.ts";
import { read } from "./read.ts";
import type { Frame, Simulation } from "./simulation.ts";
import { demand, forget, wordsIn } from "./simulation.ts";
import type { Value } from "./values.ts";
import { compared, equal, isUnset, negated, OBJECT, truth, UNDEFINED, UNKNOWN } from "./values.ts";

/** What an expression is on a fresh object; demands on the way are written down. */
export function evaluate(run: Simulation, node: TS.Expression, frame: Frame): Value {
  const { ts } = run.ask;
  if (--run.budget < 0) return UNKNOWN;
  const { SyntaxKind } = ts;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node)) return evaluate(run, node.expression, frame);
  if (ts.isNonNullExpression(node)) return asserted(run, node, frame);
  switch (node.kind) {
    case SyntaxKind.ThisKeyword:
      return { ...OBJECT, text: "this" };
    case SyntaxKind.NullKeyword:
      return { ...UNDEFINED, text: "null" };
    case SyntaxKind.TrueKeyword:
      return truth(true, []);
    case SyntaxKind.FalseKeyword:
      return truth(false, []);
    case SyntaxKind.StringLiteral:
    case SyntaxKind.NoSubstitutionTemplateLiteral:
      return { kind: "constant", text: JSON.stringify((node as TS.LiteralExpression).text), cells: [] };
    case SyntaxKind.NumericLiteral:
      return { kind: "constant", text: node.getText(), cells: [] };
    default:
  }
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return read(run, node, frame);
  if (ts.isCallExpression(node)) return call(run, node, frame);
  if (ts.isNewExpression(node)) return construct(run, node, frame);
  if (ts.isBinaryExpression(node)) return binary(run, node, frame);
  if (ts.isPrefixUnaryExpression(node)) {
    const operand = evaluate(run, node.operand, frame);
    if (node.operator === SyntaxKind.PlusPlusToken || node.operator === SyntaxKind.MinusMinusToken) store(run, node.operand, UNKNOWN, frame);
    return node.operator === SyntaxKind.ExclamationToken ? negated(operand) : UNKNOWN;
  }
  if (ts.isPostfixUnaryExpression(node)) {
    use(run, node.operand, frame);
    store(run, node.operand, UNKNOWN, frame);
    return UNKNOWN;
  }
  if (ts.isConditionalExpression(node)) return conditional(run, node, frame);
  if (ts.isAwaitExpression(node)) return awaited(run, node, frame);
  if (ts.isVoidExpression(node)) {
    evaluate(run, node.expression, frame);
    return UNDEFINED;
  }
  if (ts.isTypeOfExpression(node)) {
    const operand = evaluate(run, node.expression, frame);
    return operand.kind === "empty" ? { kind: "constant", text: operand.text === "null" ? '"object"' : '"undefined"', cells: operand.cells } : UNKNOWN;
  }
  if (ts.isDeleteExpression(node)) return UNKNOWN;
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    if (run.isStart) give(run, node, frame);
    return isStub(ts, node) ? { kind: "stub", text: wordsIn(run.ask, node), cells: [] } : { kind: "function", cells: [] };
  }
  return composed(run, node, frame);
}

/** Literals, templates, spreads, `yield`: what stands in them is used as a value. */
function composed(run: Simulation, node: TS.Expression, frame: Frame): Value {
  const { ts } = run.ask;
  const isObject = ts.isObjectLiteralExpression(node);
  const isArray = ts.isArrayLiteralExpression(node);
  if ((isObject && node.properties.length === 0) || (isArray && node.elements.length === 0)) return { kind: "collection", cells: [] };
  const parts = new Map<string, Value>();
  const visit = (child: TS.Node): void => {
    if (ts.isFunctionLike(child) && run.isStart) give(run, child, frame);
    if (ts.isFunctionLike(child) || ts.isClassLike(child) || ts.isTypeNode(child)) return;
    if (ts.isShorthandPropertyAssignment(child) || ts.isPropertyAssignment(child)) {
      const value = use(run, ts.isPropertyAssignment(child) ? child.initializer : child.name, frame);
      const name = nameOf(ts, child.name);
      if (name !== undefined && (isUnset(value) || value.parts)) parts.set(name, { ...value, cells: [], isHeld: false });
    } else if (ts.isExpression(child)) use(run, child, frame);
    else ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  if (isObject && parts.size > 0 && !node.properties.some(ts.isSpreadAssignment)) return { ...OBJECT, parts };
  return isObject || isArray ? OBJECT : UNKNOWN;
}

/** Evaluates what is handed on as a value: a cell whose type says it is there must be there. */
export function use(run: Simulation, node: TS.Expression, frame: Frame): Value {
  const value = evaluate(run, node, frame);
  const lying = value.kind === "empty" && value.isHeld === true ? value.cells.filter((cell) => run.machine.cells.get(cell)?.lies === true && frame.state.get(cell)?.kind === "empty") : [];
  if (lying.length > 0) demand(run, frame, { failure: "reads", cells: lying, at: node });
  return value;
}

/** `x!`: a promise that `x` is there. Where it is only passed through to an access, that is the demand. */
function asserted(run: Simulation, node: TS.NonNullExpression, frame: Frame): Value {
  const { ts } = run.ask;
  const value = evaluate(run, node.expression, frame);
  const isBase = ts.isPropertyAccessExpression(node.parent) || ts.isElementAccessExpression(node.parent) || (ts.isCallExpression(node.parent) && node.parent.expression === node);
  if (!isBase && value.kind === "empty" && value.isHeld === true) demand(run, frame, { failure: "reads", cells: value.cells, at: node });
  return value;
}

function binary(run: Simulation, node: TS.BinaryExpression, frame: Frame): Value {
  const { ts } = run.ask;
  const { SyntaxKind } = ts;
  const operator = node.operatorToken.kind;
  if (isAssignment(ts, node)) return assign(run, node, frame);
  if (operator === SyntaxKind.AmpersandAmpersandToken || operator === SyntaxKind.BarBarToken || operator === SyntaxKind.QuestionQuestionToken) return shortCircuit(run, node, frame);
  if (operator === SyntaxKind.CommaToken) {
    evaluate(run, node.left, frame);
    return evaluate(run, node.right, frame);
  }
  const isLoose = operator === SyntaxKind.EqualsEqualsToken || operator === SyntaxKind.ExclamationEqualsToken;
  if (isLoose || operator === SyntaxKind.EqualsEqualsEqualsToken || operator === SyntaxKind.ExclamationEqualsEqualsToken) {
    const same = equal(evaluate(run, node.left, frame), evaluate(run, node.right, frame), isLoose);
    return operator === SyntaxKind.EqualsEqualsToken || operator === SyntaxKind.EqualsEqualsEqualsToken ? same : negated(same);
  }
  if (operator === SyntaxKind.InstanceOfKeyword) {
    const left = evaluate(run, node.left, frame);
    return left.kind === "empty" ? truth(false, left.cells) : UNKNOWN;
  }
  return compared(ts, operator, use(run, node.left, frame), use(run, node.right, frame));
}

/** A wait for a promise of the object itself is a wait until somebody is ready; what was absent may be there then. */
function awaited(run: Simulation, node: TS.AwaitExpression, frame: Frame): Value {
  const { ts } = run.ask;
  const value = evaluate(run, node.expression, frame);
  let at: TS.Expression = node.expression;
  while (ts.isPropertyAccessExpression(at) || ts.isNonNullExpression(at) || ts.isParenthesizedExpression(at)) at = at.expression;
  const isOwnPromise = at.kind === ts.SyntaxKind.ThisKeyword && node.expression !== at && value.kind !== "empty";
  const isLatch = ts.isNewExpression(at) || isOwnPromise || (ts.isIdentifier(at) && value.kind !== "empty" && isFuture(run, at));
  if (isLatch) forget(frame);
  return value.kind === "empty" ? { ...value, isHeld: false } : UNKNOWN;
}

/** Whether a constant is a promise that others end from outside: `const ready = future()`, where `start` calls `ready.resolve()`. */
function isFuture({ ask, machine }: Simulation, name: TS.Identifier): boolean {
  if (machine.form !== "variables" || ![...machine.members.values()].some(({ body }) => body.getText().includes(`${name.text}.resolve(`))) return false;
  const binding = ask.bindingOf(name);
  return binding !== undefined && ask.ts.isVariableDeclaration(binding);
}

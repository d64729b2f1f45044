import type * as TS from "typescript";
import { evaluate, use } from "./evaluate.ts";
import { isSending } from "./sending.ts";
import type { Frame, Simulation } from "./simulation.ts";
import { demand, forkOf, joinInto, wordsIn } from "./simulation.ts";
import type { Value } from "./values.ts";
import { either, joined, truth, truthOf, UNKNOWN } from "./values.ts";
import { neverReturns } from "./words.ts";

/** The right side runs only where the left one lets it. */
export function shortCircuit(run: Simulation, node: TS.BinaryExpression, frame: Frame): Value {
  const { ts } = run.ask;
  const { SyntaxKind } = ts;
  const operator = node.operatorToken.kind;
  const left = evaluate(run, node.left, frame);
  if (operator === SyntaxKind.QuestionQuestionToken) {
    if (left.kind !== "unknown") return left.kind === "empty" ? evaluate(run, node.right, frame) : left;
    return either(left, maybe(run, node.right, frame, isKept(run, node)));
  }
  const isAnd = operator === SyntaxKind.AmpersandAmpersandToken;
  const is = truthOf(left);
  // `ready || Fail`…``: a guard written as an expression.
  if (is === isAnd && isFailing(run, node.right)) demand(run, frame, { failure: "throws", cells: left.cells, at: node, said: wordsIn(run.ask, node.right) });
  if (is !== undefined && is !== isAnd) {
    // `this.socket && this.socket.send(text)` leaves out what it is there for, as `this.socket?.send(text)` does.
    if (isAnd && left.kind === "empty" && ts.isCallExpression(node.right) && isSending(run, node.right, frame)) demand(run, frame, { failure: "loses", cells: left.cells, at: node });
    return { ...left, isHeld: false };
  }
  if (is !== undefined) {
    const right = evaluate(run, node.right, frame);
    return { ...right, cells: joined(left.cells, right.cells), isHeld: false };
  }
  const right = maybe(run, node.right, frame, !isAnd && isKept(run, node));
  const isRight = truthOf(right);
  if (isRight === undefined) return { ...UNKNOWN, cells: isAnd ? joined(left.cells, right.cells) : [] };
  if (isRight !== isAnd) return truth(isRight, right.cells);
  // `unknown && absent`: where it is true, it is also because of what is absent.
  return { ...UNKNOWN, cells: isAnd ? joined(left.cells, right.cells) : [] };
}

/** Whether an expression never gives a value: it calls what throws. */
function isFailing({ ask: { ts } }: Simulation, node: TS.Expression): boolean {
  const callee = ts.isCallExpression(node) ? node.expression : ts.isTaggedTemplateExpression(node) ? node.tag : undefined;
  return callee !== undefined && neverReturns(callee.getText());
}

/** Whether a value is kept or handed on, and not only tested. */
function isKept({ ask: { ts } }: Simulation, { parent }: TS.Node): boolean {
  return ts.isVariableDeclaration(parent) || ts.isCallExpression(parent) || ts.isNewExpression(parent) || ts.isReturnStatement(parent) || ts.isPropertyAssignment(parent);
}

/** Evaluates what may or may not run. */
function maybe(run: Simulation, node: TS.Expression, frame: Frame, isUsed = false): Value {
  const branch = forkOf(frame);
  const value = isUsed ? use(run, node, branch) : evaluate(run, node, branch);
  joinInto(frame, frame, branch);
  return value;
}

export function conditional(run: Simulation, node: TS.ConditionalExpression, frame: Frame): Value {
  const is = truthOf(evaluate(run, node.condition, frame));
  if (is !== undefined) return { ...evaluate(run, is ? node.whenTrue : node.whenFalse, frame), isHeld: false };
  const then = forkOf(frame);
  narrow(run, node.condition, then);
  const value = evaluate(run, node.whenTrue, then);
  joinInto(frame, frame, then);
  return either(value, maybe(run, node.whenFalse, frame));
}

/** Where `this.head?.root === root` holds, there is a head. */
export function narrow(run: Simulation, condition: TS.Expression, frame: Frame): void {
  const { ts } = run.ask;
  const visit = (node: TS.Node): void => {
    const key = ts.isPropertyAccessExpression(node) && node.questionDotToken && ts.isBinaryExpression(node.parent) ? run.machine.refOf(node.expression) : undefined;
    if (key !== undefined && frame.state.has(key)) frame.state.set(key, UNKNOWN);
    ts.forEachChild(node, visit);
  };
  visit(condition);
}

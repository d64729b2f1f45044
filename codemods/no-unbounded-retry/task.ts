import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Plain } from "./plain-loop.ts";

/** One attempt as a function of its own. */
export interface Task {
  readonly text: string;
  /** The nodes whose text is in it. */
  readonly kept: readonly TS.Node[];
  /** The statement around the call that runs it. */
  readonly statementOf: (call: string) => string;
}

/** `() => send(order)`, or a function with all that the attempt does; `undefined` where what it returns would be waited for, and was not. */
export function taskOf(ask: Ask, { attempt, statements }: Plain): Task | undefined {
  const { ts } = ask;
  const [only, second, ...others] = attempt.statements;
  const semicolon = attempt.getText().includes(";") ? ";" : "";
  const last = statements.at(-1);
  const isLast = last !== undefined && ts.isBlock(last.parent) && last.parent.statements.at(-1) === last && ts.isFunctionLike(last.parent.parent);
  const indent = indentOf(ask, statements[0] ?? attempt);
  const alone = (call: string): string => `await ${call}${semicolon}${isLast ? "" : `\n${indent}return${semicolon}`}`;
  if (only && ts.isReturnStatement(only) && only.expression && ts.isAwaitExpression(only.expression) && isSimple(ask, only.expression.expression)) {
    const { expression } = only.expression;
    return { text: `() => ${expression.getText()}`, kept: [expression], statementOf: (call) => `return await ${call}${semicolon}` };
  }
  const isVoid = attempt.statements.every((each) => !returnsValue(ask, each));
  const tail = attempt.statements.at(-1);
  if (only && second && others.length === 0 && isVoid && ts.isExpressionStatement(only) && ts.isAwaitExpression(only.expression) && isSimple(ask, only.expression.expression) && ts.isReturnStatement(second)) {
    const { expression } = only.expression;
    return { text: `() => ${expression.getText()}`, kept: [expression], statementOf: alone };
  }
  if (!tail || returnsUnawaited(ask, attempt)) return undefined;
  const body = movedTo(indent, attempt.getText());
  return { text: `async () => ${body}`, kept: [attempt], statementOf: isVoid ? alone : (call) => `return await ${call}${semicolon}` };
}

/** A call or the like, in which nothing else is waited for. */
function isSimple({ ts }: Ask, expression: TS.Expression): boolean {
  const waits = (node: TS.Node): boolean => !ts.isFunctionLike(node) && (ts.isAwaitExpression(node) || (ts.forEachChild(node, waits) ?? false));
  return ts.isCallExpression(expression) && !waits(expression);
}

function returnsValue(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isFunctionLike(node)) return false;
  return (ts.isReturnStatement(node) && node.expression !== undefined) || (ts.forEachChild(node, (each) => returnsValue(ask, each)) ?? false);
}

/** Whether a call's promise is returned as it is: its failure was no failure of the attempt, and would become one. */
function returnsUnawaited(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isFunctionLike(node)) return false;
  if (ts.isReturnStatement(node) && node.expression) {
    const { expression } = node;
    return (ts.isCallExpression(expression) && !/^(?:JSON|Math|Number|String|Boolean|Object|Array)\b/.test(expression.getText())) || ts.isConditionalExpression(expression);
  }
  return ts.forEachChild(node, (each) => returnsUnawaited(ask, each)) ?? false;
}

function indentOf({ file: { text } }: Ask, node: TS.Node): string {
  const start = node.getStart();
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", start - 1) + 1, start))?.[0] ?? "";
}

/** A block whose last line, and with it all others, moves to the left, unless a text over several lines stands in it. */
function movedTo(indent: string, block: string): string {
  const own = /^[ \t]*/.exec(block.split("\n").at(-1) ?? "")?.[0] ?? "";
  const isFurther = own.startsWith(indent) && own !== indent;
  return !isFurther || /`[^`]*\n/.test(block) ? block : block.split("\n").map((line) => (line.startsWith(own) ? indent + line.slice(own.length) : line)).join("\n");
}

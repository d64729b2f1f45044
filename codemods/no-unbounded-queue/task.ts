import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import type { Refusal } from "../edit.ts";
import type { Decided } from "./adds.ts";
import { explainHalfDone } from "./half-done.ts";
import { statementOf } from "./ignored-result.ts";
import { isListed, type Limit, newLineAt } from "./limit-writer.ts";
import { textStyleOf } from "../module-form.ts";
import { awaitedLoss } from "./loss.ts";
import { fullError } from "./rejector.ts";
import { type Add, type Scene, unsupported } from "./scene.ts";
import { insert, placeOf, refusal } from "./splice.ts";
import { explainRejected, isAsync } from "./throwing.ts";
import type { UntypedCalls } from "./untyped-calls.ts";

/** Whether somebody goes on with the promise of a task that a library's queue hands back. */
export function handsBack(ask: Ask, add: Add): boolean {
  return statementOf(ask, add) === undefined;
}

/**
 * A task that does not fit has a promise that is rejected, as one has that failed. In an async function that starts with it, an exception says the same:
 * `if (queue.size >= 1000) throw …; return queue.add(task);`, else `queue.size >= 1000 ? Promise.reject(…) : queue.add(task)`.
 */
export function decideTask(scene: Scene, add: Add, { size, capacity, overflow }: Limit, untypedCalls: UntypedCalls): Decided | Refusal {
  const { ask, binding } = scene;
  const { ts } = ask;
  const { at, queue } = add;
  const forgotten = overflow === "drop-newest" ? forgottenIn(ask, at) : undefined;
  if (forgotten) return { edits: [insert(forgotten, forgotten.getStart(), `if (${queue.getText()}.${size} < ${String(capacity)}) `)], note: `add while there is room (${placeOf(ask, at)})` };
  if (overflow !== "reject") return awaitedLoss(`whoever goes on with the promise at ${placeOf(ask, at)} would wait for ever`);
  const unheard = explainHalfDone(ask, at) ?? explainRejected(ask, at, untypedCalls);
  if (unheard !== undefined) return refusal("producer-cannot-refuse", unheard);
  const full = `${queue.getText()}.${size} >= ${String(capacity)}`;
  const error = fullError(ask, binding.label, capacity);
  const statement = statementBeginningWith(ask, at);
  if (statement && isAsync(ask, ask.enclosing(statement))) {
    const { semicolon } = textStyleOf(ts, ask.file);
    return { edits: [insert(statement, statement.getStart(), `if (${full}) throw ${error}${semicolon}${newLineAt(statement)}`)], note: `throw when full (${placeOf(ask, at)})` };
  }
  const isFirst = ts.findAncestor(at, ts.isStatement)?.getStart() === at.getStart();
  if (isFirst && textStyleOf(ts, ask.file).semicolon === "") return unsupported(scene, at, "is added to where a bracket would go on with the line before");
  const [open, close] = isAlone(ask, at) ? ["", ""] : ["(", ")"];
  return { edits: [insert(at, at.getStart(), `${open}${full} ? Promise.reject(${error}) : `), insert(at, at.end, close)].filter(({ text }) => text !== ""), note: `reject when full (${placeOf(ask, at)})` };
}

/** `queue.add(task).catch(report);`: nobody goes on with what comes of it. */
function forgottenIn(ask: Ask, at: TS.Node): TS.Statement | undefined {
  const { ts } = ask;
  const chained = ts.isPropertyAccessExpression(at.parent) && at.parent.name.text === "catch" && ts.isCallExpression(at.parent.parent) ? at.parent.parent : at;
  const statement = ts.isVoidExpression(chained.parent) ? chained.parent.parent : chained.parent;
  return ts.isExpressionStatement(statement) && isListed(ask, statement) ? statement : undefined;
}

/** `return queue.add(task);`, `await queue.wait();`, `const answer = await queue.add(task);`: nothing of the statement runs before. */
function statementBeginningWith(ask: Ask, at: TS.Node): TS.Statement | undefined {
  const { ts } = ask;
  let node = unwrapped(ask, at);
  while (ts.isAwaitExpression(node.parent) || ts.isParenthesizedExpression(node.parent) || ts.isNonNullExpression(node.parent) || ts.isAsExpression(node.parent)) node = node.parent;
  const { parent } = node;
  const list = ts.isVariableDeclaration(parent) && ts.isVariableDeclarationList(parent.parent) && parent.parent.declarations.length === 1 ? parent.parent.parent : parent;
  const isWhole = ts.isReturnStatement(list) || ts.isExpressionStatement(list) || ts.isVariableStatement(list);
  return isWhole && isListed(ask, list) ? list : undefined;
}

/** Whether a conditional expression can stand there as it is. */
function isAlone({ ts }: Ask, at: TS.Node): boolean {
  const { parent } = at;
  return ts.isReturnStatement(parent) || ts.isVariableDeclaration(parent) || ts.isParenthesizedExpression(parent) || (ts.isArrowFunction(parent) && parent.body === at);
}

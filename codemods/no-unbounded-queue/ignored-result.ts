import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { calledName, referencesTo, unwrapped } from "../../rules/model/functions.ts";
import type { Add } from "./scene.ts";
import { promiseOf } from "./throwing.ts";

/** The statement that an add is all of, or the last operand of. */
export function statementOf(ask: Ask, { at }: Add): TS.Statement | undefined {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  let node: TS.Node = unwrapped(ask, at);
  for (let { parent } = node; ; { parent } = node) {
    const isOperand = ts.isBinaryExpression(parent) && parent.right === node && (parent.operatorToken.kind === K.AmpersandAmpersandToken || parent.operatorToken.kind === K.BarBarToken);
    if (!isOperand && !ts.isVoidExpression(parent)) break;
    node = parent;
  }
  return ts.isExpressionStatement(node.parent) ? node.parent : undefined;
}

/** Functions that run a callback and drop what it returns. */
const IGNORES = /^(?:forEach|on|once|off|addListener|removeListener|addEventListener|removeEventListener|prependListener|setTimeout|setInterval|setImmediate|queueMicrotask|nextTick)$/;

/** `(job) => queue.push(job)` where nobody looks at the new length. */
export function isIgnoredResult(ask: Ask, { at }: Add): boolean {
  const { ts } = ask;
  const body = unwrapped(ask, at);
  const arrow = body.parent;
  if (!ts.isArrowFunction(arrow) || arrow.body !== body) return false;
  if (promiseOf(ask, arrow)) return true;
  const isDropped = (place: TS.Node): boolean => ts.isCallExpression(place.parent) && place.parent.expression !== place && IGNORES.test(calledName(ask, place.parent.expression) ?? "");
  if (isDropped(unwrapped(ask, arrow))) return true;
  const references = referencesTo(ask, arrow) ?? [];
  return ts.isVariableDeclaration(arrow.parent) && references.length > 0 && references.every((reference) => isDropped(unwrapped(ask, reference)));
}

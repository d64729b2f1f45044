import type * as TS from "typescript";
import { isNeverNegative } from "./index-value.ts";
import { consume, isSame, type Scene, unsupported } from "./scene.ts";
import { between, type Draft, replace } from "./splice.ts";

/**
 * `splice(0, n)` takes up to `n`, `splice(0)` drains, `splice(index, 1)` removes one value. Indices of an array and positions of a queue are the
 * same; only a negative index counts from the end, so it must be known not to be one.
 */
export function mapSplice(scene: Scene, at: TS.Expression, access: TS.PropertyAccessExpression, call: TS.CallExpression): Draft {
  const { ask } = scene;
  const { ts } = ask;
  const [start, count, ...items] = call.arguments;
  if (!start || items.length > 0 || call.arguments.some(ts.isSpreadElement)) return unsupported(scene, call, "is spliced");
  const isHead = ts.isNumericLiteral(start) && start.text === "0";
  if (isHead && count && isSize(scene, count, at)) consume(scene, count);
  if (isHead && (!count || isSize(scene, count, at))) return [between(call, access.name.getStart(), call.end, "drain()")];
  if (isHead && count) return [replace(access.name, "takeUpTo"), between(call, start.getStart(), count.getStart(), "")];
  const isOne = count && ts.isNumericLiteral(count) && count.text === "1" && ts.isExpressionStatement(call.parent);
  if (isOne && isNeverNegative(ask, start, call)) {
    const index = start.getText() === "position" ? "place" : "position";
    return [
      replace(access.name, "removeWhere"),
      between(call, start.getStart(), start.getStart(), `(_, ${index}) => ${index} === `),
      between(call, start.end, count.end, ""),
    ];
  }
  const searched = isOne ? findSearched(scene, start, at) : undefined;
  if (count && searched && isKnownToBeIn(scene, searched, at, call)) {
    consume(scene, (start as TS.CallExpression).expression);
    return [replace(access.name, "remove"), between(call, start.getStart(), searched.getStart(), ""), between(call, searched.end, count.end, "")];
  }
  return unsupported(scene, call, "has values cut out of its middle");
}

function isSize({ ask }: Scene, count: TS.Expression, queue: TS.Expression): boolean {
  return ask.ts.isPropertyAccessExpression(count) && count.name.text === "length" && isSame(count.expression, queue);
}

/** The `job` of `queue.indexOf(job)`. */
function findSearched({ ask }: Scene, index: TS.Expression, queue: TS.Expression): TS.Expression | undefined {
  const { ts } = ask;
  const callee = ts.isCallExpression(index) ? index.expression : undefined;
  if (!callee || !ts.isPropertyAccessExpression(callee) || callee.name.text !== "indexOf" || !isSame(callee.expression, queue)) return undefined;
  return (index as TS.CallExpression).arguments[0];
}

/** `splice(indexOf(job), 1)` of a job that is not there takes the last one instead: it must have been asked for just before. */
function isKnownToBeIn({ ask }: Scene, job: TS.Expression, queue: TS.Expression, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const list = queue.getText();
  const value = job.getText();
  const found = [`${list}.includes(${value})`, `${list}.indexOf(${value})!==-1`, `${list}.indexOf(${value})>-1`, `${list}.indexOf(${value})>=0`].map((text) => text.replace(/\s/g, ""));
  const block = call.parent.parent;
  const branch = ts.isIfStatement(block) ? block : block.parent;
  const isFirst = !ts.isBlock(block) || block.statements[0] === call.parent;
  return isFirst && ts.isIfStatement(branch) && (branch.thenStatement === block || branch.thenStatement === call.parent) && found.includes(branch.expression.getText().replace(/\s/g, ""));
}

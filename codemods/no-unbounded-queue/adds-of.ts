import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Evidence, Finding } from "../../rules/model/finding.ts";
import type { Stock } from "../../rules/no-unbounded-queue/stocks.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import { isSame, type Add, type Value } from "./scene.ts";
import { refusal } from "./splice.ts";

/** Every place that adds without a limit: the finding names them all. */
export function addsOf(finding: Finding, stock: Stock, context: CodemodContext): readonly Add[] | Refusal {
  const places = [finding, ...finding.related.filter(({ note }) => note === "also adds" || note === "adds")].filter((place) => !isAt(stock.declaredAt, place));
  const adds: Add[] = [];
  for (const { file, span } of places) {
    const own = context.ask(file);
    const node = own && nodeAt(own, span.start, span.end);
    const add = own && node && addAt(own, node, stock);
    if (!add) return refusal("unsupported-use", `the way of adding at ${file.slice(file.lastIndexOf("/") + 1)} has no form with a limit`);
    if (!adds.some(({ at }) => at === add.at)) adds.push(add);
  }
  return adds.length > 0 ? adds : refusal("unsupported-use", "nothing adds in sight");
}

export function isAt(node: TS.Node, place: Pick<Evidence, "file" | "span"> | undefined): boolean {
  return place?.file === node.getSourceFile().fileName && place.span.start === node.getStart() && place.span.end === node.end;
}

/** The outermost call or assignment that is all of a span. */
function nodeAt({ ts, file }: Ask, start: number, end: number): TS.CallExpression | TS.BinaryExpression | undefined {
  const visit = (node: TS.Node): TS.CallExpression | TS.BinaryExpression | undefined => {
    if (node.pos > start || node.end < end) return undefined;
    if (node.getStart(file) === start && node.end === end && (ts.isCallExpression(node) || ts.isBinaryExpression(node))) return node;
    return ts.forEachChild(node, visit);
  };
  return visit(file);
}

/** `queue.push(x)`, `set.add(x)`, `queue[queue.length] = x`, `queue = [...queue, x]`. */
function addAt(ask: Ask, at: TS.CallExpression | TS.BinaryExpression, { kind }: Stock): Add | undefined {
  const { ts } = ask;
  const valueOf = (node: TS.Expression): Value => (ts.isSpreadElement(node) ? { node: node.expression, isMany: true } : { node, isMany: false });
  if (ts.isCallExpression(at)) {
    const callee = at.expression;
    if (!ts.isPropertyAccessExpression(callee) || !kind.add.has(callee.name.text) || !isStill(ask, callee.expression)) return undefined;
    return { queue: callee.expression, at, end: /^(?:unshift|prepend|addFirst|insertFront)$/.test(callee.name.text) ? "head" : "tail", values: at.arguments.slice(kind.unique === "key" ? 1 : 0).map(valueOf) };
  }
  if (at.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !isStill(ask, at.left)) return undefined;
  const appended = ts.isCallExpression(at.right) ? concatenated(ask, at.right, at.left) : undefined;
  if (appended) return { queue: at.left, at, end: "tail", values: appended.map((node) => ({ node, isMany: true })) };
  if (ts.isArrayLiteralExpression(at.right)) {
    const [first, ...values] = at.right.elements;
    if (!first || !ts.isSpreadElement(first) || !isSame(first.expression, at.left)) return undefined;
    return { queue: at.left, at, end: "tail", values: values.map(valueOf) };
  }
  const target = at.left;
  const isAppend = ts.isElementAccessExpression(target) && ts.isPropertyAccessExpression(target.argumentExpression) && target.argumentExpression.name.text === "length" && isSame(target.argumentExpression.expression, target.expression);
  return isAppend ? { queue: target.expression, at, end: "tail", values: [{ node: at.right, isMany: false }] } : undefined;
}

/** What `queue.concat(jobs)` appends, whether that is a list or not. */
function concatenated({ ts }: Ask, { expression: callee, arguments: values }: TS.CallExpression, queue: TS.Expression): readonly TS.Expression[] | undefined {
  return ts.isPropertyAccessExpression(callee) && callee.name.text === "concat" && isSame(callee.expression, queue) && values.length > 0 ? values : undefined;
}

/** An expression that may be written down twice: evaluating it does nothing. */
export function isStill(ask: Ask, node: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isPropertyAccessExpression(node)) return !node.questionDotToken && isStill(ask, node.expression);
  if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node)) return isStill(ask, node.expression);
  return ts.isElementAccessExpression(node) && !node.questionDotToken && isStill(ask, node.expression) && (ts.isLiteralExpression(node.argumentExpression) || isStill(ask, node.argumentExpression));
}

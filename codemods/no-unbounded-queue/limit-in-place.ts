import type * as TS from "typescript";
import { homeOf } from "../../rules/knowledge/turns.ts";
import type { Activation, Ask } from "../../rules/model/ask.ts";
import type { Evidence, Finding } from "../../rules/model/finding.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import { findStocks, type Stock } from "../../rules/no-unbounded-queue/stocks.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Refusal, RefusalReason, Rewrite } from "../edit.ts";
import { decideAdd } from "./adds.ts";
import { type Binding, labelOf } from "./binding.ts";
import { explainLateTakes } from "./late-takes.ts";
import { limitWriter, sizeOf } from "./limit-writer.ts";
import { isSame, type Add, type Scene, unsupported, type Value } from "./scene.ts";
import { explainCapacity } from "./size.ts";
import { isRefused, refusal } from "./splice.ts";
import { untypedCallsIn } from "./untyped-calls.ts";

/** Refusals that are about putting another class in the container's place. A container that stays what it is needs no answer to them. */
const ABOUT_THE_CLASS: ReadonlySet<RefusalReason> = new Set([
  "not-an-array", "no-declaration", "escapes", "used-elsewhere", "unsupported-use", "untyped-elements", "name-clash", "module-form", "name-taken",
]);

/** Where not everybody who looks at the container is known, or somebody looks at it while it changes, nothing is taken out of it that they may stand on. */
const UNSEEN: ReadonlySet<RefusalReason> = new Set(["escapes", "used-elsewhere", "not-an-array", "no-declaration", "unsupported-use"]);

/**
 * What is left where no `BoundedQueue` can take the container's place: it stays what it is, and every producer of the finding asks for its size first. No
 * gauge and no counter tell of what was turned away; in every other respect producers are judged as for a queue. `refused` says why there is no queue.
 */
export function limitInPlace(finding: Finding, ask: Ask, context: CodemodContext, refused: Refusal): Rewrite | Refusal {
  if (!ABOUT_THE_CLASS.has(refused.reason)) return refused;
  const limited = tryLimit(finding, ask, context, refused);
  return isRefused(limited) ? { reason: refused.reason, detail: `${refused.detail}; and for a limit in place: ${limited.detail}` } : limited;
}

function tryLimit(finding: Finding, ask: Ask, context: CodemodContext, refused: Refusal): Rewrite | Refusal {
  const { overflow, capacity } = context.options;
  if (overflow === "wait") return refusal("producer-cannot-wait", "nothing tells a producer when there is room again");
  if (overflow === "drop-oldest" && UNSEEN.has(refused.reason)) return refusal("unsupported-use", "somebody out of sight may stand on the oldest value; drop-newest would do");
  const stock = findStocks(ask, new Set()).find(({ declaredAt }) => isAt(declaredAt, finding.related[0]));
  if (!stock) return refusal("no-declaration", "the binding was not found again");
  const size = sizeOf(stock.kind);
  if (size === undefined) return refusal("not-an-array", "nothing is known to tell how much it holds");
  const scene = sceneOf(ask, stock, context, finding.messageId);
  const never = explainNever(scene);
  if (never) return never;
  const late = explainLateTakes(scene);
  if (late) return late;
  const adds = addsOf(finding, stock, context);
  if (isRefused(adds)) return adds;
  const takers = takersOf(finding, context);
  const untypedCalls = untypedCallsIn(scene, context);
  const writer = limitWriter({ size, capacity, label: scene.binding.label, overflow });
  const edits: Edit[] = [];
  const notes: string[] = [];
  for (const add of adds) {
    const own = context.ask(add.at.getSourceFile().fileName) ?? ask;
    const decided = decideAdd({ ...scene, ask: own }, add, takers, untypedCalls, writer);
    if (isRefused(decided)) return decided;
    edits.push(...decided.edits);
    notes.push(decided.note);
  }
  return { finding, edits, newFiles: [], choices: { binding: scene.binding.label, capacity: String(capacity), overflow, construct: `limit in place, because of ${refused.reason}`, producers: notes.join(", ") } };
}

function sceneOf(ask: Ask, stock: Stock, { options }: CodemodContext, kind: string): Scene {
  const declaration = ask.declarationOf(stock.declaredAt);
  const references = stock.holder || stock.around ? [] : stock.references("everywhere");
  const binding: Binding = {
    stock,
    label: labelOf(ask, stock),
    creation: stock.declaredAt as TS.Expression,
    declaration,
    annotation: declaration && "type" in declaration ? (declaration.type as TS.TypeNode | undefined) : undefined,
    references,
  };
  return { ask, binding, options, kind, references: [...references], consumed: new Set() };
}

/** The code may ask for a size that the limit makes impossible. */
function explainNever(scene: Scene): Refusal | undefined {
  const { ask } = scene;
  for (const { parent } of scene.references) {
    const isSize = ask.ts.isPropertyAccessExpression(parent) && parent.name.text === "length";
    const why = isSize ? explainCapacity(scene, unwrapped(ask, parent)) : undefined;
    if (why !== undefined) return unsupported(scene, parent, why);
  }
  return undefined;
}

/** Every place that adds without a limit: the finding names them all. */
function addsOf(finding: Finding, stock: Stock, context: CodemodContext): readonly Add[] | Refusal {
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

function isAt(node: TS.Node, place: Pick<Evidence, "file" | "span"> | undefined): boolean {
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
    if (!ts.isPropertyAccessExpression(callee) || callee.questionDotToken || !kind.add.has(callee.name.text) || !isStill(ask, callee.expression)) return undefined;
    return { queue: callee.expression, at, end: /^(?:unshift|prepend|addFirst|insertFront)$/.test(callee.name.text) ? "head" : "tail", values: at.arguments.map(valueOf) };
  }
  if (at.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !isStill(ask, at.left)) return undefined;
  if (ts.isArrayLiteralExpression(at.right)) {
    const [first, ...values] = at.right.elements;
    if (!first || !ts.isSpreadElement(first) || !isSame(first.expression, at.left)) return undefined;
    return { queue: at.left, at, end: "tail", values: values.map(valueOf) };
  }
  const target = at.left;
  const isAppend = ts.isElementAccessExpression(target) && ts.isPropertyAccessExpression(target.argumentExpression) && target.argumentExpression.name.text === "length" && isSame(target.argumentExpression.expression, target.expression);
  return isAppend ? { queue: target.expression, at, end: "tail", values: [{ node: at.right, isMany: false }] } : undefined;
}

/** An expression that may be written down twice: evaluating it does nothing. */
function isStill(ask: Ask, node: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isPropertyAccessExpression(node)) return !node.questionDotToken && isStill(ask, node.expression);
  if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node)) return isStill(ask, node.expression);
  return ts.isElementAccessExpression(node) && !node.questionDotToken && isStill(ask, node.expression) && (ts.isLiteralExpression(node.argumentExpression) || isStill(ask, node.argumentExpression));
}

/** The functions in which the finding saw something go. */
function takersOf({ related }: Finding, context: CodemodContext): ReadonlySet<Activation> {
  const takers = new Set<Activation>();
  for (const { file, span, note } of related) {
    const own = note === "removes" ? context.ask(file) : undefined;
    const node = own && nodeAround(own, span.start);
    if (own && node) takers.add(homeOf(own, unwrapped(own, node)));
  }
  return takers;
}

/** The innermost node at an offset. */
function nodeAround({ ts, file }: Ask, offset: number): TS.Node | undefined {
  let found: TS.Node | undefined;
  const visit = (node: TS.Node): void => {
    if (node.getStart(file) > offset || node.end <= offset) return;
    found = node;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

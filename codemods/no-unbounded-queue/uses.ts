import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { isCallee, unwrapped } from "../../rules/model/functions.ts";
import type { Edit, Refusal } from "../edit.ts";
import { isEmptyArray } from "./binding.ts";
import { mapElement } from "./elements.ts";
import { explainLiveCallback, explainLiveLoop } from "./iteration.ts";
import { type Add, consume, copied, isNamedIn, isSame, isWritten, type Scene, unsupported, type Value } from "./scene.ts";
import { explainCapacity } from "./size.ts";
import { between, type Draft, isRefused, placeOf, refusal, replace } from "./splice.ts";
import { mapSplice } from "./splices.ts";
import { mapEmptying } from "./swap.ts";
import { ITERABLE_READERS, PURE_READERS, READS, TAKES } from "./words.ts";

/** What is done with the array in all places. */
export interface Mapped {
  /** Everything but the adds. */
  readonly edits: readonly Edit[];
  readonly adds: readonly Add[];
}

/** Maps every use of the array to the operation of a bounded queue that does the same, or says which one has none. */
export function mapUses(scene: Scene): Mapped | Refusal {
  const edits: Edit[] = [];
  const adds: Add[] = [];
  for (const reference of scene.references) {
    if (scene.consumed.has(reference)) continue;
    const mapped = mapUse(scene, reference);
    if (isRefused(mapped)) return mapped;
    if ("queue" in mapped) adds.push(mapped);
    else edits.push(...mapped);
  }
  return { edits, adds };
}

function mapUse(scene: Scene, reference: TS.Expression): Draft | Add {
  const { ask } = scene;
  const { ts } = ask;
  const at = unwrapped(ask, reference) as TS.Expression;
  const { parent } = at;
  if (hasCast(ask, reference, at)) return unsupported(scene, at, "is cast to another type");
  const emptying = mapEmptying(scene, at);
  if (emptying) return emptying;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === at) return mapMember(scene, at, parent);
  if (ts.isElementAccessExpression(parent) && parent.expression === at) return mapElement(scene, at, parent);
  if (ts.isBinaryExpression(parent) && parent.left === at) return mapAssignment(scene, at, parent);
  if (ts.isForOfStatement(parent) && parent.expression === at) return mapLoop(scene, parent);
  if (ts.isSpreadElement(parent)) return [];
  if (ts.isVariableDeclaration(parent) && parent.initializer === at) return mapAlias(scene, at, parent);
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return mapArgument(scene, at, parent);
  if (isAskedFor(ask, at)) return [];
  return refusal("escapes", `the array is handed on at ${placeOf(ask, at)}`);
}

function hasCast(ask: Ask, reference: TS.Expression, at: TS.Node): boolean {
  const { ts } = ask;
  for (let node: TS.Node = reference; node !== at; node = node.parent) {
    if (!ts.isParenthesizedExpression(node.parent) && !ts.isNonNullExpression(node.parent)) return true;
  }
  return false;
}

/** `queue.length`, `queue.shift()`, `queue.map(…)`. */
function mapMember(scene: Scene, at: TS.Expression, access: TS.PropertyAccessExpression): Draft | Add {
  const { ask } = scene;
  const { ts } = ask;
  const member = access.name.text;
  const outer = unwrapped(ask, access);
  if (member === "length") return mapLength(scene, access, outer);
  const call = isCallee(ask, outer) ? (outer.parent as TS.CallExpression) : undefined;
  if (!call) return unsupported(scene, access, `has \`${member}\` read off it`);
  if (member === "push" || member === "unshift") {
    return { queue: at, at: call, end: member === "push" ? "tail" : "head", values: call.arguments.map((value) => valueOf(ask, value)) };
  }
  const take = TAKES.get(member);
  if (take !== undefined) return [replace(access.name, take)];
  if (member === "at") return [];
  if (member === "splice") return mapSplice(scene, at, access, call);
  if (!READS.has(member) || access.questionDotToken) return unsupported(scene, access, `has no counterpart for \`${member}\``);
  if (call.arguments.some((argument) => isNamedIn(scene, argument) && !ts.isSpreadElement(argument))) return unsupported(scene, call, `is used again inside \`${member}\``);
  if (member === "slice" && call.arguments.length === 0) return sliced(ask, at, call);
  const [callback] = call.arguments;
  const why = callback && explainLiveCallback(scene, callback);
  return why === undefined ? copied(ask, at) : unsupported(scene, call, why);
}

/** `queue.slice()` is `[...queue]`. */
function sliced(ask: Ask, at: TS.Expression, call: TS.CallExpression): Draft {
  return copied(ask, at).map((edit) => (edit.span.start === at.end ? between(call, at.end, call.end, edit.text) : edit));
}

function mapLength(scene: Scene, access: TS.PropertyAccessExpression, outer: TS.Node): Draft {
  const { ts } = scene.ask;
  const { parent } = outer;
  if (ts.isBinaryExpression(parent) && parent.left === outer && isWritten(scene.ask, parent)) {
    const isZero = parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isNumericLiteral(parent.right) && parent.right.text === "0";
    if (!isZero || !ts.isExpressionStatement(parent.parent)) return unsupported(scene, parent, "is cut to a length");
    return [between(access, access.name.getStart(), parent.end, "clear()")];
  }
  if (ts.isPostfixUnaryExpression(parent) || (ts.isPrefixUnaryExpression(parent) && parent.operator !== ts.SyntaxKind.ExclamationToken && parent.operator !== ts.SyntaxKind.MinusToken && parent.operator !== ts.SyntaxKind.PlusToken)) {
    return unsupported(scene, parent, "is cut to a length");
  }
  const never = explainCapacity(scene, outer);
  return never === undefined ? [replace(access.name, "size")] : unsupported(scene, outer, never);
}

/** `queue = [...queue, job]`, `queue = queue.concat(jobs)`, `queue = queue.filter(…)`. */
function mapAssignment(scene: Scene, at: TS.Expression, assignment: TS.BinaryExpression): Draft | Add {
  const { ask } = scene;
  const { ts } = ask;
  const { right } = assignment;
  if (!isWritten(ask, assignment)) return refusal("escapes", `the array is compared or handed on at ${placeOf(ask, at)}`);
  const isPlain = assignment.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isExpressionStatement(assignment.parent);
  if (isPlain && isEmptyArray(ask, right)) return [between(at, at.end, assignment.end, ".clear()")];
  if (isPlain && ts.isArrayLiteralExpression(right)) {
    const [first, ...values] = right.elements;
    if (first && ts.isSpreadElement(first) && isSame(first.expression, at) && values.length > 0) {
      consume(scene, first);
      return { queue: at, at: assignment, end: "tail", values: values.map((value) => valueOf(ask, value)) };
    }
  }
  const method = ts.isCallExpression(right) && ts.isPropertyAccessExpression(right.expression) && isSame(right.expression.expression, at) ? right.expression.name.text : undefined;
  const appended = isPlain && method === "concat" ? flattened(ask, (right as TS.CallExpression).arguments) : undefined;
  if (appended) consume(scene, (right as TS.CallExpression).expression);
  if (appended) return { queue: at, at: assignment, end: "tail", values: appended };
  return unsupported(scene, assignment, "is replaced by another array");
}

function valueOf(ask: Ask, value: TS.Expression): Value {
  return ask.ts.isSpreadElement(value) ? { node: value.expression, isMany: true } : { node: value, isMany: false };
}

/** What `concat` adds: the elements of what is an array, which must be told by its own text or its declaration. */
function flattened(ask: Ask, values: readonly TS.Expression[]): readonly Value[] | undefined {
  const { ts } = ask;
  const flat = values.map((value): readonly Value[] | undefined => {
    if (ts.isArrayLiteralExpression(value)) return value.elements.map((element) => valueOf(ask, element));
    const declaration = ts.isIdentifier(value) ? ask.declarationOf(value) : undefined;
    const type = declaration && "type" in declaration ? (declaration.type as TS.TypeNode | undefined) : undefined;
    return type && ts.isArrayTypeNode(type) ? [{ node: value, isMany: true }] : undefined;
  });
  return flat.every((each) => each !== undefined) ? flat.flat() : undefined;
}

function mapLoop(scene: Scene, loop: TS.ForOfStatement): Draft {
  const why = explainLiveLoop(scene, loop);
  return why === undefined ? [] : unsupported(scene, loop, why);
}

/** `const queue = this.queue;`: the local name stands for the same array, as long as nothing puts another one in its place. */
function mapAlias(scene: Scene, at: TS.Expression, declaration: TS.VariableDeclaration): Draft {
  const { ask, references } = scene;
  const { ts } = ask;
  if (ts.isArrayBindingPattern(declaration.name)) return [];
  const isConst = ts.isVariableDeclarationList(declaration.parent) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  if (!ts.isIdentifier(declaration.name) || !isConst || declaration.type) return refusal("escapes", `the array goes on under another name at ${placeOf(ask, at)}`);
  const isReplaced = references.some((reference) => {
    const { parent } = unwrapped(ask, reference);
    return ts.isBinaryExpression(parent) && parent.left === reference && isWritten(ask, parent);
  });
  if (isReplaced) return refusal("escapes", `\`${declaration.name.text}\` keeps the array when another takes its place (${placeOf(ask, at)})`);
  for (const name of ask.usesInFile(declaration, declaration.name.text)) {
    if (ts.isIdentifier(name) && name !== declaration.name && !references.includes(name)) references.push(name);
  }
  return [];
}

/** An argument of a function that reads it while it runs. */
function mapArgument({ ask }: Scene, at: TS.Expression, call: TS.CallExpression | TS.NewExpression): Draft {
  const { ts } = ask;
  const callee = call.expression.getText();
  if (call.arguments?.[0] === at && (ts.isNewExpression(call) ? callee === "Set" : ITERABLE_READERS.has(callee))) return [];
  const isConcat = ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === "concat";
  if (ts.isCallExpression(call) && call.expression !== at && (isConcat || PURE_READERS.has(callee) || isExpected(ask, call))) return copied(ask, at);
  return refusal("escapes", `the array is handed to \`${callee}\` at ${placeOf(ask, at)}`);
}

/** `expect(queue).toEqual(…)` in a test: a copy has the same values, and only `toBe` would see that it is one. */
function isExpected(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const matcher = call.parent;
  return call.expression.getText() === "expect" && ts.isPropertyAccessExpression(matcher) && /^(?:toEqual|toStrictEqual|toHaveLength|toContain|toContainEqual|toMatchObject|toMatchSnapshot|toMatchInlineSnapshot)$/.test(matcher.name.text);
}

/** `if (queue)` and `!queue` are as true of a queue as of an array. */
function isAskedFor(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = at;
  return (ts.isIfStatement(parent) && parent.expression === at) || (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken);
}

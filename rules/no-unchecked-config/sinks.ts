import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { textSplit } from "./held.ts";
import { memberValueOf } from "./member.ts";
import { parsedSink } from "./parsed-sink.ts";
import { isOnlySaid } from "./said.ts";
import { isNumberParser, isOwnConversion, isParserGiven } from "./wrapper.ts";
import { claimOf } from "./types.ts";
import { valueOf } from "./value.ts";

/** A place that takes a value for more than it is known to be. */
export interface Sink {
  /** `set`: that it is there; `shape`: that it is of a type; `number`, `text`: converted; `parsed`: the shape of what a text holds. */
  readonly kind: "set" | "shape" | "number" | "text" | "parsed";
  readonly node: TS.Expression;
  readonly value: TS.Expression;
  /** The type that is claimed. */
  readonly type?: TS.TypeNode;
}

/** All sinks of a file, the outer ones before those in them where both may speak of one value. */
export function findSinks(ask: Ask): readonly Sink[] {
  const { SyntaxKind: K } = ask.ts;
  const calls = ask.nodes(K.CallExpression);
  return [
    ...calls.flatMap((node) => parsedSink(ask, node) ?? []),
    ...calls.flatMap((node) => conversionSink(ask, node) ?? getterSink(ask, node) ?? listSink(ask, node) ?? []),
    ...ask.nodes(K.PrefixUnaryExpression).flatMap((node) => plusSink(ask, node) ?? []),
    ...[...ask.nodes(K.AsExpression), ...ask.nodes(K.TypeAssertionExpression)].flatMap((node) => castSink(ask, node) ?? []),
    ...ask.nodes(K.NonNullExpression).flatMap((node) => (ask.ts.isNonNullExpression(node) ? [{ kind: "set" as const, node, value: node.expression }] : [])),
    ...ask.nodes(K.TemplateExpression).flatMap((node) => textSinks(ask, node)),
    ...ask.nodes(K.BinaryExpression).flatMap((node) => joinedSinks(ask, node)),
  ];
}

/** `Number(x)`, `parseInt(x)`, `Number.parseFloat(x)`, `String(x)`. */
function conversionSink(ask: Ask, node: TS.Node): Sink | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(node)) return undefined;
  const [value] = node.arguments;
  const { expression: callee } = node;
  if (!value || !(ts.isIdentifier(callee) || (ts.isPropertyAccessExpression(callee) && callee.expression.getText() === "Number"))) return undefined;
  const name = calledName(ask, callee);
  if (name === "Number" || name === "parseInt" || name === "parseFloat" || isOwnConversion(ask, node)) return { kind: "number", node, value: bare(ask, value) };
  return name === "String" && ts.isIdentifier(callee) && !isOnlySaid(ask, node) ? { kind: "text", node, value } : undefined;
}

/** `getEnvVar("PORT", Number.parseInt)`, `configService.get<number>("PORT")`: the getter itself converts, or claims that the text is something else. */
function getterSink(ask: Ask, node: TS.Node): Sink | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(node)) return undefined;
  const [key] = node.arguments;
  if (!key || !ts.isStringLiteralLike(key)) return undefined;
  if (isParserGiven(ask, node)) return { kind: "number", node, value: node };
  const [type] = node.typeArguments ?? [];
  return type?.kind === ts.SyntaxKind.NumberKeyword && calledName(ask, node.expression) === "get" ? { kind: "shape", node, value: node, type } : undefined;
}

/** `text.split(",").map(Number)` */
function listSink(ask: Ask, node: TS.Node): Sink | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== "map") return undefined;
  const [parser] = node.arguments;
  const value = parser && isNumberParser(ask, parser) ? textSplit(ts, node) : undefined;
  return value && { kind: "number", node, value };
}

/** `+x` */
function plusSink(ask: Ask, node: TS.Node): Sink | undefined {
  const { ts } = ask;
  const isPlus = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.PlusToken;
  return isPlus ? { kind: "number", node, value: bare(ask, node.operand) } : undefined;
}

/** The `x` of `x + ""` and `${x}`, which only make the compiler take it for a text: where that goes into a number, what is missing is no number. */
function bare(ask: Ask, expression: TS.Expression): TS.Expression {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isTemplateExpression(node)) {
    const [only, ...others] = node.templateSpans;
    return only && others.length === 0 && node.head.text === "" && only.literal.text === "" ? only.expression : expression;
  }
  const isJoined = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken && ts.isStringLiteralLike(node.right) && node.right.text === "";
  return isJoined ? node.left : expression;
}

/** `x as T`, `<T>x` */
function castSink(ask: Ask, node: TS.Node): Sink | undefined {
  const { ts } = ask;
  if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return undefined;
  // What a name of the project stands for is a dear question, and most of what is cast is no configuration.
  if (ts.isTypeReferenceNode(node.type) && (ts.isConstTypeReference(node.type) || !mayBeConfiguration(ask, node))) return undefined;
  const claim = claimOf(ask, node.type);
  return claim === "nothing" ? undefined : { kind: claim, node, value: node.expression, type: node.type };
}

function mayBeConfiguration(ask: Ask, { expression, parent }: TS.AssertionExpression): boolean {
  return ask.ts.isAsExpression(expression) || ask.ts.isAsExpression(parent) || valueOf(ask, expression) !== undefined || memberValueOf(ask, expression) !== undefined;
}

/** `"https://" + x`, outside of what is said to people. */
function joinedSinks(ask: Ask, node: TS.Node): readonly Sink[] {
  const { ts } = ask;
  const isJoin = (each: TS.Node): each is TS.BinaryExpression => ts.isBinaryExpression(each) && each.operatorToken.kind === ts.SyntaxKind.PlusToken;
  if (!isJoin(node) || isJoin(node.parent)) return [];
  const parts: TS.Expression[] = [];
  let at: TS.Expression = node;
  for (; isJoin(at); at = at.left) parts.push(at.right);
  parts.push(at);
  if (!parts.some((each) => ts.isStringLiteralLike(each) || ts.isTemplateExpression(each)) || isOnlySaid(ask, node)) return [];
  return parts.filter((each) => ts.isPropertyAccessExpression(each) || ts.isElementAccessExpression(each) || ts.isIdentifier(each)).map((each) => ({ kind: "text", node: each, value: each }));
}

/** `${x}`, outside of what is said to people. */
function textSinks(ask: Ask, node: TS.Node): readonly Sink[] {
  const { ts } = ask;
  if (!ts.isTemplateExpression(node) || isOnlySaid(ask, node)) return [];
  return node.templateSpans.map(({ expression }) => ({ kind: "text", node: expression, value: expression }));
}

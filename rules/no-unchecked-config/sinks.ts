import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import { isTold } from "./tested.ts";
import { claimOf, isVague } from "./types.ts";

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
    ...calls.flatMap((node) => conversionSink(ask, node) ?? []),
    ...ask.nodes(K.PrefixUnaryExpression).flatMap((node) => plusSink(ask, node) ?? []),
    ...[...ask.nodes(K.AsExpression), ...ask.nodes(K.TypeAssertionExpression)].flatMap((node) => castSink(ask, node) ?? []),
    ...ask.nodes(K.NonNullExpression).flatMap((node) => (ask.ts.isNonNullExpression(node) ? [{ kind: "set" as const, node, value: node.expression }] : [])),
    ...ask.nodes(K.TemplateExpression).flatMap((node) => textSinks(ask, node)),
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
  if (name === "Number" || name === "parseInt" || name === "parseFloat") return { kind: "number", node, value };
  return name === "String" && ts.isIdentifier(callee) && !isTold(ask, node) ? { kind: "text", node, value } : undefined;
}

/** `+x` */
function plusSink({ ts }: Ask, node: TS.Node): Sink | undefined {
  const isPlus = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.PlusToken;
  return isPlus ? { kind: "number", node, value: node.operand } : undefined;
}

/** `x as T`, `<T>x` */
function castSink(ask: Ask, node: TS.Node): Sink | undefined {
  const { ts } = ask;
  if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return undefined;
  const claim = claimOf(ask, node.type);
  return claim === "nothing" ? undefined : { kind: claim, node, value: node.expression, type: node.type };
}

/** `${x}`, outside of what is said to people. */
function textSinks(ask: Ask, node: TS.Node): readonly Sink[] {
  const { ts } = ask;
  if (!ts.isTemplateExpression(node) || isTold(ask, node)) return [];
  return node.templateSpans.map(({ expression }) => ({ kind: "text", node: expression, value: expression }));
}

/** A call whose result is claimed to be of a type: by `as`, by a declared variable, by the function that returns it, by a type argument. */
function parsedSink(ask: Ask, node: TS.Node): Sink | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(node) || !/(?:parse|load|read)\w*$/i.test(calledName(ask, node.expression) ?? "")) return undefined;
  const type = node.typeArguments?.[0] ?? claimedType(ask, node);
  return type && !isVague(ask, type) ? { kind: "parsed", node, value: node, type } : undefined;
}

function claimedType(ask: Ask, node: TS.Expression): TS.TypeNode | undefined {
  const { ts } = ask;
  let at: TS.Node = node;
  for (;;) {
    const { parent } = at;
    if (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent)) {
      if (claimOf(ask, parent.type) !== "nothing") return parent.type;
      // `as unknown` alone asks its reader to look
      if (!ts.isAsExpression(parent.parent)) return undefined;
    } else if (ts.isConditionalExpression(parent) ? parent.condition === at : !ts.isAwaitExpression(parent) && !ts.isParenthesizedExpression(parent) && !ts.isNonNullExpression(parent)) {
      return declaredType(ask, at);
    }
    at = parent;
  }
}

function declaredType(ask: Ask, at: TS.Node): TS.TypeNode | undefined {
  const { ts } = ask;
  const { parent } = at;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) return parent.type;
  if (!ts.isReturnStatement(parent) && !(ts.isArrowFunction(parent) && parent.body === at)) return undefined;
  const home = ask.enclosing(at);
  const type = ts.isSourceFile(home) || ts.isClassStaticBlockDeclaration(home) ? undefined : home.type;
  const isPromise = type && ts.isTypeReferenceNode(type) && type.typeName.getText() === "Promise";
  return isPromise ? type.typeArguments?.[0] : type;
}

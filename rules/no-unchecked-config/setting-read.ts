import type * as TS from "typescript";
import { GETTER_NAME, GETTERS, isVariableName } from "../knowledge/config-sources.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { originOf } from "../model/origin.ts";
import type { Read } from "./value.ts";

/** `configService.get("KEY")`, `settingStore.get<string>("key")`: a getter that answers `undefined` for what nobody has set. */
export function settingReadOf(ask: Ask, node: TS.Node): Read | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression: receiver } = node.expression;
  const [key, fallback] = node.arguments;
  if (name.text !== "get" || !key || !ts.isStringLiteralLike(key) || !mayMiss(ask, node.expression, inside(ask, receiver), key.text)) return undefined;
  return { key: key.text, kind: "setting", at: node, isDefaulted: fallback !== undefined && !ts.isObjectLiteralExpression(fallback) };
}

/**
 * Whether a getter is known to answer `undefined`: it is that of a library and the key that of a variable (other keys have their defaults where the project
 * declares them), or the project itself writes so in the type of its own getter.
 */
function mayMiss(ask: Ask, getter: TS.PropertyAccessExpression, receiver: TS.Expression, key: string): boolean {
  const { ts } = ask;
  const name = ts.isIdentifier(receiver) ? receiver.text : ts.isPropertyAccessExpression(receiver) ? receiver.name.text : "";
  if (!/conf|setting|store/i.test(name) && !isVariableName(key)) return false;
  if (GETTER_NAME.test(name) && answersUndefined(ask, getter.name)) return true;
  const origin = isVariableName(key) ? originOf(ask, receiver) : undefined;
  return origin !== undefined && GETTERS.some(({ module, steps }) => module === origin.module && steps.length === origin.steps.length && steps.every((step, at) => step === origin.steps[at]));
}

/** `get<T>(key: string): Promise<T | undefined>` */
function answersUndefined(ask: Ask, name: TS.Node): boolean {
  const { ts } = ask;
  const declaration = ask.declarationOf(name);
  if (!declaration || !(ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration))) return false;
  const { type } = declaration;
  const answer = type && ts.isTypeReferenceNode(type) && type.typeName.getText() === "Promise" ? type.typeArguments?.[0] : type;
  return answer !== undefined && ts.isUnionTypeNode(answer) && answer.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword);
}

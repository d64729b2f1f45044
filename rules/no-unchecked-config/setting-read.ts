import type * as TS from "typescript";
import { GETTER_NAME, GETTERS } from "../knowledge/config-sources.ts";
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
  if (name.text !== "get" || !key || !ts.isStringLiteralLike(key) || !isGetter(ask, inside(ask, receiver))) return undefined;
  return { key: key.text, kind: "setting", at: node, isDefaulted: fallback !== undefined && !ts.isObjectLiteralExpression(fallback) };
}

/** Known by its class, or by the name that the project gives to such an object. */
function isGetter(ask: Ask, receiver: TS.Expression): boolean {
  const { ts } = ask;
  const name = ts.isIdentifier(receiver) ? receiver.text : ts.isPropertyAccessExpression(receiver) ? receiver.name.text : "";
  if (GETTER_NAME.test(name)) return true;
  if (!/conf|setting|store/i.test(name)) return false;
  const origin = originOf(ask, receiver);
  return origin !== undefined && GETTERS.some(({ module, steps }) => module === origin.module && steps.length === origin.steps.length && steps.every((step, at) => step === origin.steps[at]));
}

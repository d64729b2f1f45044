import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";

/** The value that a POST sends whole: `data` of `{ body: JSON.stringify(data) }`, and of `post(url, data)`. */
export function sentValue(ask: Ask, options: TS.Expression): TS.Identifier | undefined {
  const { ts } = ask;
  const literal = literalOf(ask, options);
  const body = literal ? (memberOf(ask, literal, "body") ?? memberOf(ask, literal, "data") ?? memberOf(ask, literal, "json")) : options;
  const node = body && inside(ask, body);
  const value = node && ts.isCallExpression(node) && node.arguments.length > 0 && node.expression.getText() === "JSON.stringify" ? node.arguments[0] : node;
  return value && ts.isIdentifier(value) ? value : undefined;
}

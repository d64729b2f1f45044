import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import type { Handler } from "./handlers.ts";
import type { Reach } from "./reach.ts";

/** The handlers in sight that work off what a call puts into a queue: those of the task that is triggered, or of the queue with the same name. */
export function consumersOf(ask: Ask, { handlers }: Reach, call: TS.CallExpression | TS.NewExpression): readonly Handler[] {
  const { ts } = ask;
  const callee = inside(ask, call.expression);
  const receiver = ts.isPropertyAccessExpression(callee) ? inside(ask, callee.expression) : undefined;
  const declaration = receiver && (ts.isIdentifier(receiver) ? ask.declarationOf(receiver) : ts.isPropertyAccessExpression(receiver) ? ask.declarationOf(receiver.name) : undefined);
  const made = declaration && "initializer" in declaration ? (declaration.initializer as TS.Expression | undefined) : undefined;
  const own = handlers.filter(({ registration }) => registration !== undefined && registration === made);
  if (own.length > 0) return own;
  const [first] = call.arguments ?? [];
  const name = made && ts.isNewExpression(made) ? nameOf(ask, made) : first && ts.isStringLiteralLike(first) ? first.text : undefined;
  return name === undefined ? [] : handlers.filter(({ registration }) => registration !== undefined && nameOf(ask, registration) === name);
}

/** The name that a queue, a worker or a task is made with, as it is written. */
function nameOf(ask: Ask, made: TS.CallExpression | TS.NewExpression): string | undefined {
  const { ts } = ask;
  const [first] = made.arguments ?? [];
  const literal = first && literalOf(ask, first);
  const name = literal ? memberOf(ask, literal, "id") : first;
  if (name === undefined) return undefined;
  return ts.isStringLiteralLike(name) ? name.text : ts.isPropertyAccessExpression(name) ? name.getText() : undefined;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { inside } from "../model/calls.ts";
import { returnedBy } from "./returns.ts";
import { sentValue } from "./sent-value.ts";

/**
 * Whether the answer takes the place of what was sent: the function returns what came back, or, where that fails, the very value that it sent (`return data`
 * beside `return masked`). Whoever answers so has changed the value, and nothing else.
 */
export function answerReplaces(ask: Ask, call: TS.CallExpression, [options]: readonly TS.Expression[]): boolean {
  const { ts } = ask;
  const around = ask.enclosing(call);
  const sent = options && sentValue(ask, options)?.text;
  if (sent === undefined || ts.isSourceFile(around) || !("body" in around) || !around.body) return false;
  const places = new Map<string, Set<string>>();
  for (const returned of returnedBy(ask, around as Body)) {
    for (const [place, value] of valuesOf(ask, returned)) places.set(place, (places.get(place) ?? new Set<string>()).add(isMadeAfter(ask, value, call) ? "answer" : value.getText() === sent ? "sent" : "other"));
  }
  return [...places.values()].some((values) => values.has("sent") && values.has("answer"));
}

/** The values that a function returns, by the member they are returned under; the whole stands under no name. */
function valuesOf(ask: Ask, returned: TS.Expression): readonly (readonly [string, TS.Expression])[] {
  const { ts } = ask;
  const value = inside(ask, returned);
  if (!ts.isObjectLiteralExpression(value)) return [["", value]];
  return value.properties.flatMap((member): readonly (readonly [string, TS.Expression])[] => {
    if (ts.isShorthandPropertyAssignment(member)) return [[member.name.text, member.name]];
    return ts.isPropertyAssignment(member) && ts.isIdentifier(member.name) ? [[member.name.text, inside(ask, member.initializer)]] : [];
  });
}

/** Whether a value is a local one that is made of the answer: declared below the call, from what waits for it. */
function isMadeAfter(ask: Ask, value: TS.Expression, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const binding = ts.isIdentifier(value) ? ask.bindingOf(value) : undefined;
  const made = binding && ts.isVariableDeclaration(binding) && binding.pos > call.end && binding.getSourceFile() === call.getSourceFile() ? binding.initializer : undefined;
  return made !== undefined && /\.json\(\)|\.data\b|\.text\(\)|\.body\b/.test(made.getText());
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { sentValue } from "./sent-value.ts";

/**
 * Whether a POST passes on what its function was given, and the function shows that this has an id of its own (it logs `event.id`): whoever receives it twice
 * can tell.
 */
export function passesOnNamed(ask: Ask, call: TS.CallExpression, [options]: readonly TS.Expression[]): boolean {
  const { ts } = ask;
  const sent = options && sentValue(ask, options);
  const parameter = sent && ask.bindingOf(sent);
  if (!sent || !parameter || !ts.isParameter(parameter) || parameter.name.getText() !== sent.text) return false;
  return ask.usesInFile(parameter, sent.text).some(({ parent }) => ts.isPropertyAccessExpression(parent) && /^(?:id|uuid|eventId|event_id|deliveryId|messageId)$/.test(parent.name.text));
}

import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import type * as TS from "typescript";
import { effectAt } from "../../rules/knowledge/effects.ts";
import type { Reach } from "../../rules/require-idempotency-key/reach.ts";
import { reachOf } from "../../rules/require-idempotency-key/reach.ts";
import type { Refusal } from "../edit.ts";
import type { Chain } from "./chain.ts";
import { refusal } from "./splice.ts";

/**
 * A function that is handed one key may use it for one effect: another effect of the same package below it would be taken for the same one. The handler itself
 * makes a key for each call.
 */
export function explainSharedKey(ask: Ask, { links, effect }: Chain): Refusal | undefined {
  const reach = ask.once(reachOf);
  const known = effectAt(effect.ask, effect.call);
  for (const [index, { body, call }] of links.entries()) {
    if (index === 0) continue;
    for (const other of reach.effects) {
      const isSame = effectAt(ask.about(other.call.getSourceFile()), other.call)?.package === known?.package;
      if (!isSame || !leadsOtherwise(reach, other.visit.body, other.call, body, call)) continue;
      const own = ask.about(other.call.getSourceFile());
      return refusal("several-per-delivery", `line ${String(own.lineOf(other.call))} is reached from the same function, and one key for both would drop one of them`);
    }
  }
  return undefined;
}

/** Whether some way from a function leads to an effect by another call than the one that hands the key on. */
function leadsOtherwise(reach: Reach, from: Body, effect: TS.Node, top: Body, through: TS.Node): boolean {
  if (from === top && effect !== through) return true;
  const seen = new Set<Body>([from]);
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const { from: caller, call } of reach.callersOf(at)) {
      if (caller.body === top && call !== through) return true;
      if (caller.body === top || seen.has(caller.body)) continue;
      seen.add(caller.body);
      queue.push(caller.body);
    }
  }
  return false;
}

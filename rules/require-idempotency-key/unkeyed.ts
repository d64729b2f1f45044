import type * as TS from "typescript";
import type { Effect } from "../knowledge/effect-table.ts";
import { EFFECTS } from "../knowledge/effect-table.ts";
import { effectAt } from "../knowledge/effects.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import { keyOfCall } from "./keys.ts";

/** A charge, a customer or a subscription that is made without the key which its API takes. */
export interface Unkeyed {
  readonly call: TS.CallExpression;
  readonly effect: Effect;
}

/** Whoever makes a second one of these is asked for the money twice. */
const CHARGES = EFFECTS.filter(({ kind, key }) => kind === "charge" && key !== undefined);

const LAST = new Set(CHARGES.map(({ call }) => call.slice(call.lastIndexOf(".") + 1)));

/** The step before the last, by which a file names what it makes: `paymentIntents` of `paymentIntents.create`. */
const NAMED = new RegExp(String.raw`\.\s*(?:${[...new Set(CHARGES.flatMap(({ call }) => call.split(".").slice(-2, -1)))].join("|")})\s*\.\s*\w+\(`);

/** What costs nobody anything when it is there twice, as a catalogue that an administrator fills. */
const HARMLESS = /^(?:coupons|promotionCodes|products|prices|accounts|creditNotes)\./;

/**
 * The charges of one file without a key, whatever runs them: the request of a user is sent again as well, by an impatient click, a browser, a proxy, and the provider
 * can't tell the second one from the first.
 */
export function unkeyedIn(ask: Ask): readonly Unkeyed[] {
  const { ts, file } = ask;
  if (!NAMED.test(file.text) || isSupportCode(ask.path)) return [];
  return ask.nodes(ts.SyntaxKind.CallExpression).flatMap((node): readonly Unkeyed[] => {
    const call = node as TS.CallExpression;
    if (!LAST.has(calledName(ask, call.expression) ?? "")) return [];
    const effect = effectAt(ask, call);
    if (effect?.kind !== "charge" || effect.key === undefined || HARMLESS.test(effect.call) || mayHaveKey(ask, call, effect)) return [];
    return [{ call, effect }];
  });
}

/** Whether a call has a key, or options that come from elsewhere. */
function mayHaveKey(ask: Ask, call: TS.CallExpression, effect: Effect): boolean {
  const { ts } = ask;
  const options = call.arguments.at(-1);
  if (options && call.arguments.length > 1 && !ts.isObjectLiteralExpression(options)) return true;
  if (call.arguments.some((argument) => ts.isSpreadElement(argument)) || (effect.package !== "stripe" && call.arguments.some((argument) => !ts.isObjectLiteralExpression(argument)))) return true;
  return keyOfCall(ask, call, effect.kind, effect.key, call).is !== "none" || /idempot/i.test(call.getText());
}

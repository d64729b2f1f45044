import type * as TS from "typescript";
import { effectAt } from "../../rules/knowledge/effects.ts";
import { keyPlaceOf } from "../../rules/knowledge/key-places.ts";
import { memberOf } from "../../rules/knowledge/posts.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { Refusal, Rewrite } from "../edit.ts";
import { isMadeIfMissing } from "./made-if-missing.ts";
import { writeKey } from "./options.ts";
import { isRepeatable } from "./row-insert.ts";
import { isRefused, nodeAt, refusal } from "./splice.ts";

/** What stands for a thing of the program's own: its id, and what kind of thing has it. */
const TELLS = /^id$|(?:I[dD]|Type|_id|_type)$/;

/**
 * A customer of Stripe that is made for something of the program's own, where the code has just seen that it has none: what the `metadata` say it is made for is the
 * key, so two requests at one time get the same customer. Nothing else that is made by a request gets a key: a payment may be tried again on purpose, with the
 * same content, and Stripe would answer what it answered the first time, a refused card included (docs.stripe.com/api/idempotent_requests).
 */
export function keyOfCustomer(ask: Ask, finding: Finding): Rewrite | Refusal {
  const { ts } = ask;
  const call = nodeAt(ask, finding.span, (node): node is TS.CallExpression => ts.isCallExpression(node));
  const effect = call && effectAt(ask, call);
  if (!call || effect?.call !== "customers.create") return refusal("no-identity", "a payment, or the page for one, may be asked for again on purpose: what one attempt of the user is, is for the program to say");
  const place = keyPlaceOf(ask, call, effect);
  if (!place) return refusal("key-place-unknown", "the client can't be followed to its package");
  // Who takes the second customer away again would take away the only one.
  if (/\bcustomers\s*\.\s*del\s*\(/.test(ask.file.text)) return refusal("no-identity", "the file also deletes customers, and for one that was deleted a key would give it back");
  const parts = madeFor(ask, call);
  if (parts.length === 0) return refusal("no-identity", "the metadata name nothing of the program's own that the customer is made for");
  if (!isMadeIfMissing(ask, call)) return refusal("no-identity", "nothing before it looks whether there is a customer already, so several may be meant");
  const key = `\`customers.create-${parts.map((part) => `\${${part}}`).join("-")}\``;
  const edits = writeKey(ask, call, place, key);
  return isRefused(edits) ? edits : { finding, edits, newFiles: [], choices: { key } };
}

/** The plain values in the `metadata` that tell what a customer is made for; nothing without an id among them. */
function madeFor(ask: Ask, { arguments: [first] }: TS.CallExpression): readonly string[] {
  const { ts } = ask;
  const content = first && inside(ask, first);
  const metadata = content && ts.isObjectLiteralExpression(content) ? memberOf(ask, content, "metadata") : undefined;
  const literal = metadata && inside(ask, metadata);
  if (!literal || !ts.isObjectLiteralExpression(literal)) return [];
  const members = literal.properties.flatMap(({ name }) => (name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) && TELLS.test(name.text) ? [name.text] : []));
  const told = members.flatMap((name) => {
    const value = memberOf(ask, literal, name);
    const node = value && inside(ask, value);
    return node && (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) && isRepeatable(ask, node) ? [{ name, text: node.getText() }] : [];
  });
  return told.some(({ name }) => !/type$/i.test(name)) ? told.map(({ text }) => text) : [];
}

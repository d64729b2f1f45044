import type * as TS from "typescript";
import type { Post } from "../knowledge/posts.ts";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import { isSendingAddress } from "../knowledge/sending-addresses.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { nameOfFunction } from "../model/functions.ts";
import { addressOf } from "./address.ts";
import { answerOf } from "./answer.ts";
import type { Visit } from "./reach.ts";
import { isHarmlessText } from "./words.ts";

/** A member by which whoever receives a thing twice can tell. */
const OWN_ID = /^(?:id|uuid|event_?id|delivery_?id|message_?id)$/i;

/**
 * Whether a POST is shown to do something anew each time: its address is one where things are sent or charged; or the answer names what was made; or
 * it goes to an address that the program was given for the thing at hand, a webhook, and nobody reads the answer. Any other POST may as well ask,
 * compute, or set what is the same when it is set twice.
 */
export function isProvenPost(ask: Ask, call: TS.CallExpression, { url, rest }: Post, visit: Visit | undefined): boolean {
  const { ts } = ask;
  const body = contentOf(ask, rest);
  if (body === undefined || isRefusedTwice(ask, call)) return false;
  const address = addressOf(ask, url, visit);
  if (isSendingAddress(address.text)) return true;
  if (isHarmlessText(address.text.replace(/https?:\/\/[^/]*/, "")) || standsInHarmless(ask, call)) return false;
  const answer = answerOf(ask, call, visit);
  if (answer.namesNew && !new RegExp(String.raw`\b(?:${answer.names.join("|")})\b`).test(`${body.getText()} ${url.getText()}`)) return true;
  return visit !== undefined && address.isData && !answer.isRead && !namesItself(ask, inside(ask, ts.isCallExpression(body) && body.arguments[0] ? body.arguments[0] : body));
}

/** What a POST carries; a POST without content asks for a change of what its address names. */
function contentOf(ask: Ask, [options]: readonly TS.Expression[]): TS.Expression | undefined {
  const { ts } = ask;
  const literal = options && literalOf(ask, options);
  if (literal === undefined || (memberOf(ask, literal, "method") === undefined && literal.properties.length > 0)) return options;
  const body = memberOf(ask, literal, "body") ?? memberOf(ask, literal, "data") ?? memberOf(ask, literal, "json");
  if (body === undefined && literal.properties.some((member) => ts.isSpreadAssignment(member))) return options;
  return body && ts.isStringLiteralLike(body) && /^(?:\{\})?$/.test(body.text) ? undefined : body;
}

/** Whether the code around handles that what it makes is there already: then the other side tells the second one. */
function isRefusedTwice({ ts }: Ask, call: TS.CallExpression): boolean {
  const around = ts.findAncestor(call, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isTryStatement(node)));
  return around !== undefined && ts.isTryStatement(around) && /\b409\b|already.?exist|CONFLICT|[Dd]uplicate/.test(around.catchClause?.getText() ?? "");
}

/** Functions that ask, set or have something computed: `validateLicense`, `buildTransaction`. */
function standsInHarmless(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  for (let at: TS.Node = call; !ts.isSourceFile(at); at = at.parent) {
    const name = ts.isFunctionLike(at) ? nameOfFunction(ask, at)?.text : undefined;
    if (name !== undefined && (isHarmlessText(name) || /^(?:build|prepare)[A-Z]/.test(name))) return true;
  }
  return false;
}

/** Whether what is sent has an id of its own: as a member, or as the function around it shows (it logs `event.id`). */
function namesItself(ask: Ask, sent: TS.Expression): boolean {
  const { ts } = ask;
  const literal = literalOf(ask, sent);
  if (literal) return literal.properties.some(({ name }) => name !== undefined && OWN_ID.test(name.getText()));
  const binding = ts.isIdentifier(sent) ? ask.bindingOf(sent) : undefined;
  if (!binding || !ts.isIdentifier(sent)) return false;
  return ask.usesInFile(binding, sent.text).some(({ parent }) => ts.isPropertyAccessExpression(parent) && OWN_ID.test(parent.name.text));
}

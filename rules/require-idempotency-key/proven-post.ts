import type * as TS from "typescript";
import type { Post } from "../knowledge/posts.ts";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import { isSendingAddress } from "../knowledge/sending-addresses.ts";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { nameOfFunction } from "../model/functions.ts";
import { addressOf } from "./address.ts";
import { answerOf } from "./answer.ts";
import type { Visit } from "./reach.ts";
import { returnedBy } from "./returns.ts";
import { isHarmlessText } from "./words.ts";

/** A member by which whoever receives a thing twice can tell. */
const OWN_ID = /^(?:id|uuid|event_?id|delivery_?id|message_?id|alert_?id|request_?id|run_?id|tx_?id|nonce|id_(?:event|delivery|message|alert|request|run))$/i;

/** What is done to a thing that the address names, and that is then in another state: `/payments/<id>/reject`. What is added to it has a name for many: `/channels/<id>/messages`. */
const ON_NAMED = /\*\/[a-z][\w-]*[a-rt-z]\/?$/i;

/**
 * Whether a POST is shown to do something anew each time: its address is one where things are sent or charged; or the answer names what was made; or
 * it goes to an address that the program was given for the thing at hand, a webhook, and nobody reads the answer. Any other POST may as well ask,
 * compute, or set what is the same when it is set twice.
 */
export function isProvenPost(ask: Ask, call: TS.CallExpression, { url, rest }: Post, visit: Visit | undefined): boolean {
  const { ts } = ask;
  const body = contentOf(ask, rest, url);
  if (body === undefined || isRefusedTwice(ask, call)) return false;
  const address = addressOf(ask, url, visit);
  if (isSendingAddress(address.text)) return true;
  if (isHarmlessText(address.text.replace(/https?:\/\/[^/]*/, "")) || standsInHarmless(ask, call)) return false;
  const answer = answerOf(ask, call, visit);
  if (answer.namesNew && !isSentAlready(ask, answer.names, body, url)) return true;
  return visit !== undefined && address.isData && !answer.isRead && !namesItself(ask, inside(ask, ts.isCallExpression(body) && body.arguments[0] ? body.arguments[0] : body));
}

/** Whether an id that is read of the answer was sent, in what is written there or in what its type declares: then it is no new one. */
function isSentAlready(ask: Ask, names: readonly string[], body: TS.Expression, url: TS.Expression): boolean {
  if (new RegExp(String.raw`\b(?:${names.join("|")})\b`).test(`${body.getText()} ${url.getText()}`)) return true;
  const { ts } = ask;
  const binding = ts.isIdentifier(body) ? ask.bindingOf(body) : undefined;
  const type = binding && (ts.isParameter(binding) || ts.isVariableDeclaration(binding)) ? binding.type : undefined;
  const declared = type && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) ? ask.declarationOf(type.typeName) : undefined;
  const members: readonly TS.Node[] = declared && (ts.isInterfaceDeclaration(declared) || ts.isClassDeclaration(declared)) ? declared.members : declared && ts.isTypeAliasDeclaration(declared) && ts.isTypeLiteralNode(declared.type) ? declared.type.members : [];
  const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();
  return members.some((member) => "name" in member && names.some((name) => plain(name) === plain((member.name as TS.Node).getText())));
}

/** Whether a POST does something anew each time: it is shown to, or nobody reads what it answers, so it was not sent to ask, and nothing says that it sets what is the same when it is set twice. */
export function isActingPost(ask: Ask, call: TS.CallExpression, post: Post, visit: Visit): boolean {
  if (isProvenPost(ask, call, post, visit)) return true;
  return !isRefusedTwice(ask, call) && !isHarmlessPost(ask, call, post, visit) && !namesThing(ask, post) && !answerOf(ask, call, visit).isRead;
}

/** Whether what is sent names a thing, by which the other side may tell that it is told of it again: `{ buildId, version }`. */
function namesThing(ask: Ask, { rest }: Post): boolean {
  const sent = contentSent(ask, rest);
  const names = (value: TS.Expression | undefined): boolean => {
    const literal = value && literalOf(ask, value);
    return literal?.properties.some((member) => (member.name !== undefined && /[a-z]I[dD]$|_id$|^id_[a-z]/.test(member.name.getText())) || (ask.ts.isPropertyAssignment(member) && names(member.initializer))) === true;
  };
  return names(sent);
}

/** Whether a POST that is sent again asks, computes, or sets what is the same when it is set twice; or the other side refuses the second one. */
export function isHarmlessPost(ask: Ask, call: TS.CallExpression, { url, rest }: Post, visit?: Visit): boolean {
  const address = addressOf(ask, url, visit);
  if (isSendingAddress(address.text)) return false;
  const sent = contentSent(ask, rest);
  return sent === undefined || ON_NAMED.test(address.text) || isRefusedTwice(ask, call) || /callback/i.test(url.getText()) || isHarmlessText(baseOf(call)) || namesItself(ask, sent) || isHarmlessText(address.text.replace(/https?:\/\/[^/]*/, "")) || standsInHarmless(ask, call);
}

/** The name of the file that a call stands in: `health-checks`. */
function baseOf(call: TS.Node): string {
  const { fileName } = call.getSourceFile();
  return fileName.slice(fileName.lastIndexOf("/") + 1).replace(/\.\w+$|^index(?=\.)/g, "");
}

/** What is sent, without the call that makes a text of it. */
function contentSent(ask: Ask, rest: readonly TS.Expression[]): TS.Expression | undefined {
  const { ts } = ask;
  const body = contentOf(ask, rest);
  const made = body && ts.isIdentifier(body) ? ask.bindingOf(body) : undefined;
  const value = made && ts.isVariableDeclaration(made) && made.initializer ? made.initializer : body;
  const node = value && inside(ask, value);
  return node && ts.isCallExpression(node) && node.arguments[0] && node.expression.getText().endsWith("stringify") ? inside(ask, node.arguments[0]) : node;
}

/** What a POST carries; a POST without content asks for a change of what its address names. */
function contentOf(ask: Ask, [options]: readonly TS.Expression[], url?: TS.Expression): TS.Expression | undefined {
  const { ts } = ask;
  if (options === undefined || isNothing(ask, options)) return undefined;
  const literal = literalOf(ask, options);
  // `got.post(url, { json: { … } })`
  const json = literal && memberOf(ask, literal, "json");
  if (json && literalOf(ask, json)) return json;
  if (literal === undefined || (memberOf(ask, literal, "method") === undefined && literal.properties.length > 0)) return options;
  const body = memberOf(ask, literal, "body") ?? memberOf(ask, literal, "data") ?? memberOf(ask, literal, "json");
  if (body === undefined && literal.properties.some((member) => ts.isSpreadAssignment(member))) return options;
  if (body === undefined && url && bearsQuery(ask, url)) return url;
  return body && isNothing(ask, body) ? undefined : body;
}

/** `null`, `undefined`, `""`, `"{}"`: who is told only that there is something looks for it, once or twice. */
function isNothing({ ts }: Ask, value: TS.Expression): boolean {
  return value.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(value) && value.text === "undefined") || (ts.isStringLiteralLike(value) && /^(?:\{\})?$/.test(value.text));
}

/** Whether an address is given what to do as parameters: `url.searchParams.set("code", code)`. */
function bearsQuery(ask: Ask, url: TS.Expression): boolean {
  const { ts } = ask;
  const called = inside(ask, url);
  const holder = ts.isCallExpression(called) && ts.isPropertyAccessExpression(called.expression) ? inside(ask, called.expression.expression) : called;
  const binding = ts.isIdentifier(holder) ? ask.bindingOf(holder) : undefined;
  return binding !== undefined && ask.usesInFile(binding, holder.getText()).some(({ parent }) => ts.isPropertyAccessExpression(parent) && parent.name.text === "searchParams");
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
    if (name !== undefined && (isHarmlessText(name.replace(/fetch(?=Wi|$)/gi, "")) || /^(?:build|prepare)[A-Z]/.test(name))) return true;
  }
  return false;
}

/** Whether what is sent has an id of its own: as a member, or as the function around it shows (it logs `event.id`). */
function namesItself(ask: Ask, sent: TS.Expression): boolean {
  const { ts } = ask;
  const literal = literalOf(ask, sent);
  if (literal) return literal.properties.some(({ name }) => name !== undefined && OWN_ID.test(name.getText()));
  const binding = ts.isIdentifier(sent) ? ask.bindingOf(sent) : undefined;
  const value = binding && ts.isVariableDeclaration(binding) && binding.initializer ? inside(ask, binding.initializer) : sent;
  const maker = ts.isCallExpression(value) ? calledFunction(ask, value) : undefined;
  if (maker && returnedBy(ask, maker).some((each) => literalOf(ask, each)?.properties.some(({ name }) => name !== undefined && OWN_ID.test(name.getText())))) return true;
  if (!binding || !ts.isIdentifier(sent)) return false;
  return ask.usesInFile(binding, sent.text).some(({ parent }) => ts.isPropertyAccessExpression(parent) && OWN_ID.test(parent.name.text));
}

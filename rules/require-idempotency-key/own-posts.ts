import type * as TS from "typescript";
import type { Post } from "../knowledge/posts.ts";
import { literalOf, memberOf, postAt } from "../knowledge/posts.ts";
import { ownPostAt } from "../knowledge/requests.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { functionsOf } from "./values.ts";

/** The member of an options object that says where a request goes. */
const ADDRESS = ["url", "uri", "path", "endpoint"] as const;

/**
 * The POST that a call of the project's own client is: of a function that says "POST" to what it calls, and hands its first parameter on as the address. The
 * client's own request tells nothing, as it serves all methods and all addresses.
 */
export function wrappedPostAt(ask: Ask, call: TS.CallExpression, bodies: readonly Body[]): Post | undefined {
  if (bodies.length > 0) return bodies.every((body) => isPoster(ask, body)) ? postOf(ask, call) : undefined;
  const own = ownPostAt(ask, call);
  // A route is registered, and no request sent.
  return own?.rest.every((argument) => functionsOf(ask, argument, 2).length === 0) === true ? own : undefined;
}

function postOf(ask: Ask, { arguments: [first, ...rest] }: TS.CallExpression): Post | undefined {
  const literal = first && literalOf(ask, first);
  const url = literal ? ADDRESS.map((name) => memberOf(ask, literal, name)).find(Boolean) : first;
  return first && url ? { url, rest: literal ? [first] : rest } : undefined;
}

const posters = (): Map<Body, boolean> => new Map<Body, boolean>();

function isPoster(ask: Ask, body: Body): boolean {
  const known = ask.once(posters);
  let answer = known.get(body);
  if (answer === undefined) known.set(body, (answer = saysPost(ask, body)));
  return answer;
}

function saysPost(ask: Ask, { parameters: [first], body }: Body): boolean {
  const { ts } = ask;
  const text = body.getText();
  if (!first || text.length > 4000 || !/["'`]POST["'`]/i.test(text) || /["'`](?:GET|PUT|PATCH|DELETE)["'`]/.test(text)) return false;
  const names = ts.isIdentifier(first.name) ? [first.name.text] : first.name.elements.flatMap((each) => (ts.isBindingElement(each) && ts.isIdentifier(each.name) && /^(?:url|uri|path|endpoint)$/i.test(each.name.text) ? [each.name.text] : []));
  const visit = (node: TS.Node): boolean => {
    const isMethod = ts.isStringLiteralLike(node) && /^post$/i.test(node.text) && (ts.isCallExpression(node.parent) || (ts.isPropertyAssignment(node.parent) && node.parent.name.getText() === "method"));
    const request = isMethod ? ts.findAncestor(node.parent, ts.isCallExpression) : undefined;
    // What it sends itself is found there.
    if (request && postAt(ask, request) === undefined && request.arguments.some((argument) => isAddress(argument.getText(), names))) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(body);
}

/** `path`, `${this.base}${path}`, `this.base + path`: what stands behind the client's own address, which is no other address. */
function isAddress(text: string, names: readonly string[]): boolean {
  return names.some((name) => text === name || (text.length < 120 && !/https?:/.test(text) && new RegExp(String.raw`(?:\$\{|\+ ?)${name.replaceAll("$", String.raw`\$`)}(?:\}?["'\`]?)$`).test(text)));
}

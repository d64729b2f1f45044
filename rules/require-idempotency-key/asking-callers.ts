import type * as TS from "typescript";
import type { Post } from "../knowledge/posts.ts";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { callersOf, inside } from "../model/calls.ts";
import { nameOfFunction } from "../model/functions.ts";
import { answerOf } from "./answer.ts";
import { isHarmlessPost, isProvenPost } from "./proven-post.ts";

type Call = TS.CallExpression | TS.NewExpression;

/** The member of an options object that says where a request goes. */
const ADDRESS = ["url", "uri", "path", "endpoint"] as const;

/** What one caller of a client sends: `undefined` no POST, `open` what can't be seen from it. */
type Sent = Post | "open" | undefined;

/**
 * Whether a function that sends whatever its callers give it is only asked, as far as they show: none of them sends a POST of which anything shows that it makes or does
 * something. Where one hands on what it was given itself, or none is in sight, the client is open to all.
 */
export function isOnlyAsked(ask: Ask, region: TS.Node, sending: Call, post: Post | undefined): boolean {
  const { ts } = ask;
  const home = ts.findAncestor(region, (each): each is Body => ts.isFunctionLike(each) && "body" in each && nameOfFunction(ask, each) !== undefined);
  const given = home && (post ? parametersIn(ask, home, post.url) : parametersIn(ask, home, ...(sending.arguments ?? []).slice((sending.arguments ?? []).length > 1 ? 1 : 0)));
  if (!home || !given || given.size === 0) return false;
  const isWithin = (call: TS.Node): boolean => call.getSourceFile() === home.getSourceFile() && call.pos >= home.pos && call.end <= home.end;
  const callers = (callersOf(ask, home) ?? []).filter((call) => !isWithin(call) && !isSupportCode(ask.pathOf(call.getSourceFile())));
  if (callers.length === 0) return false;
  return callers.every((caller) => {
    const sent = post ? fixedPost(ask, caller, given) : toldPost(ask, caller, given);
    if (sent === "open") return false;
    if (sent === undefined) return true;
    // Who sends everything as a POST says nothing by it.
    const isProven = isProvenPost(ask, caller, sent, undefined);
    return !isProven && ((post !== undefined && callers.length > 1) || isHarmlessPost(ask, caller, sent) || answerOf(ask, caller, undefined).isRead);
  });
}

/** The parameters of a function that expressions name, by their places. */
function parametersIn(ask: Ask, home: Body, ...values: readonly TS.Node[]): ReadonlySet<number> {
  const { ts } = ask;
  const found = new Set<number>();
  const visit = (node: TS.Node): void => {
    const binding = ts.isIdentifier(node) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ? ask.bindingOf(node) : undefined;
    if (binding && ts.isParameter(binding) && binding.parent === home) found.add(home.parameters.indexOf(binding));
    ts.forEachChild(node, visit);
  };
  values.forEach(visit);
  return found;
}

function isWritten({ ts }: Ask, value: TS.Expression): boolean {
  return ts.isStringLiteralLike(value) || ts.isTemplateExpression(value) || (ts.isBinaryExpression(value) && /["'`]/.test(value.getText()));
}

function fixedPost(ask: Ask, { arguments: list }: TS.CallExpression, given: ReadonlySet<number>): Sent {
  const [at = 0] = given;
  const url = list[at];
  return url && isWritten(ask, inside(ask, url)) ? { url, rest: list.filter((each) => each !== url) } : "open";
}

function toldPost(ask: Ask, { arguments: list }: TS.CallExpression, given: ReadonlySet<number>): Sent {
  const { ts } = ask;
  let isPost = false;
  for (const at of given) {
    const value = list[at] && inside(ask, list[at]);
    if (value === undefined) continue;
    const literal = literalOf(ask, value);
    const method = literal ? memberOf(ask, literal, "method") : value;
    if (method === undefined ? literal?.properties.some((member) => ts.isSpreadAssignment(member)) : !ts.isStringLiteralLike(method)) return "open";
    if (method && ts.isStringLiteralLike(method) && method.text.toUpperCase() === "POST") isPost = true;
  }
  const [first, ...rest] = list;
  const options = first && literalOf(ask, first);
  const url = options ? ADDRESS.map((name) => memberOf(ask, options, name)).find(Boolean) : first;
  return isPost ? (url && first ? { url, rest: options ? [first] : rest } : "open") : undefined;
}

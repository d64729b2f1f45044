import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { originOf } from "../model/origin.ts";
import { chainOf, HTTP_CLIENTS } from "./effects.ts";

/** An HTTP POST: where it goes, and what it carries. */
export interface Post {
  readonly url: TS.Expression;
  /** The options or body beside the URL. */
  readonly rest: readonly TS.Expression[];
}

const NODE_HTTP: ReadonlySet<string> = new Set(["http", "https", "node:http", "node:https", "follow-redirects"]);

/** The HTTP POST that a call is: `fetch(url, { method: "POST" })`, a wrapper of it, or `post` of a known client. */
export function postAt(ask: Ask, call: TS.CallExpression): Post | undefined {
  const chain = chainOf(ask, call.expression);
  const last = chain.at(-1);
  if (last === undefined) return undefined;
  const [url, ...rest] = call.arguments;
  if (url === undefined) return undefined;
  if (last === "post") return rest.length > 0 && isClient(ask, call.expression) ? { url, rest } : undefined;
  const options = rest[0] && !ask.ts.isFunctionLike(rest[0]) ? rest[0] : url;
  if (!/fetch|^request$|^got$|^ky$|^axios$/i.test(last) && !isFetch(ask, call.expression, rest[0])) return undefined;
  const literal = literalOf(ask, options);
  if (!literal || !isPost(ask, literal)) return undefined;
  // What Node's own request carries is written to it later: the call stands for it.
  if (NODE_HTTP.has(originOf(ask, call.expression)?.module ?? "")) return { url: memberOf(ask, literal, "path") ?? url, rest: [call] };
  if (rest.length > 0) return { url, rest: [options] };
  return isClient(ask, call.expression) ? { url: memberOf(ask, literal, "url") ?? url, rest: [options] } : undefined;
}

/** Whether a call with options is one of the platform's `fetch` under another name. */
function isFetch(ask: Ask, called: TS.Expression, options: TS.Expression | undefined): boolean {
  if (options === undefined || !ask.ts.isObjectLiteralExpression(options) || memberOf(ask, options, "method") === undefined) return false;
  const origin = originOf(ask, called);
  return origin !== undefined && origin.module === undefined && origin.steps.at(-1) === "fetch";
}

function isClient(ask: Ask, called: TS.Expression): boolean {
  const module = originOf(ask, called)?.module;
  return module !== undefined && HTTP_CLIENTS.has(module);
}

/** The object literal that an expression is, or the constant that it names. */
export function literalOf(ask: Ask, expression: TS.Expression): TS.ObjectLiteralExpression | undefined {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isObjectLiteralExpression(node)) return node;
  const declaration = ts.isIdentifier(node) ? ask.bindingOf(node) : undefined;
  const value = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? inside(ask, declaration.initializer) : undefined;
  return value && ts.isObjectLiteralExpression(value) ? value : undefined;
}

/** The value of a named member of an object literal. */
export function memberOf(ask: Ask, literal: TS.ObjectLiteralExpression, name: string): TS.Expression | undefined {
  const { ts } = ask;
  for (const member of literal.properties) {
    if (!member.name || !(ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name)) || member.name.text !== name) continue;
    if (ts.isPropertyAssignment(member)) return member.initializer;
    if (ts.isShorthandPropertyAssignment(member)) return member.name;
  }
  return undefined;
}

function isPost(ask: Ask, literal: TS.ObjectLiteralExpression): boolean {
  const method = memberOf(ask, literal, "method");
  return method !== undefined && ask.ts.isStringLiteralLike(method) && method.text.toUpperCase() === "POST";
}

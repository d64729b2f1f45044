import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { callersOf, inside } from "../model/calls.ts";
import { originOf } from "../model/origin.ts";
import { chainOf, HTTP_CLIENTS } from "./effects.ts";
import type { Post } from "./posts.ts";
import { literalOf, memberOf } from "./posts.ts";

/** A request whose method its caller says. */
export interface Request {
  /** Whether it is sent for whatever method it is given; otherwise the calls above it say that it is a POST. */
  readonly isAny: boolean;
}

/** Names of parameters that bring the method of a request, or all of its options, from outside. */
const FROM_OUTSIDE = /^(?:method|verb|httpMethod|init|opts?|options|req|request|config|params|requestInit|requestOptions|fetchOptions|requestConfig|axiosConfig)$/i;

/** What says that some methods are not retried. */
const IS_GUARDED = /idempot|safeMethods|\[\s*["'](?:GET|get)["']|["'](?:GET|get)["']\s*(?:===|!==)|(?:===?|!==?)\s*["'](?:GET|get|HEAD)["']|retryMethods|\b(?:isGet|isRead)\w*/;

/**
 * `fetch(url, { method, body })`, `this.fetchFn(url, { ...init, signal })`, `axios.request(config)`: a request of the method that comes from outside. `way` are the calls
 * that lead to it, from what is retried on; where one of them names another method, it is no POST.
 */
export function requestAt(ask: Ask, call: TS.CallExpression, way: readonly (TS.CallExpression | TS.NewExpression)[], attempt: TS.Node): Request | undefined {
  const { ts } = ask;
  const last = chainOf(ask, call.expression).at(-1) ?? (isWrappedFetch(ask, call) ? "fetch" : undefined);
  if (last === undefined || !/fetch(?:Fn|Impl|er)?$|^(?:make|send|do|http)?_?request$|^(?:got|ky|axios|http|client)$/i.test(last) || !isClient(ask, call)) return undefined;
  // What Node's `http.request` calls with the answer stands behind its options.
  const options = call.arguments.filter((each) => !ts.isFunctionLike(each)).at(-1);
  if (options === undefined || (call.arguments.length === 1 && /fetch/i.test(last))) return undefined;
  if (!isFromOutside(ask, options)) return undefined;
  const around = ts.findAncestor(call, ts.isFunctionLike) ?? call;
  const home = ts.findAncestor(attempt, ts.isFunctionLike) ?? attempt;
  const said = way.flatMap((each) => (each === call ? [] : [each.getText()])).join("\n");
  if (/["'`](?:GET|PUT|DELETE|PATCH|HEAD|get|put|delete|patch)["'`]/.test(said)) return undefined;
  if (/["'`]POST["'`]/.test(said)) return { isAny: false };
  const texts = `${around.getText()}\n${home.getText()}`;
  if (IS_GUARDED.test(texts)) return undefined;
  const hasParameters = ts.isFunctionLike(home) && home.parameters.length > 0;
  const bears = /\bPOST\b|\bpost\s*[<(]|\bbody\b|\.data\b|\bdata:/;
  return hasParameters && (bears.test(texts) || bears.test(ask.about(home.getSourceFile()).file.text)) && !mostlyReads(ask, home) ? { isAny: true } : undefined;
}

/** So many callers show what a request is for. */
const TELLING_CALLERS = 4;

/** Whether all callers in sight but one at most say that they read. */
function mostlyReads(ask: Ask, home: TS.SignatureDeclaration): boolean {
  const isWithin = (call: TS.Node): boolean => call.getSourceFile() === home.getSourceFile() && call.pos >= home.pos && call.end <= home.end;
  const said = (callersOf(ask, home as Body) ?? []).filter((call) => !isWithin(call)).map((call) => call.arguments.map((argument) => argument.getText()).join(" "));
  const reads = said.filter((text) => /["'`](?:GET|get|HEAD)["'`]/.test(text));
  return said.length >= TELLING_CALLERS && reads.length >= said.length - 1;
}

/** `http.postJson("projects/1/comments", { body })` of a client that the project wrote itself. */
export function ownPostAt(ask: Ask, call: TS.CallExpression): Post | undefined {
  const { ts } = ask;
  const [url, ...rest] = call.arguments;
  const callee = inside(ask, call.expression);
  if (!url || rest.length === 0 || !ts.isPropertyAccessExpression(callee) || !/^_?(?:post(?:Json|Form|Data|Request)?|httpPost)$/i.test(callee.name.text)) return undefined;
  if (call.arguments.some((argument) => ts.isFunctionLike(argument))) return undefined;
  const isPath = (ts.isTemplateExpression(url) || ts.isStringLiteralLike(url)) && url.getText().includes("/");
  return isPath ? { url, rest } : undefined;
}

/** The platform's `fetch`, one that was handed in, or a known client. */
function isClient(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const callee = inside(ask, call.expression);
  if (isWrappedFetch(ask, call)) return true;
  const origin = originOf(ask, callee);
  if (origin === undefined) return ts.isPropertyAccessExpression(callee) ? /fetch|^makeRequest$|^request$/i.test(callee.name.text) && !isOwn(ask, callee.name) : !isOwn(ask, callee) && /fetch/i.test(callee.getText());
  return origin.module === undefined ? (origin.steps.at(-1) ?? "").includes("fetch") : HTTP_CLIENTS.has(origin.module) || /^(?:node:)?https?$/.test(origin.module);
}

/** `fetch` of `caught(fetch)(url, …)`. */
function isWrappedFetch({ ts }: Ask, { expression }: TS.CallExpression): boolean {
  return ts.isCallExpression(expression) && expression.arguments.some((argument) => ts.isIdentifier(argument) && argument.text === "fetch");
}

/** Whether a name leads to a function of the project: then its own requests count. */
function isOwn(ask: Ask, name: TS.Node): boolean {
  const { ts } = ask;
  const declaration = ask.declarationOf(name);
  return declaration !== undefined && (ts.isMethodDeclaration(declaration) || ts.isFunctionDeclaration(declaration) || (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && ts.isArrowFunction(declaration.initializer)));
}

function isFromOutside(ask: Ask, options: TS.Expression): boolean {
  const { ts } = ask;
  const node = inside(ask, options);
  if (ts.isIdentifier(node)) {
    const literal = literalOf(ask, node);
    if (literal) return isFromOutside(ask, literal);
    const binding = ask.bindingOf(node);
    return binding !== undefined && (ts.isParameter(binding) ? FROM_OUTSIDE.test(node.text) : ts.isBindingElement(binding));
  }
  if (!ts.isObjectLiteralExpression(node)) return false;
  const method = memberOf(ask, node, "method");
  if (method) return !ts.isStringLiteralLike(inside(ask, method)) && !ts.isConditionalExpression(inside(ask, method));
  return node.properties.some((member) => ts.isSpreadAssignment(member) && ts.isIdentifier(member.expression) && FROM_OUTSIDE.test(member.expression.text));
}

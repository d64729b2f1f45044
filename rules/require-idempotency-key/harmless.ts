import type * as TS from "typescript";
import type { Post } from "../knowledge/posts.ts";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import { nameOfFunction } from "../model/functions.ts";
import { asksOwnService } from "./own-service.ts";
import { passesOnNamed } from "./named-body.ts";
import { answerReplaces } from "./transformed.ts";
import { isHarmlessText } from "./words.ts";

/** Functions that have something computed for them: `buildTransaction`. */
const BUILDS = /^(?:build|prepare)[A-Z]/;

/** Whether a POST only asks, or sets what is the same when it is set twice: told by its address, by what becomes of the answer, and by the functions it stands in. */
export function isHarmlessPost(ask: Ask, call: TS.CallExpression, { url, rest }: Post): boolean {
  const { ts } = ask;
  if (saysNothing(ask, rest) || answerReplaces(ask, call, rest) || passesOnNamed(ask, call, rest) || asksOwnService(ask, url, rest) || isRefusedTwice(ask, call)) return true;
  if (isHarmlessText(withoutHost(textOf(ask, url)))) return true;
  for (let at: TS.Node = call; !ts.isSourceFile(at); at = at.parent) {
    const name = ts.isFunctionLike(at) ? nameOfFunction(ask, at)?.text : undefined;
    if (name !== undefined && (isHarmlessText(name) || BUILDS.test(name))) return true;
  }
  return false;
}

/** Whether the code around handles that what it makes is there already: then the other side tells the second one. */
function isRefusedTwice({ ts }: Ask, call: TS.CallExpression): boolean {
  const around = ts.findAncestor(call, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isTryStatement(node)));
  return around !== undefined && ts.isTryStatement(around) && /\b409\b|already.?exist|CONFLICT|[Dd]uplicate/.test(around.catchClause?.getText() ?? "");
}

/** A POST without content asks for a change of what its address names: it is made once. */
function saysNothing(ask: Ask, [options]: readonly TS.Expression[]): boolean {
  const { ts } = ask;
  const literal = options && literalOf(ask, options);
  if (literal && memberOf(ask, literal, "method") === undefined) return literal.properties.length === 0;
  const body = literal && (memberOf(ask, literal, "body") ?? memberOf(ask, literal, "data") ?? memberOf(ask, literal, "json"));
  const isSpread = literal?.properties.some((member) => ts.isSpreadAssignment(member)) === true;
  return literal !== undefined && !isSpread && (body === undefined || (ts.isStringLiteralLike(body) && /^(?:\{\})?$/.test(body.text)));
}

/** The text of an address, with the constant that it names. */
function textOf(ask: Ask, url: TS.Expression): string {
  const { ts } = ask;
  const declaration = ts.isIdentifier(url) ? ask.bindingOf(url) : undefined;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const value = made && (ts.isStringLiteralLike(made) || ts.isTemplateExpression(made) || ts.isBinaryExpression(made) || ts.isNewExpression(made)) ? made : undefined;
  return `${url.getText()} ${value?.getText() ?? ""}`;
}

function withoutHost(text: string): string {
  return text.replace(/https?:\/\/[^/`"'$]*/g, "");
}

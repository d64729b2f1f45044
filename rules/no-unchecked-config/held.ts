import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { envReadOf } from "./env-read.ts";
import { speaksOf } from "./implies.ts";
import type { Value } from "./value.ts";

/** How an expression is followed to the configuration that it is. */
export type Follow = (ask: Ask, expression: TS.Expression, hops: number) => Value | undefined;

/**
 * A variable of this file, or a destructured member. The file's own text tells whether it can be one: symbols are asked for only then.
 */
export function ofVariable(ask: Ask, name: TS.Identifier, hops: number, follow: Follow): Value | undefined {
  const { ts } = ask;
  const isHeld = ask.named(name.text).some((each) => isHolder(ask, each));
  const declaration = isHeld ? ask.declarationOf(name) : undefined;
  if (!declaration || declaration === name.parent) return undefined;
  if (ts.isBindingElement(declaration)) {
    const read = envReadOf(ask, declaration);
    return read && { ...read, names: new Set([name.text, read.key ?? name.text]) };
  }
  if (ts.isParameter(declaration)) return ofElement(ask, declaration, name.text, hops, follow);
  if (!ts.isVariableDeclaration(declaration)) return undefined;
  const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  const assigned = isConst ? [] : assignmentsTo(ask, declaration, name.text);
  if (assigned === undefined) return undefined;
  for (const written of [...(declaration.initializer ? [declaration.initializer] : []), ...assigned]) {
    const value = follow(ask, written, hops - 1);
    if (value) return isChosen(ask, written, value) ? undefined : { ...value, names: new Set([...value.names, name.text]) };
  }
  return undefined;
}

/** What is assigned to a variable; `undefined` if a place looks at what it holds before it gives it something else: that place minds what is missing. */
function assignmentsTo(ask: Ask, declaration: TS.VariableDeclaration, name: string): readonly TS.Expression[] | undefined {
  const { ts } = ask;
  const names = new Set([name]);
  const found: TS.Expression[] = [];
  for (const use of ask.usesInFile(declaration, name)) {
    const { parent } = use;
    if (!ts.isBinaryExpression(parent) || parent.left !== use || parent.operatorToken.kind < ts.SyntaxKind.FirstAssignment || parent.operatorToken.kind > ts.SyntaxKind.LastAssignment) continue;
    if (parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken || speaksOf(ask, parent.right, names) || conditionsAround(ask, parent).some((each) => speaksOf(ask, each, names))) return undefined;
    found.push(parent.right);
  }
  return found;
}

/** `if (process.env.HOST) host = process.env.HOST`: what was there before is the default. */
function isChosen(ask: Ask, written: TS.Expression, { names }: Value): boolean {
  return ask.ts.isBinaryExpression(written.parent) && conditionsAround(ask, written).some((each) => speaksOf(ask, each, names));
}

/** The conditions under which a place of a function is reached. */
function conditionsAround({ ts }: Ask, place: TS.Node): readonly TS.Expression[] {
  const found: TS.Expression[] = [];
  for (let at = place.parent; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isIfStatement(at) || ts.isWhileStatement(at) || ts.isSwitchStatement(at)) found.push(at.expression);
  }
  return found;
}

/** `process.env.LEVELS.split(",").map((level) => level as Level)`: each piece of a text is as unknown as the whole. */
function ofElement(ask: Ask, parameter: TS.ParameterDeclaration, name: string, hops: number, follow: Follow): Value | undefined {
  const list = listOf(ask, parameter);
  const value = list && follow(ask, list, hops - 1);
  return value && { ...value, isDefaulted: true, names: new Set([name]) };
}

/** The text whose pieces a callback gets one after the other. */
function listOf({ ts }: Ask, parameter: TS.ParameterDeclaration): TS.Expression | undefined {
  const { parent } = parameter;
  const isCallback = (ts.isArrowFunction(parent) || ts.isFunctionExpression(parent)) && parent.parameters[0] === parameter && ts.isCallExpression(parent.parent);
  return isCallback ? textSplit(ts, parent.parent) : undefined;
}

/** `Boolean`, `(each) => each.trim()`, `(each) => each !== ""`: callbacks after which a piece is the text that it was. What others do is a check, or another value. */
const KEEPS_PIECES = /^(?:Boolean|\(?(\w+)(?:: string)?\)?\s*=>\s*!{0,2}\1(?:\.(?:trim|toLowerCase|toUpperCase)\(\))?(?:\.length)?(?:\s*(?:!==?|>)\s*(?:""|''|0))?)$/;

/** `text` of `text.split(",").filter(Boolean).map(…)`. */
export function textSplit(ts: typeof TS, call: TS.Node): TS.Expression | undefined {
  let at = call;
  while (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression)) {
    const { name, expression } = at.expression;
    if (name.text === "split") return expression;
    if (!/^(?:map|filter|forEach|flatMap)$/.test(name.text) || (at !== call && !KEEPS_PIECES.test(at.arguments[0]?.getText() ?? ""))) return undefined;
    at = expression;
  }
  return undefined;
}

/** Whether a name may hold configuration there, by the text of what it gets alone. */
function isHolder(ask: Ask, name: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = name;
  if (ts.isParameter(parent)) return /env|onfig|["'`][A-Z][A-Z0-9]*_\w/i.test(listOf(ask, parent)?.getText().slice(0, 200) ?? "");
  if (ts.isBindingElement(parent)) return /\benv\b/i.test(parent.parent.parent.getText());
  const made = ts.isVariableDeclaration(parent) ? parent.initializer : ts.isBinaryExpression(parent) && parent.left === name ? parent.right : undefined;
  if (!made) return false;
  const text = name.getSourceFile().text.slice(made.pos, Math.min(made.end, made.pos + 400));
  return /env|\.get\b|\.get<|Buffer\.from\(|\batob\(/i.test(text);
}

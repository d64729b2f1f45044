import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import type { Visit } from "./reach.ts";

/** Where a POST goes, as far as the code tells. */
export interface Address {
  /** As it is written, through constants and what callers hand down; `*` stands for what is put in. */
  readonly text: string;
  /** Whether the whole of it is a value that the program was given for the thing at hand, such as the URL of somebody's webhook. */
  readonly isData: boolean;
}

/** How many constants, members and calls one answer may lead through. */
const MAX_HOPS = 6;

/** Names of what holds settings. */
const SETTINGS = /^(?:process|env|constants?|urls?|endpoints?|opts|options|cfg|conf|config|configuration|settings?)$|(?:service|client)$/i;

export function addressOf(ask: Ask, url: TS.Expression, visit: Visit | undefined): Address {
  return { text: textOf(ask, url, visit, MAX_HOPS), isData: isData(ask, url, visit, MAX_HOPS) };
}

function textOf(ask: Ask, value: TS.Expression, visit: Visit | undefined, hops: number): string {
  const { ts } = ask;
  const at = followed(ask, value, visit, hops);
  if (at === undefined) return "*";
  const { node } = at;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map(({ expression, literal }) => textOf(ask, expression, at.visit, hops - 1) + literal.text).join("");
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) return textOf(ask, node.left, at.visit, hops - 1) + textOf(ask, node.right, at.visit, hops - 1);
  const [path, base] = ts.isNewExpression(node) && node.expression.getText() === "URL" ? (node.arguments ?? []) : [];
  return path ? (base ? textOf(ask, base, at.visit, hops - 1) : "") + textOf(ask, path, at.visit, hops - 1) : "*";
}

function isData(ask: Ask, value: TS.Expression, visit: Visit | undefined, hops: number): boolean {
  const { ts } = ask;
  const at = followed(ask, value, visit, hops);
  if (at === undefined) return false;
  const { node } = at;
  if (ts.isPropertyAccessExpression(node)) return isOfThing(ask, node);
  if (ts.isIdentifier(node)) {
    const binding = ask.bindingOf(node);
    const from = binding && ts.isBindingElement(binding) ? ts.findAncestor(binding, (each) => ts.isVariableDeclaration(each) || ts.isParameter(each)) : undefined;
    const made = from && ts.isVariableDeclaration(from) && from.initializer ? inside(ask, from.initializer) : undefined;
    return made !== undefined && isOfThing(ask, ts.isAwaitExpression(made) ? made.expression : made);
  }
  // Made from such a value by a function of the project, as a template is filled in.
  const call = ts.isAwaitExpression(node) ? inside(ask, node.expression) : node;
  if (!ts.isCallExpression(call)) return false;
  return call.arguments.some((argument) => {
    const members = literalOf(ask, argument)?.properties.flatMap((member) => (ts.isPropertyAssignment(member) ? [member.initializer] : [])) ?? [argument];
    return members.some((each) => isData(ask, each, at.visit, hops - 2));
  });
}

/** Whether a member is one of a value that a function was given or has looked up, and of no settings. */
function isOfThing(ask: Ask, value: TS.Expression): boolean {
  const { ts } = ask;
  let root = inside(ask, value);
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root) || ts.isCallExpression(root)) root = inside(ask, root.expression);
  if (!ts.isIdentifier(root) || SETTINGS.test(root.text)) return false;
  const binding = ask.bindingOf(root);
  const holder = binding && ts.findAncestor(binding, (each) => ts.isFunctionLike(each) || ts.isSourceFile(each));
  return holder !== undefined && ts.isFunctionLike(holder);
}

/** What a name stands for: the constant's value, the member's, or what the call that leads here hands over. `undefined` where that has no end. */
function followed(ask: Ask, value: TS.Expression, visit: Visit | undefined, hops: number): { readonly node: TS.Expression; readonly visit: Visit | undefined } | undefined {
  const { ts } = ask;
  if (hops <= 0) return undefined;
  const node = inside(ask, value);
  const name = ts.isIdentifier(node) ? node : ts.isPropertyAccessExpression(node) ? node.name : undefined;
  const declaration = name && (ask.declarationOf(name) ?? (ts.isIdentifier(name) ? ask.bindingOf(name) : undefined));
  if (declaration === undefined) return { node, visit };
  const handed = visit && handedDown(ask, declaration, visit);
  if (handed) return followed(ask, handed, visit.from, hops - 1);
  const isConstant = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isPropertyAssignment(declaration) || ts.isEnumMember(declaration);
  const made = isConstant ? declaration.initializer : undefined;
  return made && !ts.isObjectLiteralExpression(made) ? followed(ask, made, visit, hops - 1) : { node, visit };
}

/** The argument that a parameter gets on the way that is looked at, or the member of it that the parameter takes out. */
function handedDown(ask: Ask, declaration: TS.Declaration, { body, call }: Visit): TS.Expression | undefined {
  const { ts } = ask;
  const parameter = ts.isBindingElement(declaration) && ts.isParameter(declaration.parent.parent) ? declaration.parent.parent : declaration;
  if (!ts.isParameter(parameter) || parameter.parent !== body) return undefined;
  const argument = call?.arguments[body.parameters.indexOf(parameter)];
  if (argument === undefined || parameter === declaration) return argument;
  const { propertyName, name } = declaration as TS.BindingElement;
  const literal = literalOf(ask, argument);
  return literal && memberOf(ask, literal, (propertyName ?? name).getText());
}

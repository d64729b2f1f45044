import type * as TS from "typescript";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { type Body, inside } from "../../rules/model/calls.ts";
import { functionOf, nameOfFunction, referencesTo } from "../../rules/model/functions.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";

/**
 * The function that computes the delays: written in the options of a client, named there, or called by what carries the delay out. One with a name has to serve nothing else:
 * it is called in one place, or handed to clients alone, and no test expects what it returns.
 */
export function computing(ask: Ask, start: number): Body | Refusal {
  const { ts } = ask;
  const members = [...ask.nodes(ts.SyntaxKind.PropertyAssignment), ...ask.nodes(ts.SyntaxKind.MethodDeclaration)] as (TS.PropertyAssignment | TS.MethodDeclaration)[];
  const member = members.find((each) => each.getStart() === start);
  const value = member && ts.isPropertyAssignment(member) ? inside(ask, member.initializer) : member;
  if (value && isFunction(ask, value)) return value;
  const declaration = value && ts.isIdentifier(value) ? ask.declarationOf(value) : undefined;
  const kinds = [ts.SyntaxKind.FunctionDeclaration, ts.SyntaxKind.MethodDeclaration, ts.SyntaxKind.ArrowFunction, ts.SyntaxKind.FunctionExpression];
  const named = declaration ? functionOf(ask, declaration) : kinds.flatMap((kind) => ask.nodes(kind)).find((each) => isFunction(ask, each) && each.body.getStart() === start);
  if (!named || !isFunction(ask, named) || named.getSourceFile() !== ask.file) return refuse("delay-elsewhere", "the function that computes the delay is not in sight");
  return explainShared(ask, named) ?? named;
}

function explainShared(ask: Ask, named: Body): Refusal | undefined {
  const { ts } = ask;
  const name = nameOfFunction(ask, named);
  const references = name && referencesTo(ask, named);
  if (!name || !references) return refuse("delay-elsewhere", "the function that computes the delay has no name, by which those who call it could be found");
  const test = ask.filesSaying(new RegExp(`(?<![\\w$])${name.text.replaceAll("$", "\\$")}(?![\\w$])`)).map((file) => ask.pathOf(file)).find(isSupportCode);
  if (test !== undefined) return refuse("delay-tested", `${test} names \`${name.text}\`, and may expect the delays that it returns`);
  const isHanded = ({ parent }: TS.Node): boolean => ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent);
  return references.length === 1 || references.every(isHanded) ? undefined : refuse("delay-elsewhere", `\`${name.text}\` computes the delay, and is called in ${String(references.length)} places`);
}

function isFunction({ ts }: Ask, node: TS.Node): node is Body {
  return (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node)) && node.body !== undefined;
}

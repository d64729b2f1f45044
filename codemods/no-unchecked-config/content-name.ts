import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import { valueOf } from "../../rules/no-unchecked-config/value.ts";

/**
 * The expression for what the error calls a content: its path, where that is in a variable that the place sees and that no variable of the environment gave; else the
 * words of the code for it, as what is set there is never told.
 */
export function nameOfContent(ask: Ask, { data }: Finding, place: TS.Node, read: TS.Expression): string {
  const { ts } = ask;
  const value = valueOf(ask, read);
  if (value?.key !== undefined) return JSON.stringify(value.key);
  const isPath = ts.isIdentifier(read) && ts.isCallExpression(unwrapped(ask, read).parent) && value === undefined && isSeenFrom(ask, read, place);
  if (isPath && isText(ask, read)) return read.text;
  return ts.isStringLiteralLike(read) ? read.getText() : JSON.stringify(data["name"] ?? "the content");
}

/** Whether a name means the same at another place: it is declared around both, and nothing nearer has its name. */
function isSeenFrom(ask: Ask, name: TS.Identifier, place: TS.Node): boolean {
  const { ts } = ask;
  const declaration = ask.bindingOf(name);
  if (declaration?.getSourceFile() !== ask.file) return false;
  const scope = scopeOf(ask, declaration);
  const others = ask.named(name.text).map(({ parent }) => parent).filter((each) => (ts.isVariableDeclaration(each) || ts.isParameter(each) || ts.isBindingElement(each)) && each !== declaration && each.name.getText() === name.text);
  return isAround(scope, place) && !others.some((other) => isAround(scope, other) && isAround(scopeOf(ask, other), place));
}

function scopeOf({ ts }: Ask, declaration: TS.Node): TS.Node {
  return ts.findAncestor(declaration, (node) => ts.isFunctionLike(node) || ts.isBlock(node) || ts.isSourceFile(node)) ?? declaration;
}

function isAround(scope: TS.Node, place: TS.Node): boolean {
  return scope.pos <= place.pos && place.end <= scope.end;
}

/** Whether a variable surely holds a text: a path may be a URL or a number as well. */
function isText(ask: Ask, name: TS.Identifier): boolean {
  const { ts } = ask;
  const declaration = ask.bindingOf(name);
  if (declaration === undefined || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration)) || !ts.isIdentifier(declaration.name)) return false;
  if (declaration.type !== undefined) return declaration.type.kind === ts.SyntaxKind.StringKeyword && !(ts.isParameter(declaration) && declaration.questionToken !== undefined);
  const { initializer } = declaration;
  return initializer !== undefined && (ts.isStringLiteralLike(initializer) || ts.isTemplateExpression(initializer) || /^(?:path\.)?(?:join|resolve)\(/.test(initializer.getText()));
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/**
 * The number that a setting has by default: a member of an interface, of whose name there is one value in the file that declares it, as in
 * `const defaults: Config = { MAX_RETRY: 1 }`.
 */
export function defaultOf(ask: Ask, setting: TS.Expression): number | undefined {
  const { ts } = ask;
  const declaration = ts.isPropertyAccessExpression(setting) ? ask.declarationOf(setting.name) : undefined;
  if (!declaration || !ts.isPropertySignature(declaration)) return undefined;
  const nameOf = ({ name }: TS.PropertyAssignment | TS.PropertySignature): string | undefined => (ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined);
  const own = nameOf(declaration);
  const assigned = ask.about(declaration.getSourceFile()).nodes(ts.SyntaxKind.PropertyAssignment) as readonly TS.PropertyAssignment[];
  const [only, ...others] = assigned.filter((each) => own !== undefined && nameOf(each) === own);
  return only && others.length === 0 && ts.isNumericLiteral(only.initializer) ? Number(only.initializer.text) : undefined;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** The classes in sight that extend or implement a class or an interface, and those that extend them in turn. */
export function derivedFrom(ask: Ask, owner: TS.InterfaceDeclaration | TS.TypeAliasDeclaration | TS.ClassLikeDeclaration, levels: number): readonly TS.ClassLikeDeclaration[] {
  const { ts } = ask;
  if (levels === 0 || !owner.name) return [];
  const { text } = owner.name;
  // Under its own name or another one: a file with neither is not parsed.
  const word = String.raw`(?<![\w$])${text.replaceAll("$", String.raw`\$`)}`;
  const heritage = new RegExp(String.raw`\b(?:extends|implements)\s[^;{]*${word}(?![\w$])|${word}\s+as\s`);
  return ask.usesOf(owner, text, (_, other) => !heritage.test(other)).flatMap((use): readonly TS.ClassLikeDeclaration[] => {
    const clause = use.parent.parent;
    if (!ts.isExpressionWithTypeArguments(use.parent) || !ts.isHeritageClause(clause) || !ts.isClassLike(clause.parent)) return [];
    return [clause.parent, ...derivedFrom(ask, clause.parent, levels - 1)];
  });
}

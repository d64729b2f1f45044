import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { nameOf } from "./classes.ts";

/** Supertypes above supertypes that are looked at. */
const MAX_LEVELS = 4;

type Owner = TS.ClassLikeDeclaration | TS.InterfaceDeclaration;

/**
 * The methods that the supertypes in sight declare as optional: `init?(injector): void`. Who asks whether there is one calls it in a life cycle of its own,
 * before it lets anybody else near the object.
 */
export function optionalHooksOf(ask: Ask, owner: TS.ClassLikeDeclaration): ReadonlySet<string> {
  const { ts } = ask;
  const names = new Set<string>();
  const seen = new Set<Owner>();
  const visit = (below: Owner, levels: number): void => {
    for (const { expression } of (below.heritageClauses ?? []).flatMap(({ types }) => types)) {
      const named = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
      const above = ts.isIdentifier(named) ? ask.declarationOf(named) : undefined;
      if (!above || !(ts.isInterfaceDeclaration(above) || ts.isClassLike(above)) || seen.has(above)) continue;
      seen.add(above);
      for (const member of above.members) {
        const name = member.name && nameOf(ts, member.name);
        if (name !== undefined && isOptional(ts, member)) names.add(name);
      }
      if (levels > 1) visit(above, levels - 1);
    }
  };
  visit(owner, MAX_LEVELS);
  return names;
}

function isOptional(ts: typeof TS, member: TS.ClassElement | TS.TypeElement): boolean {
  if (!("questionToken" in member) || member.questionToken === undefined) return false;
  return ts.isMethodSignature(member) || ts.isMethodDeclaration(member) || ((ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) && member.type !== undefined && ts.isFunctionTypeNode(member.type));
}

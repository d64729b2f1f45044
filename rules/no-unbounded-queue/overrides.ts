import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Activation, Ask } from "../model/ask.ts";

/** So many classes and interfaces stand above one another. */
const MAX_ABOVE = 4;

/** What refers in production to the members in sight that a method overrides or implements. */
export function* referencesAbove(ask: Ask, activation: Activation): Iterable<TS.Expression> {
  const { ts } = ask;
  for (const member of overriddenBy(ask, activation)) {
    const { name } = member;
    if (!name || !ts.isIdentifier(name)) continue;
    for (const use of ask.eachUseOf(member, name.text, isSupportCode)) {
      const { parent } = use;
      if (use !== name && ts.isPropertyAccessExpression(parent) && parent.name === use && parent.expression.kind !== ts.SyntaxKind.SuperKeyword) yield parent;
    }
  }
}

function overriddenBy(ask: Ask, activation: Activation): readonly (TS.ClassElement | TS.TypeElement)[] {
  const { ts } = ask;
  if (!ts.isMethodDeclaration(activation) || !ts.isIdentifier(activation.name) || !ts.isClassLike(activation.parent)) return [];
  const { text } = activation.name;
  return above(ask, activation.parent).inSight.flatMap(({ members }) => [...members].filter(({ name }) => name !== undefined && ts.isIdentifier(name) && name.text === text));
}

/** Whether a class extends or implements something that is not in sight: what that calls of it, nobody sees. */
export function isOfUnseen(ask: Ask, activation: Activation): boolean {
  return ask.ts.isClassLike(activation.parent) && above(ask, activation.parent).isOpen;
}

type Above = TS.ClassLikeDeclaration | TS.InterfaceDeclaration;

/** The classes and interfaces that a class extends or implements, itself left out. */
function above(ask: Ask, owner: TS.ClassLikeDeclaration): { readonly inSight: readonly Above[]; readonly isOpen: boolean } {
  const { ts } = ask;
  const inSight = new Set<Above>();
  let isOpen = false;
  let layer: readonly Above[] = [owner];
  for (let depth = 0; depth < MAX_ABOVE && layer.length > 0; depth++) {
    layer = layer.flatMap((type) =>
      (type.heritageClauses ?? []).flatMap(({ types }) =>
        types.flatMap(({ expression }) => {
          const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
          const declaration = ask.about(name.getSourceFile()).declarationOf(name);
          const isSeen = declaration !== undefined && (ts.isClassLike(declaration) || ts.isInterfaceDeclaration(declaration)) && !declaration.getSourceFile().isDeclarationFile;
          if (!isSeen) isOpen = true;
          if (!isSeen || inSight.has(declaration)) return [];
          inSight.add(declaration);
          return [declaration];
        }),
      ),
    );
  }
  return { inSight: [...inSight], isOpen };
}

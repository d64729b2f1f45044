import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask, Name } from "../model/ask.ts";

/** How far to look for references: the binding's own file, every file in sight but those that only developers run, or every file. */
export type Scope = "file" | "project" | "everywhere";

/** The expressions that stand for a binding, in file and source order. */
export type References = (scope: Scope) => readonly TS.Expression[];

/** Where a binding is referred to, found when asked for. */
export function referencesOf(ask: Ask, name: TS.Node): References {
  const declaration = ask.declarationOf(name);
  const text = textOf(ask, name);
  return (scope) => {
    const names = !declaration
      ? findUnresolved(ask, name, text)
      : scope === "file"
        ? ask.usesInFile(declaration, text)
        : ask.usesOf(declaration, text, scope === "project" ? isSupportCode : undefined);
    return names.flatMap((use) => asExpression(ask, use) ?? []);
  };
}

export function textOf(ask: Ask, name: TS.Node): string {
  const { ts } = ask;
  return ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : name.getText(ask.file);
}

/** Members that no checker knows of (`Object.defineProperty(this, "queue", …)`): `this.queue` in the same class. */
function findUnresolved(ask: Ask, name: TS.Node, text: string): readonly Name[] {
  const { ts } = ask;
  const owner = ts.findAncestor(name, ts.isClassLike);
  return ask.named(text).filter(({ parent }) => {
    const isOwn = ts.isPropertyAccessExpression(parent) && parent.expression.kind === ts.SyntaxKind.ThisKeyword;
    return isOwn && owner !== undefined && ts.findAncestor(parent, ts.isClassLike) === owner && !ask.declarationOf(parent.name);
  });
}

/**
 * `state.queue` for the `queue: []` of an object literal, where no type tells what `state` is, as with what comes out of a Map or in JavaScript: in the file of the literal, and
 * only where nothing else there has such a member.
 */
export function untypedAccesses(ask: Ask, name: TS.Node, isContainer: (value: TS.Expression) => boolean): readonly TS.Expression[] {
  const { ts } = ask;
  const text = textOf(ask, name);
  const names = ask.named(text);
  const isOther = ({ parent }: Name): boolean => {
    if (ts.isPropertyAssignment(parent) && parent.name.getText() === text) return !isContainer(parent.initializer);
    return ts.isClassElement(parent) && parent.name?.getText() === text;
  };
  if (names.some(isOther)) return [];
  return names.flatMap((use) => (ts.isPropertyAccessExpression(use.parent) && use.parent.name === use && use.parent.expression.kind !== ts.SyntaxKind.ThisKeyword && !ask.declarationOf(use) ? [use.parent] : []));
}

/** The expression that a name stands in as the binding: `this.queue` for `queue`, `this[kQueue]` for `kQueue`. */
function asExpression(ask: Ask, name: Name): TS.Expression | undefined {
  const { ts } = ask;
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent) && parent.name === name) {
    const { parent: outer } = parent;
    return ts.isElementAccessExpression(outer) && outer.argumentExpression === parent ? outer : parent;
  }
  if (ts.isElementAccessExpression(parent) && parent.argumentExpression === name) return parent;
  const isDeclaring = "name" in parent && parent.name === name && !ts.isShorthandPropertyAssignment(parent);
  if (isDeclaring || ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(parent)) return undefined;
  return ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) ? undefined : name;
}

import type * as TS from "typescript";
import type { Edit, Refusal } from "../edit.ts";
import { insert, placeOf, refusal, replace } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** In the files that make instances, the first state is imported beside the class, or in its place where nothing else names the class. */
export function importsOfState({ ask, owner }: Subject, makers: readonly TS.NewExpression[], name: string): readonly Edit[] | Refusal {
  const { ts } = ask;
  const edits: Edit[] = [];
  for (const file of new Set(makers.map((made) => made.getSourceFile()))) {
    if (file === ask.file) continue;
    const uses = ask.usesOf(owner, owner.name.text).filter((use) => use.getSourceFile() === file);
    const specifier = uses.map(({ parent }) => parent).find((parent): parent is TS.ImportSpecifier => ts.isImportSpecifier(parent));
    if (!specifier && makers.every((made) => made.getSourceFile() !== file || ts.isPropertyAccessExpression(made.expression))) continue;
    if (!specifier || specifier.propertyName || specifier.isTypeOnly) return refusal("states-entangled", `${placeOf(ask, specifier ?? file)} imports \`${owner.name.text}\` in a way that leaves no place for a second name`);
    const isNamed = uses.some((use) => use.parent !== specifier && !makers.some((made) => made.expression === use));
    edits.push(isNamed ? insert(specifier, specifier.getStart(), `${name}, `) : replace(specifier, name));
  }
  return edits;
}

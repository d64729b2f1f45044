import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Edit, Refusal } from "../edit.ts";
import { importEdit } from "../module-form.ts";
import type { ModulePlace } from "../module-place.ts";
import { refuse } from "../read-target.ts";

/** What a file calls the first of these names, which a module exports, and the import that gives it, unless the file has it; the second one stands in where the first is taken. */
export function importOf(ask: Ask, { form, specifier }: ModulePlace, [exported, other]: readonly [string, string]): { readonly name: string; readonly edits: readonly Edit[] } | Refusal {
  const there = nameImported(ask, specifier, exported);
  if (there !== undefined) return { name: there, edits: [] };
  const name = [exported, other].find((each) => !ask.named(each).some((use) => isVariable(ask, use)));
  if (name === undefined) return refuse("name-clash", `\`${exported}\` and \`${other}\` mean something else in this file`);
  const separator = form === "import" ? " as " : ": ";
  return { name, edits: [importEdit(ask.ts, ask.file, form, name === exported ? name : `${exported}${separator}${name}`, specifier)] };
}

/** What a file calls what it imports. */
function nameImported(ask: Ask, specifier: string, exported: string): string | undefined {
  const { ts } = ask;
  for (const { parent } of ask.named(exported)) {
    const isOurs = ts.isImportSpecifier(parent) || (ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent));
    if (!isOurs || !ts.isIdentifier(parent.name) || (parent.propertyName ?? parent.name).getText() !== exported) continue;
    const statement = ts.findAncestor(parent, (node) => ts.isImportDeclaration(node) || ts.isVariableDeclaration(node));
    const from = statement && (ts.isImportDeclaration(statement) ? statement.moduleSpecifier.getText() : /^require\s*\(\s*(["'][^"']*["'])\s*\)$/.exec((statement).initializer?.getText() ?? "")?.[1]);
    if (from?.slice(1, -1) === specifier) return parent.name.text;
  }
  return undefined;
}

/** A name that is not that of a member. */
function isVariable({ ts }: Ask, name: TS.Node): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent)) return parent.name !== name;
  if (ts.isPropertySignature(parent) || ts.isMethodSignature(parent) || ts.isAccessor(parent) || ts.isJsxAttribute(parent)) return false;
  return !(ts.isImportSpecifier(parent) || ts.isBindingElement(parent)) || parent.propertyName !== name;
}

import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { MigrateOptions } from "../codemod.ts";
import type { Edit, Refusal } from "../edit.ts";
import type { Binding } from "./binding.ts";
import { between, type Draft, isRefused, placeOf, refusal, replace } from "./splice.ts";

/** What a rewritten declaration is written with. */
export interface Style {
  readonly quote: "'" | '"';
  /** What `BoundedQueue` is called in the file. */
  readonly name: string;
}

/** `jobs: Job[] = []` becomes `jobs: BoundedQueue<Job> = new BoundedQueue({ … })`. */
export function rewriteDeclaration(ask: Ask, binding: Binding, options: MigrateOptions, style: Style): Draft {
  const { annotation, creation } = binding;
  const typed = annotation ? rewriteAnnotation(ask, annotation, style.name) : elementTypeOf(ask, creation);
  const isTyped = typeof typed === "string";
  if (!isTyped && isRefused(typed)) return typed;
  const made = `new ${style.name}${isTyped && typed !== "" ? `<${typed}>` : ""}(${optionsText(binding.label, options, style.quote)})`;
  return [...(isTyped ? [] : typed), replace(creation, made), ...keepConstant(ask, binding)];
}

function optionsText(label: string, { capacity, overflow }: MigrateOptions, quote: string): string {
  const quoted = (text: string): string => quote + text + quote;
  return `{ capacity: ${String(capacity)}, overflow: ${quoted(overflow)}, name: ${quoted(label)} }`;
}

/** `Job[]` and `Array<Job>`; the element's own text stays untouched. */
function rewriteAnnotation(ask: Ask, annotation: TS.TypeNode, name: string): Draft {
  const { ts } = ask;
  if (ts.isArrayTypeNode(annotation)) {
    const { elementType } = annotation;
    const inner = ts.isParenthesizedTypeNode(elementType) ? elementType.type : elementType;
    return [
      between(annotation, annotation.getStart(), inner.getStart(), `${name}<`),
      between(annotation, inner.end, annotation.end, ">"),
    ];
  }
  const isArray = ts.isTypeReferenceNode(annotation) && ts.isIdentifier(annotation.typeName) && annotation.typeName.text === "Array" && annotation.typeArguments?.length === 1;
  if (isArray) return [replace(annotation.typeName, name)];
  return refusal("untyped-elements", `the type at ${placeOf(ask, annotation)} does not name its elements as \`T[]\` or \`Array<T>\` do`);
}

/** What the creation itself says of its elements: `[] as Job[]`, `new Array<Job>()`. Nothing in JavaScript. */
function elementTypeOf(ask: Ask, creation: TS.Expression): string | Refusal {
  const { ts } = ask;
  if (/\.[cm]?jsx?$/.test(ask.file.fileName)) return "";
  if (ts.isParenthesizedExpression(creation)) return elementTypeOf(ask, creation.expression);
  const type = ts.isAsExpression(creation) || ts.isTypeAssertionExpression(creation) ? creation.type : undefined;
  if (type && ts.isArrayTypeNode(type)) return (ts.isParenthesizedTypeNode(type.elementType) ? type.elementType.type : type.elementType).getText();
  const args = ts.isNewExpression(creation) ? creation.typeArguments : type && ts.isTypeReferenceNode(type) && type.typeName.getText() === "Array" ? type.typeArguments : undefined;
  const [only] = args ?? [];
  return only ? only.getText() : refusal("untyped-elements", `nothing names the type of the elements (${placeOf(ask, creation)})`);
}

/** `let` that nothing assigns to any more becomes `const`, as linters ask for. */
function keepConstant(ask: Ask, { declaration }: Binding): readonly Edit[] {
  const { ts } = ask;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return [];
  const list = declaration.parent;
  if (!ts.isVariableDeclarationList(list) || list.declarations.length > 1 || (list.flags & ts.NodeFlags.Let) === 0) return [];
  const start = list.getStart();
  return [between(list, start, start + "let".length, "const")];
}

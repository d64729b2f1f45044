import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Refusal } from "../edit.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { membersOf } from "./content-members.ts";
import type { Literal, Shape } from "./content-shape.ts";
import { memberOf, namesIn, utilityOf } from "./content-utility.ts";

/** How deep types may lie in one another: what goes deeper, or into itself, is no settings of a program. */
export const MAX_DEPTH = 8;

/**
 * The shape of a type that a parsed content is taken for: texts, numbers, booleans, literals, lists, objects, records and choices of them, through the names of the
 * project. Anything else is refused: a schema that says less than the type would be taken for a check of it.
 */
export function shapeOfType(ask: Ask, type: TS.TypeNode, depth: number = MAX_DEPTH): Shape | Refusal {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  if (depth === 0) return explainType(type, "goes too deep, or into itself");
  if (ts.isParenthesizedTypeNode(type)) return shapeOfType(ask, type.type, depth);
  if (ts.isTypeOperatorNode(type) && type.operator === K.ReadonlyKeyword) return shapeOfType(ask, type.type, depth);
  if (ts.isTypeOperatorNode(type) && type.operator === K.KeyOfKeyword) return namesIn(ask, type);
  if (type.kind === K.StringKeyword) return { is: "text" };
  if (type.kind === K.NumberKeyword) return { is: "number" };
  if (type.kind === K.BooleanKeyword) return { is: "flag" };
  if (type.kind === K.UnknownKeyword || type.kind === K.AnyKeyword) return { is: "anything" };
  if (ts.isLiteralTypeNode(type)) return ofLiteral(ask, type);
  if (ts.isArrayTypeNode(type)) return listOf(shapeOfType(ask, type.elementType, depth - 1));
  if (ts.isUnionTypeNode(type)) return ofUnion(ask, type, depth);
  if (ts.isTypeLiteralNode(type) || ts.isIntersectionTypeNode(type)) return membersOf(ask, type, depth - 1);
  if (ts.isTypeReferenceNode(type)) return ofReference(ask, type, depth);
  if (ts.isIndexedAccessTypeNode(type)) return memberOf(ask, type, depth - 1);
  return explainType(type, "is no type of plain values");
}

/** Without `undefined`, which no content is. */
function withoutUndefined({ ts }: Ask, type: TS.UnionTypeNode): readonly TS.TypeNode[] {
  return type.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
}

export function explainType(type: TS.Node, why: string): Refusal {
  return refuse("no-shape", `\`${type.getText().replace(/\s+/g, " ").slice(0, 40)}\` ${why}`);
}

function ofLiteral({ ts }: Ask, type: TS.LiteralTypeNode): Shape | Refusal {
  const { literal } = type;
  const { SyntaxKind: K } = ts;
  if (literal.kind === K.NullKeyword) return { is: "nothing" };
  if (literal.kind === K.TrueKeyword || literal.kind === K.FalseKeyword) return { is: "one", values: [literal.kind === K.TrueKeyword] };
  if (ts.isStringLiteralLike(literal)) return { is: "one", values: [literal.text] };
  const isNumber = ts.isNumericLiteral(literal) || (ts.isPrefixUnaryExpression(literal) && ts.isNumericLiteral(literal.operand));
  return isNumber && Number.isFinite(Number(literal.getText())) ? { is: "one", values: [Number(literal.getText())] } : explainType(type, "is no plain literal");
}

function listOf(shape: Shape | Refusal): Shape | Refusal {
  return isRefusal(shape) ? shape : { is: "list", of: shape };
}

function ofUnion(ask: Ask, type: TS.UnionTypeNode, depth: number): Shape | Refusal {
  const shapes = withoutUndefined(ask, type).map((each) => shapeOfType(ask, each, depth));
  const refused = shapes.find(isRefusal);
  if (refused) return refused;
  const known = shapes.filter((each): each is Shape => !isRefusal(each));
  const literals: readonly Literal[] = known.flatMap((each) => (each.is === "one" ? each.values : []));
  const others = known.filter(({ is }) => is !== "one");
  const all: readonly Shape[] = [...(literals.length === 0 ? [] : [{ is: "one", values: [...new Set(literals)] } as const]), ...others];
  const [only, another] = all;
  return only === undefined ? explainType(type, "is no type of plain values") : another === undefined ? only : { is: "either", of: all };
}

function ofReference(ask: Ask, type: TS.TypeReferenceNode, depth: number): Shape | Refusal {
  const { ts } = ask;
  const name = type.typeName.getText();
  const [first, second] = type.typeArguments ?? [];
  const declaration = ts.isIdentifier(type.typeName) ? ask.declarationOf(type.typeName) : undefined;
  const isOurs = declaration !== undefined && !declaration.getSourceFile().isDeclarationFile;
  if (!isOurs && first !== undefined) {
    if (second === undefined && (name === "Array" || name === "ReadonlyArray")) return listOf(shapeOfType(ask, first, depth - 1));
    if (second === undefined && name === "Readonly") return shapeOfType(ask, first, depth);
    if (second !== undefined && name === "Record") return ofRecord(ask, first, second, depth);
    const utility = utilityOf(ask, type, name, depth - 1);
    if (utility !== undefined) return utility;
  }
  if (!isOurs || first !== undefined) return explainType(type, first === undefined ? "is declared where nobody looks" : "has parameters of its own");
  const about = ask.about(declaration.getSourceFile());
  if (ts.isTypeAliasDeclaration(declaration)) return shapeOfType(about, declaration.type, depth - 1);
  if (ts.isInterfaceDeclaration(declaration)) return membersOf(ask, type, depth - 1);
  return explainType(type, ts.isEnumDeclaration(declaration) ? "is an enum, whose values a text is none of to the compiler" : "is no type of plain values");
}

/** `Record<string, number>`, `Record<"a" | "b", number>` */
function ofRecord(ask: Ask, key: TS.TypeNode, value: TS.TypeNode, depth: number): Shape | Refusal {
  const of = shapeOfType(ask, value, depth - 1);
  const keys = shapeOfType(ask, key, depth);
  if (isRefusal(of) || isRefusal(keys)) return isRefusal(of) ? of : keys;
  if (keys.is === "text") return { is: "record", of };
  const names = keys.is === "one" ? keys.values : [];
  if (names.length === 0 || names.some((each) => typeof each !== "string")) return explainType(key, "is no list of names");
  return { is: "object", members: names.map((name) => ({ name: String(name), shape: of, isOptional: false })) };
}

import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Refusal } from "../edit.ts";
import { isRefusal } from "../read-target.ts";
import type { Shape } from "./content-shape.ts";
import { explainType, shapeOfType } from "./content-type.ts";

/** `Partial<T>`, `Pick<T, "a">`, `Omit<T, "a" | "b">`; `undefined` for what has another name. */
export function utilityOf(ask: Ask, type: TS.NodeWithTypeArguments, name: string, depth: number): Shape | Refusal | undefined {
  const [of, keys] = type.typeArguments ?? [];
  if (of === undefined || !/^(?:Partial|Pick|Omit)$/.test(name)) return undefined;
  const shape = shapeOfType(ask, of, depth);
  if (isRefusal(shape)) return shape;
  const names = keys && shapeOfType(ask, keys, depth);
  if (names !== undefined && isRefusal(names)) return names;
  if (shape.is !== "object" || (names !== undefined && names.is !== "one")) return explainType(type, "is more than the members of an object");
  if (name === "Partial") return { is: "object", members: shape.members.map((member) => ({ ...member, isOptional: true })) };
  return { is: "object", members: shape.members.filter((member) => (names?.values.includes(member.name) === true) === (name === "Pick")) };
}

/** `Options["tls"]`: of the object nothing but this member has to be known. */
export function memberOf(ask: Ask, type: TS.IndexedAccessTypeNode, depth: number): Shape | Refusal {
  const { ts } = ask;
  const key = ts.isLiteralTypeNode(type.indexType) && ts.isStringLiteral(type.indexType.literal) ? type.indexType.literal.text : undefined;
  const member = elementsOf(ask, type.objectType)?.find(({ name }) => name?.getText().replace(/["']/g, "") === key);
  const isPlain = key !== undefined && member !== undefined && ts.isPropertySignature(member) && member.type !== undefined;
  return isPlain ? shapeOfType(ask.about(member.getSourceFile()), member.type, depth) : explainType(type, "is no member of an object of the project");
}

/** `keyof Processors`: the names of its members. */
export function namesIn(ask: Ask, type: TS.TypeOperatorNode): Shape | Refusal {
  const { ts } = ask;
  const names = (elementsOf(ask, type.type) ?? []).map(({ name }) => (name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined));
  const known = names.filter((name) => name !== undefined);
  return known.length === 0 || known.length < names.length ? explainType(type, "is no list of names in the project") : { is: "one", values: known };
}

/** The members of an interface of the project that extends nothing, or of a type literal. */
function elementsOf(ask: Ask, type: TS.TypeNode): readonly TS.TypeElement[] | undefined {
  const { ts } = ask;
  if (ts.isTypeLiteralNode(type)) return type.members;
  const declaration = ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeArguments === undefined ? ask.declarationOf(type.typeName) : undefined;
  if (declaration === undefined || declaration.getSourceFile().isDeclarationFile) return undefined;
  if (ts.isTypeAliasDeclaration(declaration) && ts.isTypeLiteralNode(declaration.type)) return declaration.type.members;
  return ts.isInterfaceDeclaration(declaration) && declaration.heritageClauses === undefined && declaration.typeParameters === undefined ? declaration.members : undefined;
}

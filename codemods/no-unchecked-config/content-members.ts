import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Refusal } from "../edit.ts";
import { isRefusal } from "../read-target.ts";
import type { Member, Shape } from "./content-shape.ts";
import { explainType, shapeOfType } from "./content-type.ts";
import { utilityOf } from "./content-utility.ts";

/** The object that an interface, a type literal or an intersection of them says, with what it extends. */
export function membersOf(ask: Ask, type: TS.TypeNode, depth: number): Shape | Refusal {
  const { ts } = ask;
  if (ts.isTypeLiteralNode(type)) return ofElements(ask, type, type.members, depth);
  if (ts.isIntersectionTypeNode(type)) return joined(type, type.types.map((each) => shapeOfType(ask, each, depth)));
  const declaration = ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) ? ask.declarationOf(type.typeName) : undefined;
  return declaration && ts.isInterfaceDeclaration(declaration) ? ofInterface(ask, declaration, depth) : explainType(type, "is no type of plain values");
}

function ofInterface(ask: Ask, declaration: TS.InterfaceDeclaration, depth: number): Shape | Refusal {
  const { ts } = ask;
  const about = ask.about(declaration.getSourceFile());
  const others = about.named(declaration.name.text).filter(({ parent }) => ts.isInterfaceDeclaration(parent) && parent !== declaration);
  if (declaration.typeParameters || others.length > 0) return explainType(declaration.name, "has parameters, or is declared in parts");
  const bases = (declaration.heritageClauses ?? []).flatMap(({ types }) => types).map((base) => {
    const utility = utilityOf(about, base, base.expression.getText(), depth);
    if (utility !== undefined) return utility;
    const found = ts.isIdentifier(base.expression) && base.typeArguments === undefined ? about.declarationOf(base.expression) : undefined;
    return found && ts.isInterfaceDeclaration(found) && !found.getSourceFile().isDeclarationFile && depth > 0 ? ofInterface(about, found, depth - 1) : explainType(base, "is no interface of the project");
  });
  if (bases.length === 0) return ofElements(about, declaration, declaration.members, depth);
  return joined(declaration.name, [...bases, ofElements(about, declaration, declaration.members, depth)]);
}

function ofElements(ask: Ask, type: TS.Node, elements: readonly TS.TypeElement[], depth: number): Shape | Refusal {
  const { ts } = ask;
  const [only, another] = elements;
  if (only !== undefined && another === undefined && ts.isIndexSignatureDeclaration(only)) {
    const isText = only.parameters[0]?.type?.kind === ts.SyntaxKind.StringKeyword;
    const of = isText ? shapeOfType(ask, only.type, depth) : explainType(type, "has keys that are no texts");
    return isRefusal(of) ? of : { is: "record", of };
  }
  const members: Member[] = [];
  for (const element of elements) {
    const name = element.name && (ts.isIdentifier(element.name) || ts.isStringLiteral(element.name)) ? element.name.text : undefined;
    if (!ts.isPropertySignature(element) || name === undefined || element.type === undefined || name === "__proto__") return explainType(element, "is no member that a content can have");
    const isOptional = element.questionToken !== undefined;
    if (!isOptional && ts.isUnionTypeNode(element.type) && element.type.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword)) return explainType(element, "has to be there and may be `undefined`, which no content can say");
    const shape = shapeOfType(ask, element.type, depth);
    if (isRefusal(shape)) return shape;
    members.push({ name, shape, isOptional });
  }
  return { is: "object", members };
}

/** All members of several objects: what a later one says of a member stands. */
function joined(type: TS.Node, shapes: readonly (Shape | Refusal)[]): Shape | Refusal {
  const refused = shapes.find(isRefusal);
  if (refused) return refused;
  const objects = shapes.flatMap((shape) => (!isRefusal(shape) && shape.is === "object" ? [shape.members] : []));
  if (objects.length < shapes.length) return explainType(type, "is more than the members of an object");
  return { is: "object", members: [...new Map(objects.flat().map((member) => [member.name, member])).values()] };
}

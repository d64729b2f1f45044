import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** What a written type claims of a value: nothing, that it is there (`string`), or a shape of its own. */
export type Claim = "nothing" | "set" | "shape";

/** What `as T` (or a declared type) claims beyond `string | undefined`. */
export function claimOf(ask: Ask, type: TS.TypeNode): Claim {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  if (ts.isParenthesizedTypeNode(type)) return claimOf(ask, type.type);
  if (ts.isUnionTypeNode(type)) return ofUnion(ask, type);
  if (type.kind === K.AnyKeyword || type.kind === K.UnknownKeyword || type.kind === K.UndefinedKeyword || type.kind === K.ObjectKeyword) return "nothing";
  // A brand, `string & { readonly __brand: … }`, says what a text is for, and leaves none out.
  if (type.kind === K.StringKeyword || (ts.isIntersectionTypeNode(type) && type.types.some(({ kind }) => kind === K.StringKeyword))) return "set";
  const named = aliasNamed(ask, type);
  if (named) return claimOf(ask, named.type);
  // `as const`, and keys into a table that is looked up next
  if (type.getText() === "const" || ts.isTypeOperatorNode(type)) return "nothing";
  return "shape";
}

function ofUnion(ask: Ask, type: TS.UnionTypeNode): Claim {
  const { ts } = ask;
  if (type.types.every((each) => isNothing(ask, each) || isSwitchText(ask, each))) return "nothing";
  const claims = type.types.filter((each) => !isNothing(ask, each)).map((each) => claimOf(ask, each));
  if (claims.includes("shape")) return "shape";
  return claims.length < type.types.length || !claims.includes("set") ? "nothing" : type.types.some(ts.isLiteralTypeNode) ? "nothing" : "set";
}

/** `"true" | "false"`: whoever reads it compares it with one, and takes all else for the other. */
function isSwitchText({ ts }: Ask, type: TS.TypeNode): boolean {
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) && /^(?:true|false|on|off|yes|no|[01])$/i.test(type.literal.text);
}

/** `undefined`, `null`, and `false` for what is not set. */
function isNothing({ ts }: Ask, type: TS.TypeNode): boolean {
  const { SyntaxKind: K } = ts;
  return type.kind === K.UndefinedKeyword || (ts.isLiteralTypeNode(type) && (type.literal.kind === K.NullKeyword || type.literal.kind === K.FalseKeyword));
}

/** The alias of the project that a plain name stands for. */
function aliasNamed(ask: Ask, type: TS.TypeNode): TS.TypeAliasDeclaration | undefined {
  const { ts } = ask;
  const declaration = ts.isTypeReferenceNode(type) && !type.typeArguments && ts.isIdentifier(type.typeName) ? ask.declarationOf(type.typeName) : undefined;
  return declaration && ts.isTypeAliasDeclaration(declaration) && !declaration.typeParameters ? declaration : undefined;
}

/** Whether a type says so little of a parsed value that its reader has to look: `unknown`, `Record<string, unknown>`, `{ version?: string }`. */
export function isVague(ask: Ask, type: TS.TypeNode): boolean {
  const { ts } = ask;
  if (claimOf(ask, type) === "nothing") return true;
  if (ts.isArrayTypeNode(type)) return isVague(ask, type.elementType);
  if (ts.isTypeLiteralNode(type)) return type.members.every((each) => ts.isPropertySignature(each) && (each.questionToken !== undefined || (each.type !== undefined && isVague(ask, each.type))));
  if (!ts.isTypeReferenceNode(type)) return false;
  const named = aliasNamed(ask, type);
  if (named && ts.isTypeReferenceNode(named.type)) return isVague(ask, named.type);
  if (isOptionalThroughout(ask, type)) return true;
  const name = type.typeName.getText();
  const last = type.typeArguments?.at(-1);
  if (/^(?:Record|Partial|Promise|Readonly|Array|ReadonlyArray|Dict|Map)$/.test(name)) return name === "Partial" || last === undefined || isVague(ask, last);
  return /^(?:Json\w*|T?Unknown\w*|PackageJson\w*|TsConfig\w*)$/i.test(name);
}

/** `interface Settings { port?: number; [key: string]: unknown }`: of an object in which there may be anything, its reader has to look at every member. */
function isOptionalThroughout(ask: Ask, { typeName }: TS.TypeReferenceNode): boolean {
  const { ts } = ask;
  const declaration = ts.isIdentifier(typeName) ? ask.declarationOf(typeName) : undefined;
  if (!declaration || !ts.isInterfaceDeclaration(declaration) || declaration.heritageClauses || !declaration.members.some(ts.isIndexSignatureDeclaration)) return false;
  return declaration.members.every((each) => ts.isIndexSignatureDeclaration(each) || (ts.isPropertySignature(each) && each.questionToken !== undefined));
}

/** A type of a package that is not in sight may well take any text: `OpenAI.ChatModel`. */
export function isForeign(ask: Ask, type: TS.TypeNode): boolean {
  const { ts } = ask;
  if (!ts.isTypeReferenceNode(type) || type.typeArguments) return false;
  const name = ts.isIdentifier(type.typeName) ? type.typeName : type.typeName.right;
  const declaration = ask.declarationOf(name);
  return declaration === undefined || ts.isImportSpecifier(declaration) || ts.isImportClause(declaration);
}

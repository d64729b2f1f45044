import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";

/** Types of packages to which every text belongs: where one of them is asserted, nothing but the presence of the text is. */
const TEXT_TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ["jsonwebtoken", ["Secret", "PrivateKey", "PublicKey"]],
  ["crypto", ["BinaryLike", "CipherKey", "KeyLike"]],
  ["fs", ["PathLike", "PathOrFileDescriptor"]],
]);

/** `Secret` of `import { Secret } from "jsonwebtoken"`, `jwt.Secret`. */
export function isTextType(ask: Ask, type: TS.TypeNode): boolean {
  const { ts } = ask;
  if (!ts.isTypeReferenceNode(type) || type.typeArguments !== undefined) return false;
  const { typeName } = type;
  const first = ts.isIdentifier(typeName) ? typeName : typeName.left;
  const binding = ts.isIdentifier(first) ? ask.bindingOf(first) : undefined;
  const declaration = binding && ts.findAncestor(binding, ts.isImportDeclaration);
  if (binding === undefined || declaration === undefined || !ts.isStringLiteral(declaration.moduleSpecifier)) return false;
  const name = ts.isImportSpecifier(binding) ? (binding.propertyName ?? binding.name).text : ts.isIdentifier(typeName) ? undefined : typeName.right.text;
  return name !== undefined && TEXT_TYPES.get(declaration.moduleSpecifier.text.replace(/^node:/, ""))?.includes(name) === true;
}

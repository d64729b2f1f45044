import type * as TS from "typescript";
import type { Edit } from "../edit.ts";
import { between, insert } from "./splice.ts";

/** Makes a member or a constructor `private`. */
export function closedMember(ts: typeof TS, member: TS.MethodDeclaration | TS.ConstructorDeclaration): readonly Edit[] {
  const open = member.modifiers?.find(({ kind }) => kind === ts.SyntaxKind.PublicKeyword);
  if (open) return [between(open, open.getStart(), open.end, "private")];
  const first = member.modifiers?.find((modifier) => !ts.isDecorator(modifier)) ?? member.name ?? constructorKeyword(member);
  return [insert(member, typeof first === "number" ? first : first.getStart(), "private ")];
}

function constructorKeyword(member: TS.Node): number {
  return member.getStart() + member.getText().indexOf("constructor");
}

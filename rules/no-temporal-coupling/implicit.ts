import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Cell, Member } from "./machine.ts";

/**
 * Fields of JavaScript that nothing declares and nothing sets at the start: `async boot() { this.pool = await open(); }`. Until a method has run, there
 * are none.
 */
export function implicitFields({ ts, file }: Ask, members: ReadonlyMap<string, Member>, known: ReadonlyMap<string, Cell>, refOf: (node: TS.Node) => string | undefined): readonly Cell[] {
  if (!/\.[cm]?jsx?$/.test(file.fileName)) return [];
  const found = new Map<string, Cell>();
  const visit = (node: TS.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const name = refOf(node.left);
      if (name !== undefined && !known.has(name) && !found.has(name) && ![name, `get ${name}`, `set ${name}`].some((key) => members.has(key))) found.set(name, { name, at: node.left, lies: false });
    }
    if (!ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  for (const { body } of members.values()) visit(body);
  return [...found.values()];
}

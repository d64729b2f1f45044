import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Edit } from "../edit.ts";

/** More members of an object literal, in its own layout. */
export function addMembers({ ts, file }: Ask, literal: TS.ObjectLiteralExpression, added: readonly string[]): Edit {
  const last = literal.properties.at(-1);
  if (!last) return insertAt(literal, literal.getStart() + 1, ` ${added.join(", ")} `);
  const own = ts.getLineAndCharacterOfPosition(file, last.getStart());
  const isOnOneLine = own.line === ts.getLineAndCharacterOfPosition(file, literal.getStart()).line;
  const lineStart = file.getLineStarts()[own.line] ?? 0;
  const indent = /^\s*/.exec(file.text.slice(lineStart, last.getStart()))?.[0] ?? "";
  const end = file.text.includes("\r\n") ? "\r\n" : "\n";
  return insertAt(last, last.end, added.map((each) => (isOnOneLine ? `, ${each}` : `,${end}${indent}${each}`)).join(""));
}

/** Inserts a text into the file that `node` is in. */
export function insertAt(node: TS.Node, at: number, text: string): Edit {
  return { file: node.getSourceFile().fileName, span: { start: at, end: at }, text };
}

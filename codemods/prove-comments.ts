import type * as TS from "typescript";

export interface CommentText {
  /** With its marks. */
  readonly text: string;
  readonly at: number;
}

const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n\r\u2028\u2029]*/g;

/**
 * All comments of a file, in order. Comments stand between tokens and nowhere else, so what looks like one in a string, a template, a regular
 * expression or JSX text is none. Linear in the text; the stack is our own.
 */
export function commentsOf(ts: typeof TS, file: TS.SourceFile): readonly CommentText[] {
  const found: CommentText[] = [];
  const stack: TS.Node[] = [file];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const children = node.getChildren(file).filter(({ kind }) => kind < ts.SyntaxKind.FirstJSDocNode || kind > ts.SyntaxKind.LastJSDocNode);
    if (children.length > 0) stack.push(...children.reverse());
    else if (node.kind !== ts.SyntaxKind.JsxText) found.push(...between(file.text, node.pos, node.getStart(file)));
  }
  return found;
}

/** The comments in a part of a text that holds nothing but blanks and comments. */
function between(text: string, start: number, end: number): readonly CommentText[] {
  if (end - start < 2) return [];
  const from = start === 0 ? (/^#!.*/.exec(text)?.[0].length ?? 0) : start;
  return [...text.slice(from, end).matchAll(COMMENT)].map((match) => ({ text: match[0], at: from + match.index }));
}

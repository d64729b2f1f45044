import type * as TS from "typescript";

export interface Comment {
  /** What stands between the comment's marks. */
  readonly value: string;
  readonly isBlock: boolean;
  readonly pos: number;
  readonly end: number;
}

/** The comment that an offset lies in. What looks like one in a string, a template, a regular expression or JSX text is none. */
export function commentAt(ts: typeof TS, file: TS.SourceFile, offset: number): Comment | undefined {
  const token = tokenAround(file, offset);
  if (token === undefined) return undefined;
  for (let at = token.pos === 0 ? (ts.getShebang(file.text)?.length ?? 0) : token.pos; at <= offset; ) {
    const comment = commentFrom(file.text, at);
    if (comment === undefined) return undefined;
    if (offset < comment.end) return offset >= comment.pos ? comment : undefined;
    at = comment.end;
  }
  return undefined;
}

/** The token that `offset` lies before: in the blanks and comments between the token before and this one. */
function tokenAround(file: TS.SourceFile, offset: number): TS.Node | undefined {
  for (let node: TS.Node = file; ; ) {
    const child = childAround(node.getChildren(file), offset);
    if (child === undefined) return node.pos <= offset && offset < node.getStart(file) ? node : undefined;
    node = child;
  }
}

/** Children follow each other in the text, so that halving finds the one. */
function childAround(children: readonly TS.Node[], offset: number): TS.Node | undefined {
  let low = 0;
  let high = children.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((children[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const child = children[low];
  return child && child.pos <= offset && offset < child.end ? child : undefined;
}

/** The first comment at or after `at`, where nothing but blanks and comments stands. */
function commentFrom(text: string, at: number): Comment | undefined {
  const blanks = /\s*/y;
  blanks.lastIndex = at;
  const pos = at + (blanks.exec(text)?.[0].length ?? 0);
  if (text.startsWith("/*", pos)) {
    const close = text.indexOf("*/", pos + 2);
    const end = close === -1 ? text.length : close + 2;
    return { value: text.slice(pos + 2, close === -1 ? end : close), isBlock: true, pos, end };
  }
  if (!text.startsWith("//", pos)) return undefined;
  const line = /.*/y;
  line.lastIndex = pos;
  const end = pos + (line.exec(text)?.[0].length ?? 0);
  return { value: text.slice(pos + 2, end), isBlock: false, pos, end };
}

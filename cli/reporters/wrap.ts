import { widthOf } from "./line-view.ts";

/** Continues a line that has reached `column` with a text, broken between words to fit; further lines are indented. A word that fits nowhere stays whole. */
export function wrap(text: string, column: number, width: number, indent: number): string {
  const margin = " ".repeat(indent);
  const isTooFar = column > (width * 2) / 3;
  let written = isTooFar ? `\n${margin}` : "  ";
  let at = isTooFar ? indent : column + 2;
  for (const [index, word] of text.split(" ").entries()) {
    const columns = widthOf(word);
    if (index > 0 && at + 1 + columns > width) {
      written += `\n${margin}${word}`;
      at = indent + columns;
    } else {
      written += index === 0 ? word : ` ${word}`;
      at += columns + (index === 0 ? 0 : 1);
    }
  }
  return written;
}

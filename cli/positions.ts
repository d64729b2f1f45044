/** A place in a text, as editors and ESLint count: both from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds lines and columns of one text. Line ends are those of ECMAScript, as for ESLint and TypeScript: LF, CR, CRLF, LS, PS. */
export class Positions {
  readonly #text: string;
  /** Where each line starts. */
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (const match of text.matchAll(/\r\n?|[\n\u2028\u2029]/g)) starts.push(match.index + match[0].length);
    this.#starts = starts;
  }

  at(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#startOf(low) + 1 };
  }

  /** The first offset of a line, and the offset of its line end. */
  line(line: number): { readonly start: number; readonly end: number } {
    const start = this.#startOf(line - 1);
    let end = this.#starts[line] ?? this.#text.length;
    while (end > start && /[\r\n\u2028\u2029]/.test(this.#text.charAt(end - 1))) end -= 1;
    return { start, end };
  }

  #startOf(index: number): number {
    return this.#starts[index] ?? 0;
  }
}

import { columnsOf, visible } from "../visible.ts";

/** One line of a source text as a terminal shows it. */
export interface LineView {
  readonly text: string;
  /** Whether the character of an offset is shown. */
  shows(offset: number): boolean;
  /** The column, from 0, at which the character of an offset is shown; the nearest shown one for what is cut off. */
  columnOf(offset: number): number;
}

const TAB = 4;

/** One character, where it stands in the source, and where on the screen. */
interface Cell {
  readonly offset: number;
  readonly shown: string;
  readonly column: number;
}

/** Shows the line that runs from `start` to `end`, in `room` columns around `focus`: tabs widened, controls made visible, ends cut off with `…`. */
export function viewLine(text: string, start: number, end: number, focus: number, room: number): LineView {
  const from = focus - start > room * 2 ? focus - room : start;
  const to = Math.min(end, from + room * 4);
  const { cells, width } = cellsOf(text, from, to);
  const isWhole = from === start && to === end && width <= room;
  const at = cells.findLast(({ offset }) => offset <= focus)?.column ?? 0;
  const first = isWhole || (from === start && at < (room * 2) / 3) ? 0 : Math.max(0, at - Math.floor(room / 3));
  const isCutLeft = first > 0 || from > start;
  const last = isWhole ? width : first + room - 2;
  const shown = cells.filter(({ column, shown: own }) => column >= first && column + own.length <= last);
  const shift = (shown[0]?.column ?? 0) - (isCutLeft ? 1 : 0);
  const isCutRight = to < end || (shown.at(-1)?.offset ?? 0) < (cells.at(-1)?.offset ?? 0);
  return {
    text: `${isCutLeft ? "…" : ""}${shown.map((cell) => cell.shown).join("")}${isCutRight ? "…" : ""}`,
    shows: (offset) => !isCutRight || offset <= (shown.at(-1)?.offset ?? 0),
    columnOf: (offset) => {
      const cell = shown.find((each) => each.offset >= offset);
      if (cell !== undefined) return Math.max(0, cell.column - shift);
      return shown.reduce((columns, { shown: own }) => columns + widthOf(own), isCutLeft ? 1 : 0);
    },
  };
}

function cellsOf(text: string, from: number, to: number): { readonly cells: readonly Cell[]; readonly width: number } {
  const cells: Cell[] = [];
  let column = 0;
  let offset = from;
  for (const char of text.slice(from, to)) {
    const shown = char === "\t" ? " ".repeat(TAB - (column % TAB)) : visible(char);
    cells.push({ offset, shown, column });
    column += widthOf(shown);
    offset += char.length;
  }
  return { cells, width: column };
}

/** The columns that a text without controls takes. */
export function widthOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += columnsOf(char);
  return columns;
}

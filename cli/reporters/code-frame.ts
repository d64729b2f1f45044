import type { Span } from "../../rules/model/finding.ts";
import type { Positions } from "../positions.ts";
import type { Paint } from "../terminal.ts";
import { visible } from "../visible.ts";
import { viewLine, widthOf, type LineView } from "./line-view.ts";

/** A place to underline, and what is to be said of it. */
export interface Mark {
  readonly span: Span;
  readonly note: string;
  /** Whether it is the place that the finding is about. */
  readonly isSubject: boolean;
}

export interface FrameOptions {
  readonly paint: Paint;
  /** Columns of the screen. */
  readonly width: number;
  /** Columns for line numbers. */
  readonly gutter: number;
}

/** The marked lines of one text, each with its marks below; `…` stands for lines left out, unless it is a single one. */
export function codeFrame(text: string, positions: Positions, marks: readonly Mark[], options: FrameOptions): readonly string[] {
  const byLine = new Map<number, Mark[]>();
  for (const mark of [...marks].sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end)) {
    const { line } = positions.at(mark.span.start);
    byLine.set(line, [...(byLine.get(line) ?? []), mark]);
  }
  const rows: string[] = [];
  let previous: number | undefined;
  for (const [line, own] of byLine) {
    if (previous !== undefined && line === previous + 2) rows.push(...frameLine(text, positions, previous + 1, [], options));
    else if (previous !== undefined && line > previous + 2) rows.push(options.paint("quiet", "…".padStart(options.gutter)));
    rows.push(...frameLine(text, positions, line, own, options));
    previous = line;
  }
  return rows;
}

/** One line and its marks. A mark that a long line would push off the screen gets a view of its own. */
function frameLine(text: string, positions: Positions, line: number, marks: readonly Mark[], { paint, width, gutter }: FrameOptions): readonly string[] {
  const { start, end } = positions.line(line);
  const room = width - gutter - " │ ".length;
  const edge = (number: string): string => paint("quiet", `${number.padStart(gutter)} │`);
  const rows: string[] = [];
  const show = (focus: number): LineView => {
    const view = viewLine(text, start, end, focus, room);
    const code = view.text.trimEnd();
    rows.push(code === "" ? edge(String(line)) : `${edge(String(line))} ${code}`);
    return view;
  };
  let view = show(marks[0]?.span.start ?? start);
  for (const { span, note, isSubject } of marks) {
    if (!view.shows(span.start)) view = show(span.start);
    const column = view.columnOf(span.start);
    const length = Math.max(1, Math.min(view.columnOf(Math.min(span.end, end)), widthOf(view.text.trimEnd())) - column);
    const words = cut(visible(note), room - column - length - 1);
    const underline = `${(isSubject ? "^" : "-").repeat(length)}${words === "" ? "" : ` ${words}`}`;
    rows.push(`${edge("")} ${" ".repeat(column)}${paint(isSubject ? "error" : "evidence", underline)}`);
  }
  return rows;
}

function cut(text: string, room: number): string {
  if (widthOf(text) <= room) return text;
  return room < 2 ? "" : `${text.slice(0, room - 1)}…`;
}

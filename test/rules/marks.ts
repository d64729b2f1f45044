/** A place that a fixture points at: a line of one of its files. Lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** `// ! messageId "covered text"`: this line must be reported. */
export interface Offence extends Place {
  readonly messageId: string;
  /** The exact text that the finding's span covers, where the fixture says so. */
  readonly covers: string | undefined;
}

/** `// ~ note`: a finding must name this line as evidence, with this note. */
export interface Note extends Place {
  readonly note: string;
}

/** What the lines at the top of a fixture file say. */
export interface Header {
  /** Where the code comes from: a link, or `corner: …`. */
  readonly source: string;
  readonly options: Readonly<Record<string, unknown>> | undefined;
  readonly untypedSilent: boolean;
  readonly neighbour: string | undefined;
}

/** One fixture file, taken apart. */
export interface MarkedText {
  /** The code without byte order mark, header and marks: the detectors never see them. Lines keep their numbers. */
  readonly text: string;
  readonly header: Header;
  readonly offences: readonly Offence[];
  readonly notes: readonly Note[];
}

const LINE = /[^\n\r\u2028\u2029]*(?:\r\n|[\n\r\u2028\u2029]|$)/gy;
const MARK = /(?<=^|\s)\/\/ (?<items>[!~] .*)$/;
const NEARLY_A_MARK = /(?<=^|\s)\/\/\s*[!~]/;
const ITEM = /(?:! (?<messageId>[\w-]+)(?: "(?<covers>.*?)")?|~ (?<note>.+?))(?: (?=[!~] )|$)/gy;
const SOURCE = /^\/\/ (?<source>https:\/\/\S.*|corner: .+)$/;
const SETTING = /^\/\/ (?<key>[a-z]+): (?<value>.+)$/;

/** Lines with their line ends, so that joining them gives the text again. */
export function linesOf(text: string): readonly string[] {
  return [...text.matchAll(LINE)].map(([line]) => line).filter((line, index) => line !== "" || index === 0);
}

/** Takes a fixture file apart. Throws where something looks like a header or a mark and is none: a typo must not pass as silence. */
export function readMarks(file: string, marked: string): MarkedText {
  const lines = [...linesOf(marked.replace(/^\uFEFF/, ""))];
  const header = readHeader(file, lines, lines[0]?.startsWith("#!") ? 1 : 0);
  const offences: Offence[] = [];
  const notes: Note[] = [];
  lines.forEach((line, index) => {
    const [content, end] = splitEnd(line);
    const items = MARK.exec(content)?.groups?.["items"];
    if (items === undefined) {
      if (NEARLY_A_MARK.test(content)) throw wrong(file, index, "this looks like a mark; write `// ! messageId` or `// ~ note`");
      return;
    }
    const read = [...items.trimEnd().matchAll(ITEM)];
    if (read.map(([item]) => item).join("") !== items.trimEnd()) {
      throw wrong(file, index, `"${items}" is not made of \`! messageId\`, \`! messageId "covered text"\` and \`~ note\``);
    }
    for (const { groups: { messageId, covers, note } = {} } of read) {
      if (messageId !== undefined) offences.push({ file, line: index + 1, messageId, covers });
      if (note !== undefined) notes.push({ file, line: index + 1, note });
    }
    lines[index] = content.replace(MARK, "").trimEnd() + end;
  });
  return { text: lines.join(""), header, offences, notes };
}

/** Reads the header and blanks its lines. */
function readHeader(file: string, lines: string[], first: number): Header {
  const source = SOURCE.exec(takeLine(lines, first))?.groups?.["source"];
  if (source === undefined) throw wrong(file, first, "the first line must be `// https://…` or `// corner: …`");
  let header: Header = { source, options: undefined, untypedSilent: false, neighbour: undefined };
  for (let index = first + 1; ; index++) {
    const groups = SETTING.exec(splitEnd(lines[index] ?? "")[0])?.groups;
    if (groups === undefined) return header;
    header = { ...header, ...readSetting(file, index, groups["key"] ?? "", groups["value"] ?? "") };
    takeLine(lines, index);
  }
}

function readSetting(file: string, index: number, key: string, value: string): Partial<Header> {
  if (key === "options") return { options: JSON.parse(value) as Record<string, unknown> };
  if (key === "neighbour") return { neighbour: value };
  if (key === "untyped" && value === "silent") return { untypedSilent: true };
  throw wrong(file, index, `unknown header line "${key}: ${value}" (a comment of the code needs a blank line before it)`);
}

/** Blanks a line, keeping its line end, and returns what it said. */
function takeLine(lines: string[], index: number): string {
  const [content, end] = splitEnd(lines[index] ?? "");
  lines[index] = end;
  return content;
}

function splitEnd(line: string): readonly [content: string, end: string] {
  const content = line.replace(/[\n\r\u2028\u2029]+$/, "");
  return [content, line.slice(content.length)];
}

function wrong(file: string, index: number, what: string): Error {
  return new Error(`${file}:${String(index + 1)}: ${what}`);
}

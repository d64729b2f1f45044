import { widthOf } from "./reporters/line-view.ts";
import type { Paint } from "./terminal.ts";

/** The kinds of lines a page is made of; lines of prose that follow one another are one paragraph. */
type Kind = "blank" | "heading" | "prose" | "item" | "row";

interface Block {
  readonly kind: Kind | "code";
  readonly lines: readonly string[];
}

/** Shows a page of ours (Markdown) on a terminal: headings stand out, prose is wrapped, code and tables stay as they are, comments go. */
export function pageForTerminal(markdown: string, paint: Paint, width: number): string {
  const shown = blocksOf(markdown.replace(/<!--[\s\S]*?-->\n?/g, "")).flatMap((block): readonly string[] => {
    const [first = ""] = block.lines;
    switch (block.kind) {
      case "blank":
        return [""];
      case "heading":
        return [paint("strong", plain(first.replace(/^#+\s*/, "")))];
      case "code":
        return block.lines.map((line) => paint("evidence", `    ${line}`));
      case "row":
        return tableOf(block.lines);
      case "item":
        return filled(plain(block.lines.map((line) => line.trim()).join(" ")).replace(/^[-*]\s+/, "- "), width, "  ");
      case "prose":
        return filled(plain(block.lines.join(" ")), width, "");
    }
  });
  return `${shown.join("\n").replace(/\n{3,}/g, "\n\n").trim()}\n`;
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: { kind: Block["kind"]; lines: string[] }[] = [];
  let code: string[] | undefined;
  for (const line of markdown.split("\n")) {
    if (line.startsWith("```")) {
      if (code === undefined) blocks.push({ kind: "code", lines: (code = []) });
      else code = undefined;
    } else if (code !== undefined) {
      code.push(line);
    } else {
      const kind = kindOf(line);
      const last = blocks.at(-1);
      const continues = last !== undefined && ((kind === "row" && last.kind === "row") || (kind === "prose" && (last.kind === "prose" || last.kind === "item")));
      if (continues) last.lines.push(line);
      else blocks.push({ kind, lines: [line] });
    }
  }
  return blocks;
}

function kindOf(line: string): Kind {
  if (line.trim() === "") return "blank";
  if (/^#+\s/.test(line)) return "heading";
  if (/^\s*(?:[-*]|\d+\.)\s/.test(line)) return "item";
  return line.startsWith("|") ? "row" : "prose";
}

/** Without the marks of Markdown: of a link its text stays. Code keeps its backquotes, which terminals can't show otherwise. */
function plain(text: string): string {
  return text.replace(/!?\[([^\]]*)\]\([^()]*\)/g, "$1").replace(/\*\*([^*]+)\*\*/g, "$1");
}

function tableOf(rows: readonly string[]): readonly string[] {
  const cells = rows.filter((row) => !/^\|[\s|:-]+\|$/.test(row)).map((row) => row.slice(1, row.trimEnd().lastIndexOf("|")).split(/(?<!\\)\|/).map((cell) => plain(cell.trim())));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ""))));
  return cells.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))).join("  ").trimEnd());
}

/** Broken between words; lines after the first one are indented. */
function filled(text: string, width: number, margin: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    if (line.trim() !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = margin + word;
    } else line = line.trim() === "" ? line + word : `${line} ${word}`;
  }
  return [...lines, line];
}

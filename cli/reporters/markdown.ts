import { columnsOf, visible } from "../visible.ts";
import { type Item, type Report, Teller } from "./report.ts";
import { countsOf, counted, verdictOf } from "./summary.ts";
import { partsOf } from "./words.ts";

/** GitHub takes a summary of at most 1 MiB; nobody reads as much. What is left out is counted. */
const MAX_ITEMS = 200;

/** Writes a summary for people who look at a pull request: for `$GITHUB_STEP_SUMMARY`, a comment, a wiki. */
export function toMarkdown(report: Report): string {
  const teller = new Teller(report);
  const items = teller.findings();
  const troubles = teller.troubles();
  const shown = items.slice(0, MAX_ITEMS);
  const lines = [`## pokayoke: ${verdictOf(report.result)}`, "", `${countsOf(report).join(", ")}.`, ""];
  if (troubles.length > 0) {
    lines.push("| could not be checked | why |", "| --- | --- |");
    for (const { path, line, message } of troubles.slice(0, MAX_ITEMS)) lines.push(`| ${code(`${path}:${String(line)}`)} | ${cell(message)} |`);
    lines.push("");
  }
  for (const { id, description } of report.rules) {
    const own = shown.filter(({ rule }) => rule === id);
    if (own.length === 0) continue;
    lines.push(`### ${id}`, "", `${text(description)}: ${counted(items.filter(({ rule }) => rule === id).length, "finding")}.`, "", "| place | what happens |", "| --- | --- |");
    lines.push(...own.map(rowOf), "");
  }
  if (items.length > shown.length) lines.push(`… and ${counted(items.length - shown.length, "more finding")}.`, "");
  return lines.join("\n");
}

function rowOf({ path, line, message, evidence, level }: Item): string {
  const proof = evidence.map((each) => `${text(each.note)} (${each.path === path ? `line ${String(each.line)}` : code(`${each.path}:${String(each.line)}`)})`).join(", ");
  return `| ${code(`${path}:${String(line)}`)} | ${level === "warn" ? "(warning) " : ""}${cell(message)}${proof === "" ? "" : `<br><sub>${proof}</sub>`} |`;
}

function cell(message: string): string {
  return partsOf(message).map((part) => (part.isCode ? code(part.text) : text(part.text))).join("");
}

/** A code span. Backticks, bars and what could end a line have no place in one that stands in a table, so such text is an escaped element. */
function code(content: string): string {
  return `<code>${text(content)}</code>`;
}

/** Text that is nothing but text: no element, no emphasis, no link, no mention, no issue number, no cell's end. */
function text(content: string): string {
  return visible(content).replace(/./gu, (char) => (/[\p{L}\p{N} ,.;'()?!"=+%-]/u.test(char) || columnsOf(char) > 1 ? char : `&#${String(char.codePointAt(0))};`)).replaceAll("www.", "www&#46;");
}

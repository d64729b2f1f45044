import { visible } from "../visible.ts";
import { STYLE } from "./html-style.ts";
import { type Item, type Proof, type Report, Teller } from "./report.ts";
import { countsOf, counted, verdictOf } from "./summary.ts";
import { partsOf } from "./words.ts";

/** Longer lines are cut: nobody reads them, and a file may hold only one. */
const MAX_COLUMNS = 200;

/** Writes one page that needs nothing else: no script, no font, no request. It is read in a browser, printed, or kept as an artifact. */
export function toHtml(report: Report): string {
  const teller = new Teller(report);
  const items = teller.findings();
  const troubles = teller.troubles();
  const verdict = verdictOf(report.result);
  const lines = new Lines(report);
  const sections = report.rules.flatMap(({ id, description }) => {
    const own = items.filter(({ rule }) => rule === id);
    return own.length === 0 ? [] : [`<section>\n<h2 id="${html(id)}">${html(id)} <small>${counted(own.length, "finding")}</small></h2>\n<p>${html(description)}.</p>\n${own.map((item) => article(item, lines)).join("\n")}\n</section>`];
  });
  const unchecked = troubles.map(({ path, line, column, message }) => `<li><code>${html(`${path}:${String(line)}:${String(column)}`)}</code> ${html(message)}</li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>pokayoke: ${html(verdict)}</title>
<style>
${STYLE}</style>
</head>
<body>
<header>
<h1>pokayoke: ${html(verdict)}</h1>
<p>${html(countsOf(report).join(", "))}. Version ${html(report.version)}.</p>
</header>
<main>
${[...(unchecked.length === 0 ? [] : [`<section>\n<h2>Could not be checked <small>${String(unchecked.length)}</small></h2>\n<ul>\n${unchecked.join("\n")}\n</ul>\n</section>`]), ...sections].join("\n")}
</main>
</body>
</html>
`;
}

function article(item: Item, lines: Lines): string {
  const { path, line, column, message, level, evidence, identity } = item;
  const byFile = new Map<string, Mark[]>([[item.file, [{ ...item, note: "", isSubject: true }]]]);
  for (const proof of evidence) byFile.set(proof.file, [...(byFile.get(proof.file) ?? []), { ...proof, isSubject: false }]);
  const frames = [...byFile.values()].map((marks) => {
    const other = marks[0]?.path ?? path;
    return `${other === path ? "" : `<p class="in">in <code>${html(other)}</code></p>\n`}${frame(marks, lines)}`;
  });
  return `<article>
<h3><code>${html(`${path}:${String(line)}:${String(column)}`)}</code>${identity.scope === "" ? "" : ` <small>${html(identity.scope)}</small>`}${level === "warn" ? ' <small class="warn">warning</small>' : ""}</h3>
<p>${partsOf(message).map(({ isCode, text }) => (isCode ? `<code>${html(text)}</code>` : html(text))).join("")}</p>
${frames.join("\n")}
</article>`;
}

interface Mark extends Proof {
  readonly isSubject: boolean;
}

/** The lines with marks, each once; a gap between them is one row. */
function frame(marks: readonly Mark[], lines: Lines): string {
  const numbers = [...new Set(marks.map(({ line }) => line))].sort((one, other) => one - other);
  const rows = numbers.flatMap((number, index) => {
    const own = marks.filter(({ line }) => line === number);
    const notes = [...new Set(own.map(({ note }) => note).filter((note) => note !== ""))].join(", ");
    const gap = index > 0 && number > (numbers[index - 1] ?? 0) + 1 ? ['<tr class="gap"><td>…</td><td></td><td></td></tr>'] : [];
    const subject = own.some(({ isSubject }) => isSubject) ? ' class="subject"' : "";
    return [...gap, `<tr${subject}><td>${String(number)}</td><td><code>${marked(lines.of(own[0]?.file ?? "", number), own)}</code></td><td>${html(notes)}</td></tr>`];
  });
  return `<table>\n${rows.join("\n")}\n</table>`;
}

/** A line of code with its marks. Marks that overlap become one. */
function marked(line: string, marks: readonly Mark[]): string {
  const isMarked = Array.from({ length: Math.min(line.length, MAX_COLUMNS) }, () => false);
  for (const { column, endColumn, line: from, endLine } of marks) isMarked.fill(true, column - 1, endLine > from ? isMarked.length : endColumn - 1);
  let written = "";
  let at = 0;
  while (at < isMarked.length) {
    let end = at + 1;
    while (end < isMarked.length && isMarked[end] === isMarked[at]) end += 1;
    const text = html(line.slice(at, end));
    written += isMarked[at] === true ? `<mark>${text}</mark>` : text;
    at = end;
  }
  return line.length > MAX_COLUMNS ? `${written}…` : written;
}

/** Single lines of files. */
class Lines {
  readonly #report: Report;
  readonly #lines = new Map<string, readonly string[]>();

  constructor(report: Report) {
    this.#report = report;
  }

  of(file: string, line: number): string {
    let own = this.#lines.get(file);
    if (own === undefined) this.#lines.set(file, (own = (this.#report.textOf(file) ?? "").split(/\r\n|[\n\r\u2028\u2029]/)));
    return own[line - 1] ?? "";
  }
}

/** Text, and nothing but text, in an element or an attribute in double quotes. What turns the direction around is shown as what it is. */
function html(text: string): string {
  const shown = text.split("\t").map(visible).join("\t");
  return shown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

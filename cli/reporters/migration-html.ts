import { REFUSAL_REASONS } from "../../codemods/edit.ts";
import type { FileDiff } from "../migrate/unified-diff.ts";
import { visible } from "../visible.ts";
import type { MigrationReport } from "./migration.ts";
import { STYLE } from "./migration-html-style.ts";
import { type OutlineEntry, type OutlineFile, outlineOf, type OutlineRule } from "./migration-outline.ts";
import { type Row, type Side, sideBySide } from "./side-by-side.ts";
import { counted } from "./summary.ts";

const LAWS = { parses: "it parses, and nothing outside the edits changed", types: "no type error is new", finding: "the finding is gone and none is new", converged: "a second run changes nothing" } as const;

/** The report as one page that needs nothing beside it: no script, no font, no picture. Nothing of the target is markup in it. */
export function migrationToHtml(report: MigrationReport, textOf: (path: string) => string | undefined): string {
  const { rules, others, reasons } = outlineOf(report, textOf);
  const { rewrites, refused, isWritten, options, check, notes } = report;
  const name = text(report.root.slice(report.root.lastIndexOf("/") + 1));
  const total = rewrites.length + refused.length;
  const failures = check.reports.flatMap(({ path, failures: own }) => own.map(({ kind, message }) => `${path}: ${kind}: ${message}`));
  const told = [...notes, ...failures, ...check.problems.map(({ path, reason }) => `${path}: ${reason}`)];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Migration of ${name}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Migration of ${name}</h1>
<p class="lead">${total === 0 ? "Nothing to do." : `<strong>${String(rewrites.length)} of ${counted(total, "finding")}</strong> ${isWritten ? "rewritten" : "can be rewritten"}, ${String(refused.length)} refused.`} ${counted(check.checked.length, "file")} checked. ${isWritten ? "The files are written." : "Nothing is written yet."}</p>
<p class="quiet">A full queue: ${text(options.overflow)} · capacity ${String(options.capacity)} · runtime ${text(options.runtime)}</p>
</header>
<main>
${told.length === 0 ? "" : `<section><h2>Notes</h2><ul>${told.map((note) => `<li>${text(note)}</li>`).join("")}</ul></section>`}
<section><h2>Summary</h2>
${tableOf(["rule", "found", "rewritten", "refused", "files"], rules.map((rule) => [`<a href="#${text(rule.rule)}">${text(rule.rule)}</a>`, String(rule.rewritten + rule.refused), String(rule.rewritten), String(rule.refused), String(rule.files.length)]))}
${reasons.length === 0 ? "" : tableOf(["why refused", "findings", "what it means"], reasons.map(([reason, count]) => [`<code>${reason}</code>`, String(count), text(REFUSAL_REASONS[reason])]))}
<dl class="laws">${Object.entries(LAWS).map(([law, meaning]) => `<div><dt>${law}</dt><dd>${meaning}</dd></div>`).join("")}<div><dt>behaves</dt><dd>shown under a fault on the codemod's own fixtures, not on this code</dd></div>${report.test === undefined ? "" : `<div><dt>tests</dt><dd><code>${text(report.test)}</code> passes</dd></div>`}</dl>
</section>
${rules.map(ruleSection).join("\n")}
${others.length === 0 ? "" : `<section><h2>Other changed files</h2>${others.map(({ path, diff }) => `<details class="file" open><summary><code>${text(path)}</code>${diff.isNew ? '<span class="badge new">new</span>' : ""}</summary>${diffTable(diff)}</details>`).join("")}</section>`}
</main>
<footer>Made by <code>pokayoke migrate --report</code>.</footer>
</body>
</html>
`;
}

function ruleSection({ rule, files, rewritten, refused }: OutlineRule): string {
  return `<section id="${text(rule)}"><h2>${text(rule)}</h2><p class="quiet">${counted(rewritten, "finding")} rewritten, ${String(refused)} refused, in ${counted(files.length, "file")}</p>
${files.map(fileBlock).join("\n")}</section>`;
}

function fileBlock({ path, entries, diff }: OutlineFile): string {
  const refused = entries.filter(({ refusal }) => refusal !== undefined).length;
  const badges = `${badge("done", entries.length - refused, "rewritten")}${badge("refused", refused, "refused")}`;
  return `<details class="file"${refused < entries.length ? " open" : ""}><summary><code>${text(path)}</code>${badges}</summary>
<ul class="findings">${entries.map(entryItem).join("")}</ul>${diff === undefined ? "" : diffTable(diff)}</details>`;
}

function badge(kind: string, count: number, word: string): string {
  return count === 0 ? "" : `<span class="badge ${kind}">${String(count)} ${word}</span>`;
}

function entryItem({ line, name, message, refusal, choices, laws }: OutlineEntry): string {
  const what = refusal === undefined ? '<span class="badge done">rewritten</span>' : `<span class="badge refused">refused: ${refusal.reason}</span>`;
  const chosen = Object.entries(choices).map(([key, value]) => `<span class="choice">${text(key)}: ${text(value)}</span>`).join(" ");
  const verdicts = laws.map(({ law, holds }) => `<span class="law ${holds === undefined ? "open" : holds ? "holds" : "broken"}">${law} ${holds === undefined ? "–" : holds ? "✓" : "✗"}</span>`).join(" ");
  return `<li><div><span class="line">line ${String(line)}</span>${name === undefined ? "" : ` <code>${text(name)}</code>`} ${what}</div><p>${text(message)}</p>${
    refusal === undefined ? "" : `<p class="why">${text(REFUSAL_REASONS[refusal.reason])}: ${text(refusal.detail)}</p>`
  }${chosen === "" ? "" : `<p class="quiet">${chosen}</p>`}${verdicts === "" ? "" : `<p>${verdicts}</p>`}</li>`;
}

function diffTable({ text: diff, isNew }: FileDiff): string {
  const hunks = sideBySide(diff);
  const bodies = hunks.map((rows) => `<tbody>${rows.map((row) => (isNew ? newRow(row) : pairRow(row))).join("")}</tbody>`).join("");
  return `<div class="scroll"><table class="diff${isNew ? " added" : ""}">${isNew ? '<colgroup><col class="number"><col></colgroup>' : '<colgroup><col class="number"><col><col class="number"><col></colgroup><thead><tr><th colspan="2">before</th><th colspan="2">after</th></tr></thead>'}${bodies}</table></div>`;
}

function pairRow({ before, after }: Row): string {
  return `<tr>${sideCells(before, "removed")}${sideCells(after, "inserted")}</tr>`;
}

function newRow({ after }: Row): string {
  return `<tr>${sideCells(after, "inserted")}</tr>`;
}

function sideCells(side: Side | undefined, changed: string): string {
  if (side === undefined) return '<td class="number none"></td><td class="none"></td>';
  const kind = side.isChanged ? ` class="${changed}"` : "";
  return `<td class="number">${String(side.line)}</td><td${kind}>${text(side.text, "\t")}</td>`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `<table class="summary"><thead><tr>${head.map((each) => `<th>${each}</th>`).join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map((each) => `<td>${each}</td>`).join("")}</tr>`).join("")}</tbody></table>`;
}

/** A text of the target: neither markup nor a control character. Tabs stay where they mean something. */
function text(raw: string, kept = ""): string {
  const shown = kept === "" ? visible(raw) : raw.split(kept).map(visible).join(kept);
  return shown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

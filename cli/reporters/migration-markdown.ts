import { REFUSAL_REASONS } from "../../codemods/edit.ts";
import { visible } from "../visible.ts";
import type { MigrationReport } from "./migration.ts";
import { type OutlineEntry, type OutlineFile, outlineOf } from "./migration-outline.ts";
import { counted } from "./summary.ts";

/** The report as Markdown, for a pull request: GitHub folds the diffs. */
export function migrationToMarkdown(report: MigrationReport, textOf: (path: string) => string | undefined): string {
  const { rules, others, reasons } = outlineOf(report, textOf);
  const { rewrites, refused, options, isWritten, notes } = report;
  const blocks = [
    `# Migration\n\n${String(rewrites.length)} of ${counted(rewrites.length + refused.length, "finding")} ${isWritten ? "rewritten" : "can be rewritten"}, ${String(refused.length)} refused (overflow ${options.overflow}, capacity ${String(options.capacity)}, runtime ${options.runtime}).`,
    table(["rule", "found", "rewritten", "refused"], rules.map((rule) => [code(rule.rule), String(rule.rewritten + rule.refused), String(rule.rewritten), String(rule.refused)])),
    reasons.length === 0 ? "" : table(["refused because", "", "findings"], reasons.map(([reason, count]) => [code(reason), cell(REFUSAL_REASONS[reason]), String(count)])),
    notes.map((note) => `- ${cell(note)}`).join("\n"),
    ...rules.flatMap(({ rule, files }) => [`## ${rule}`, ...files.map(fileBlock)]),
    others.length === 0 ? "" : "## Other changed files",
    ...others.map(({ path, diff }) => `### ${code(path)}${diff.isNew ? " (new)" : ""}\n\n${fold(diff.text)}`),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function fileBlock({ path, entries, diff }: OutlineFile): string {
  const rows = entries.map((entry) => [String(entry.line), entry.name === undefined ? "" : code(entry.name), verdictOf(entry), lawsOf(entry)]);
  return `### ${code(path)}\n\n${table(["line", "name", "becomes", "laws"], rows)}${diff === undefined ? "" : `\n\n${fold(diff.text)}`}`;
}

function verdictOf({ refusal, choices }: OutlineEntry): string {
  if (refusal !== undefined) return cell(`refused: ${refusal.reason}: ${refusal.detail}`);
  return cell(`rewritten (${Object.entries(choices).map(([name, value]) => `${name}: ${value}`).join(", ")})`);
}

function lawsOf({ laws }: OutlineEntry): string {
  return laws.map(({ law, holds }) => `${law} ${holds === undefined ? "–" : holds ? "✓" : "✗"}`).join(", ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** A text as one cell that means nothing to Markdown or HTML. */
function cell(text: string): string {
  return visible(text.replaceAll("\n", " ")).replace(/[\\|`*_<>[\]]/g, "\\$&");
}

function code(text: string): string {
  const shown = visible(text).replaceAll("|", "\\|");
  return shown.includes("`") ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}

function fold(diff: string): string {
  const fence = "`".repeat(Math.max(3, ...[...diff.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const shown = diff.replace(/\n$/, "").split("\n").map((line) => line.replace(/\r$/, "").split("\t").map(visible).join("\t")).join("\n");
  return `<details><summary>diff</summary>\n\n${fence}diff\n${shown}\n${fence}\n\n</details>`;
}

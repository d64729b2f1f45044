import { visible } from "../visible.ts";
import { type Place, type Report, Teller } from "./report.ts";

/**
 * Writes workflow commands: GitHub shows them as annotations of the lines. It takes ten errors and ten warnings of each step, so what comes later is only in
 * the log. (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions)
 */
export function toGithub(report: Report): string {
  const teller = new Teller(report);
  const troubles = teller.troubles().map((trouble) => {
    const text = trouble.kind === "syntax-error" ? `could not be parsed: ${trouble.message}` : trouble.message;
    return command("error", trouble, trouble.kind, [text]);
  });
  const findings = teller.findings().map((item) => {
    const evidence = item.evidence.map(({ path, line, note }) => `${note} (${path === item.path ? "line " : `${path}:`}${String(line)})`);
    return command(item.level === "error" ? "error" : "warning", item, `pokayoke/${item.rule}`, [item.message, ...evidence]);
  });
  return [...troubles, ...findings].map((line) => `${line}\n`).join("");
}

function command(kind: "error" | "warning", { path, line, column, endLine, endColumn }: Place, title: string, lines: readonly string[]): string {
  // GitHub refuses columns of a range over several lines.
  const columns = line === endLine ? [`col=${String(column)}`, `endColumn=${String(endColumn)}`] : [];
  const properties = [`file=${property(visible(path))}`, `line=${String(line)}`, `endLine=${String(endLine)}`, ...columns, `title=${property(title)}`];
  return `::${kind} ${properties.join(",")}::${lines.map((text) => data(visible(text))).join("%0A")}`;
}

/** As `@actions/core` does it: what would end the command is percent-encoded. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

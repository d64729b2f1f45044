import type { FileDiff } from "../migrate/unified-diff.ts";
import type { Paint } from "../terminal.ts";
import { visible } from "../visible.ts";

/** A new file longer than this is not shown whole to a person. */
const MAX_NEW_LINES = 12;

/** The diffs for a screen: in colours, controls made visible, long new files cut. What programs read is the diffs themselves. */
export function diffForScreen(diffs: readonly FileDiff[], paint: Paint): string {
  return diffs.map((diff) => `${linesOf(diff, paint).join("\n")}\n`).join("");
}

function linesOf({ text, isNew }: FileDiff, paint: Paint): readonly string[] {
  const lines = text.replace(/\n$/, "").split("\n");
  const head = lines.findIndex((line) => line.startsWith("@@ "));
  const shown = isNew && lines.length > head + 1 + MAX_NEW_LINES ? lines.slice(0, head + 1 + MAX_NEW_LINES) : lines;
  const left = lines.length - shown.length;
  return [...shown.map((line, at) => painted(line, at < head, paint)), ...(left > 0 ? [paint("quiet", `… and ${String(left)} more lines (all of them where the output is no terminal)`)] : [])];
}

function painted(line: string, isHead: boolean, paint: Paint): string {
  const text = line.replace(/\r$/, "").split("\t").map(visible).join("\t");
  if (isHead) return paint("strong", text);
  if (line.startsWith("@@ ")) return paint("evidence", text);
  return line.startsWith("+") ? paint("added", text) : line.startsWith("-") ? paint("error", text) : text;
}

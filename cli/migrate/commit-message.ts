import type { Rewrite } from "../../codemods/edit.ts";
import { lineAt } from "../../codemods/plan.ts";
import type { Targets } from "../../codemods/plan-merge.ts";
import { belowRoot } from "../../codemods/prove-law.ts";
import { bindingOf } from "../reporters/migration.ts";
import { counted } from "../reporters/summary.ts";
import { visible } from "../visible.ts";

/** What the commit of one rule says: how much, what each place became, and what was proven. */
export function commitMessage(rule: string, rewrites: readonly Rewrite[], targets: Targets, root: string, command: string | undefined): string {
  const files = new Set(rewrites.flatMap(({ edits, newFiles }) => [...edits, ...newFiles].map(({ file }) => file)));
  const rows = rewrites.map(({ finding, choices }) => {
    const line = lineAt(targets.files.get(finding.file)?.text ?? "", finding.span.start);
    const name = bindingOf(finding);
    const chosen = Object.entries(choices).filter(([key]) => key !== "binding").map(([key, value]) => `${key} ${value}`).join(", ");
    return visible(`- ${belowRoot(root, finding.file)}:${String(line)}${name === undefined ? "" : ` \`${name}\``}${chosen === "" ? "" : `: ${chosen}`}`);
  });
  const tested = command === undefined ? "" : `\nThe tests pass: ${visible(command)}`;
  return `pokayoke: ${rule} (${counted(rewrites.length, "rewrite")} in ${counted(files.size, "file")})\n\n${rows.join("\n")}\n\nProven for each: it parses and nothing else changed, no type error is new, the finding is gone\nand none is new, a second run changes nothing.${tested}\n`;
}

import { read } from "./tree.ts";

/** The headings of every rule's page, in this order. */
export const HEADINGS: readonly string[] = [
  "The incident",
  "What it finds",
  "What it sees through",
  "What it never reports",
  "Options",
  "What types add",
  "Rewrite",
  "Measured",
];

/** A fenced block of a page that says what the rule must make of it. */
export interface Example {
  readonly verdict: "bad" | "good";
  readonly extension: string;
  /** 1-based line of the fence. */
  readonly line: number;
  readonly code: string;
}

/** A rule's page, taken apart. */
export interface Page {
  readonly title: string;
  /** What stands between the title and the first heading. */
  readonly lead: string;
  readonly headings: readonly string[];
  /** Heading → what stands under it. */
  readonly sections: ReadonlyMap<string, string>;
  readonly examples: readonly Example[];
}

const FENCE = /^```(?<extension>[cm]?[jt]sx?) (?<verdict>bad|good)$/;

export function readPage(rule: string): Page {
  const lines = read(`docs/rules/${rule}.md`).split("\n");
  const sections = new Map<string, string>();
  const examples: Example[] = [];
  let title = "";
  let lead = "";
  let heading: string | undefined;
  let open: { readonly fence: RegExpExecArray | null; readonly line: number; readonly code: string[] } | undefined;
  for (const [index, line] of lines.entries()) {
    if (open !== undefined) {
      if (line !== "```") open.code.push(line);
      else {
        const { extension = "", verdict } = open.fence?.groups ?? {};
        const code = `${open.code.join("\n")}\n`;
        if (verdict === "bad" || verdict === "good") examples.push({ verdict, extension, line: open.line, code });
        open = undefined;
      }
    } else if (line.startsWith("```")) open = { fence: FENCE.exec(line), line: index + 1, code: [] };
    else if (line.startsWith("# ")) title = line.slice(2);
    else if (line.startsWith("## ")) sections.set((heading = line.slice(3)), "");
    else if (heading === undefined) lead += `${line}\n`;
    if (heading !== undefined && !line.startsWith("## ")) sections.set(heading, `${sections.get(heading) ?? ""}${line}\n`);
  }
  return { title, lead: lead.trim(), headings: [...sections.keys()], sections, examples };
}

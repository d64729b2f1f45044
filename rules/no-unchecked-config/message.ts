import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Evidence, Finding } from "../model/finding.ts";

/** What a finding is about. */
export interface Told {
  readonly node: TS.Node;
  /** Where the value is read. */
  readonly read: TS.Node;
  readonly name: string;
  readonly type: TS.TypeNode | undefined;
}

const MAX_TYPE = 40;

/** Names of variables, paths and types go into a message; what they are set to never does. */
export function findingOf(ask: Ask, messageId: string, { node, read, name, type }: Told): Finding {
  return {
    rule: "no-unchecked-config",
    messageId,
    ...placeOf(node),
    related: [{ ...placeOf(read), note: "is read" }],
    data: { name, type: type === undefined ? "" : shownType(type), line: String(ask.lineOf(read)) },
    confidence: "high",
  };
}

function shownType(type: TS.TypeNode): string {
  const text = type.getText().replace(/\s+/g, " ").replaceAll("`", "'").replace(/^\| /, "").replace(/ \| undefined$/, "");
  return text.length > MAX_TYPE ? `${text.slice(0, MAX_TYPE - 1)}…` : text;
}

function placeOf(node: TS.Node): Pick<Evidence, "file" | "span"> {
  const file = node.getSourceFile();
  return { file: file.fileName, span: { start: node.getStart(file), end: node.end } };
}

import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import type { Drawn } from "./want.ts";

/**
 * `retry(() => send(order))` inside of an attempt becomes `send(order)`: the attempts around it cover every failure, or there would be no finding. What
 * retries for other callers, too, stays.
 */
export function unnest(ask: Ask, finding: Finding): Drawn | Refusal {
  const { ts } = ask;
  const [inner] = finding.related;
  const calls = ask.nodes(ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[];
  const call = inner?.file === ask.file.fileName ? calls.find(({ expression }) => expression.getStart() === inner.span.start && expression.end === inner.span.end) : undefined;
  const outer = calls.find(({ expression }) => expression.getStart() === finding.span.start);
  if (!call || !outer || call.pos < outer.pos || call.end > outer.end) return refuse("retry-shared", `the retry in line ${String(finding.data["line"])} may serve other callers, too`);
  const [task] = call.arguments;
  if (!task || !ts.isArrowFunction(task) || task.parameters.length > 0 || !ts.isCallExpression(task.body) || task.modifiers) return refuse("retry-shared", `what line ${String(ask.lineOf(call))} retries is no single call`);
  const kept = task.body;
  if (/\/[/*]/.test(ask.file.text.slice(call.getStart(), kept.getFullStart()) + ask.file.text.slice(kept.end, call.end))) return refuse("retry-shared", `the retry in line ${String(ask.lineOf(call))} has a comment of its own`);
  const file = ask.file.fileName;
  return {
    edits: [
      { file, span: { start: call.getStart(), end: kept.getStart() }, text: "" },
      { file, span: { start: kept.end, end: call.end }, text: "" },
    ],
    how: "Leave it to the retry around it",
    isCapped: false,
  };
}

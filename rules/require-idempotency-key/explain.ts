import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Evidence, Finding } from "../model/finding.ts";
import type { Placed } from "./detect.ts";
import type { FoundThenMade } from "./found-then-made.ts";
import { dataOf, labelOf, retriedData } from "./message.ts";
import type { Reached } from "./reach.ts";
import type { Retried } from "./retried.ts";
import type { Unkeyed } from "./unkeyed.ts";

export function explain(ask: Ask, { reached, place, fresh, name }: Placed): Finding {
  const { handler } = place.visit;
  const steps: Evidence[] = [evidenceOf(handler.body, "can run twice")];
  for (let at: Reached["visit"] | undefined = place.visit; at?.call !== undefined; at = at.from) steps.splice(1, 0, evidenceOf(at.call, "calls"));
  if (place.call !== reached.call) steps.push(evidenceOf(reached.call, "does it"));
  if (fresh) steps.push(evidenceOf(fresh.at, "is another one on each run"));
  return {
    rule: "require-idempotency-key",
    messageId: fresh ? "freshKey" : name ? "nameIsNoKey" : "redelivered",
    ...placeIn(place.call),
    related: steps,
    data: { ...dataOf(ask, reached, place), key: fresh?.name ?? name?.getText() ?? "" },
    confidence: handler.by === "queue" ? "high" : "medium",
  };
}

export function explainRetried(ask: Ask, { call, kind, key, by, region, fresh }: Retried): Finding {
  return {
    rule: "require-idempotency-key",
    messageId: fresh.is === "fresh" ? "freshPerAttempt" : "retried",
    ...placeIn(call),
    related: [evidenceOf(region, "runs it again"), ...(fresh.is === "fresh" ? [evidenceOf(fresh.at, "is another one for each attempt")] : [])],
    data: retriedData(ask, { call, kind, key, by, region, fresh }),
    confidence: "high",
  };
}

export function explainUnkeyed(ask: Ask, { call, effect }: Unkeyed): Finding {
  return {
    rule: "require-idempotency-key",
    messageId: "noKey",
    ...placeIn(call),
    related: [evidenceOf(ask.ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression, "makes a new one each time")],
    data: { effect: effect.call, where: effect.key ?? "" },
    confidence: "medium",
  };
}

export function explainFound(ask: Ask, { call, look, thing, columns }: FoundThenMade): Finding {
  return {
    rule: "require-idempotency-key",
    messageId: "foundThenMade",
    ...placeIn(call),
    related: [evidenceOf(look, "looks for it")],
    data: { effect: labelOf(ask, call), line: String(ask.lineOf(look)), thing, columns: columns.join(", ") },
    confidence: "medium",
  };
}

function evidenceOf(node: TS.Node, note: string): Evidence {
  return { ...placeIn(node), note };
}

function placeIn(node: TS.Node): Pick<Evidence, "file" | "span"> {
  const file = node.getSourceFile();
  return { file: file.fileName, span: { start: node.getStart(file), end: node.end } };
}

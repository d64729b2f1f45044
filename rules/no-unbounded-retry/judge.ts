import type * as TS from "typescript";
import { staysHere } from "../knowledge/remote-calls.ts";
import { isRunByOne } from "../knowledge/single-runs.ts";
import type { Ask } from "../model/ask.ts";
import type { Evidence, Finding } from "../model/finding.ts";
import { boundIn } from "./bound.ts";
import type { Defect } from "./defects.ts";
import { defectsOf, inOrder } from "./defects.ts";
import { CONFLICT, isAlone, isOfOneKind, isOneOfSeveral, isWaitingFor } from "./excuses.ts";
import { tellDelays, tellOthers } from "./message.ts";
import type { Region } from "./region.ts";
import type { Curve } from "./simulate.ts";
import { curvesOf, delaysOf } from "./simulate.ts";
import { isUncalled } from "./uncalled.ts";
import type { Wait } from "./waits.ts";

/** The finding about a region, if its policy is proven to be wrong. What can't be computed is silent. */
export function judge(ask: Ask, region: Region): Finding | undefined {
  const { waits } = region;
  if (!waits || staysHere(ask, region.attempted.length > 0 ? region.attempted : [region.scope])) return undefined;
  if (waits.length < 2 || (!isOneOfSeveral(ask, region, waits) && curvesOf(ask, delaysOf(region, waits), boundIn(region)))) return judgeWaits(ask, region, waits);
  // Each kind of failure has a wait of its own: a delay that grows from one to the next is a policy in itself, a constant one may be what this kind needs.
  const growing = waits.filter((wait) => isAlone(ask, wait, waits) && isGrowing(curvesOf(ask, delaysOf(region, [wait]), boundIn(region))));
  return growing[0] && judgeWaits(ask, { ...region, waits: [growing[0]] }, [growing[0]]);
}

function isGrowing(curves: readonly Curve[] | undefined): boolean {
  return curves?.every(({ high, bound, isFallback }) => !isFallback && (bound === undefined || bound > 3) && (high[1] ?? 0) > (high[0] ?? 0)) === true;
}

function judgeWaits(ask: Ask, region: Region, waits: readonly Wait[]): Finding | undefined {
  const { limit } = region;
  const curves = curvesOf(ask, waits.length === 0 ? none : delaysOf(region, waits), boundIn(region));
  const [curve] = curves ?? [];
  if (!curves || !curve) return undefined;
  const isEndless = limit.kind === "none" || (limit.kind === "attempts" && curve.bound === Infinity);
  // One second attempt floods nothing.
  if (curve.bound !== undefined && curve.bound < 3) return undefined;
  const defects = defectsOf(curves, isEndless, isRunByOne(ask));
  // What the server told is waited for; a constant is taken only where it told nothing.
  if (defects.has("constantDelay") && curve.isFallback) return undefined;
  if (isWaitingFor(ask, region, defects)) return undefined;
  // At once, or for good at a fixed pace, but for one kind of failure alone: something that is not there yet, a conflict of which there is a limited number.
  const isContended = limit.kind === "none" && defects.has("noDelay") && CONFLICT.test(region.failure.getText());
  if (!isContended && (defects.has("noDelay") || (limit.kind === "none" && region.kind === "loop" && defects.has("constantDelay"))) && isOfOneKind(ask, region)) return undefined;
  if (defects.size === 0 || isUncalled(ask, region.at)) return undefined;
  const wait = waits.at(-1);
  return findingOf(ask, {
    at: region.at,
    what: region.what,
    defects: inOrder(defects, isEndless, limit.kind === "attempts" || (limit.kind === "none" && limit.why !== undefined)),
    delays: tellDelays(curve, wait),
    evidence: [
      ...(region.failure === region.at ? [] : [evidenceOf(region.failure, "goes on after a failure")]),
      ...(wait ? [evidenceOf(wait.at, "waits")] : []),
      ...(limit.kind === "attempts" || limit.kind === "time" ? [evidenceOf(limit.at, "limits the attempts")] : []),
    ],
    confidence: "high",
  });
}

function* none(): Iterable<number> {
  for (let attempt = 0; attempt < 4; attempt++) yield 0;
}

/** What a finding is made of. */
export interface Verdict {
  readonly at: TS.Node;
  readonly what: string;
  readonly defects: readonly Defect[];
  readonly delays: string;
  readonly evidence: readonly Evidence[];
  readonly confidence: "high" | "medium";
}

export function findingOf(ask: Ask, { at, what, defects, delays, evidence, confidence }: Verdict): Finding | undefined {
  const [worst, ...others] = defects;
  if (worst === undefined) return undefined;
  const messageId = worst === "noLimit" ? (others.includes("noDelay") ? "noLimitNoDelay" : "noLimit") : worst;
  const told = others.filter((defect) => !(worst === "constantDelay" && defect === "noCap"));
  const [first] = evidence;
  return {
    rule: "no-unbounded-retry",
    messageId,
    file: ask.file.fileName,
    span: headOf(ask, at),
    related: evidence.length > 0 ? evidence : [evidenceOf(at, "re-attempts")],
    data: { what, delays, table: delays.includes(", ") ? `the delays are ${delays}` : `the delay is ${delays}`, others: tellOthers(told), line: String(first ? ask.ts.getLineAndCharacterOfPosition(at.getSourceFile(), first.span.start).line + 1 : ask.lineOf(at)) },
    confidence,
  };
}

/** A loop is shown by its head, everything else as a whole. */
export function headOf(ask: Ask, at: TS.Node): Finding["span"] {
  const { ts, file } = ask;
  const start = at.getStart(file);
  if (ts.isIterationStatement(at, false)) return { start, end: ts.isDoStatement(at) ? start + "do".length : at.statement.getFullStart() };
  return { start, end: at.end };
}

export function evidenceOf(node: TS.Node, note: string): Evidence {
  const file = node.getSourceFile();
  const start = node.getStart(file);
  // A clause of many lines is named by its first one.
  const [line = ""] = file.text.slice(start, node.end).split("\n");
  return { file: file.fileName, span: { start, end: start + line.trimEnd().length }, note };
}

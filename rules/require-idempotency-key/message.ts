import type * as TS from "typescript";
import type { EffectKind } from "../knowledge/effect-table.ts";
import type { Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import type { Place } from "./placement.ts";
import type { Retried } from "./retried.ts";
import type { Reached, Visit } from "./reach.ts";
import { nameOf } from "./reach.ts";

/** What a second run does, seen from outside. */
const AGAIN: Readonly<Record<EffectKind, string>> = {
  mail: "sends the e-mail again",
  message: "sends the message again",
  charge: "creates a second one",
  record: "creates a second record",
  post: "sends the POST again",
  publish: "puts the message into the queue again",
  row: "inserts a second row",
};

/** So many functions are named on the way; the middle of a longer way is left out. */
const MAX_STEPS = 5;

/** The values of the messages' placeholders. */
export function dataOf(ask: Ask, reached: Reached, place: Place): Readonly<Record<string, string>> {
  const { noun } = place.visit.handler;
  const claim = `Claim it first, in one atomic write that fails the second time`;
  return {
    effect: labelOf(ask, place.call),
    again: AGAIN[reached.kind],
    noun,
    article: /^[AEIOU]/i.test(noun) ? "an" : "a",
    path: pathTo(ask, place, reached.call),
    where: reached.key ?? "as a key",
    fix: reached.key === undefined ? claim : `Pass a key made from the ${noun} ${reached.key}`,
  };
}

/** The values of the placeholders for an effect that is retried where it stands. */
export function retriedData(ask: Ask, { call, kind, key, by, region, fresh }: Retried): Readonly<Record<string, string>> {
  return {
    effect: labelOf(ask, call),
    again: AGAIN[kind],
    by,
    line: `${region.getSourceFile() === ask.file ? "" : `${nameOfFile(region)} `}line ${String(ask.lineOf(region))}`,
    key: fresh.is === "fresh" ? fresh.name : "",
    fix: key === undefined ? "Look for what the first attempt made before the next one" : `Pass a key ${key} that is made once, before the first attempt`,
  };
}

/** `handler (line 12) → deliver → sendMail` */
function pathTo(ask: Ask, { visit, call, below }: Place, effect: Place["call"]): string {
  const names: string[] = [...new Set([labelOf(ask, call), ...below.map((each) => labelOf(ask, each)), labelOf(ask, effect)])];
  let first: Visit = visit;
  for (let at: Visit = visit; at.from !== undefined; at = at.from) {
    names.unshift(nameOf(ask, at) ?? "a callback");
    first = at.from;
  }
  const file = first.body.getSourceFile();
  const where = `${nameOf(ask, first) ?? "handler"} (${file === ask.file ? "" : `${nameOfFile(first.body)} `}line ${String(ask.lineOf(first.body))})`;
  const steps = names.length > MAX_STEPS ? [...names.slice(0, 2), "…", ...names.slice(-2)] : names;
  return [where, ...steps].join(" → ");
}

function nameOfFile(node: TS.Node): string {
  const { fileName } = node.getSourceFile();
  return fileName.slice(fileName.lastIndexOf("/") + 1);
}

/** What a call calls, in one word. */
export function labelOf(ask: Ask, call: Place["call"]): string {
  return calledName(ask, call.expression) ?? "the call";
}

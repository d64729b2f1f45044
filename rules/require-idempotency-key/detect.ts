import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import type { Finding } from "../model/finding.ts";
import type * as TS from "typescript";
import type { Handler } from "./handlers.ts";
import { keyOf, nameMadeFromId } from "./keys.ts";
import { foundThenMadeIn } from "./found-then-made.ts";
import { explain, explainFound, explainRetried, explainUnkeyed } from "./explain.ts";
import type { Place } from "./placement.ts";
import { placesOf } from "./placement.ts";
import { consumersOf } from "./consumers.ts";
import { isKeptByHandler } from "./kept-by-handler.ts";
import { isLookedUp } from "./looked-up.ts";
import { isMarkedLater } from "./marked-later.ts";
import { isWrittenAnew } from "./written-anew.ts";
import type { Reach, Reached, Visit } from "./reach.ts";
import { reachOf } from "./reach.ts";
import { retriedIn } from "./retried.ts";
import { storedRow } from "./stored-rows.ts";
import { unkeyedIn } from "./unkeyed.ts";

/**
 * An effect that can run twice and can't be told from the first time. Evidence: a handler that its framework may run again, the calls that lead from
 * it to the effect, and on none of them a key, a claim or a unique constraint. Anything less is silence.
 */
export function detect(ask: Ask): readonly Finding[] {
  if (isSupportCode(ask.path)) return [];
  const places = ask.once(findPlaces).get(ask.file) ?? [];
  const delivered = places.map((placed) => explain(ask, placed));
  const retried = (ask.once(retriedIn).get(ask.file) ?? []).filter(({ call }) => !places.some(({ place }) => place.call === call));
  const isTold = (call: TS.Node): boolean => places.some(({ place }) => place.call === call) || retried.some((each) => each.call === call);
  const unkeyed = unkeyedIn(ask).filter(({ call }) => !isTold(call));
  const found = foundThenMadeIn(ask).filter(({ call }) => !isTold(call) && !unkeyed.some((each) => each.call === call));
  return [...delivered, ...retried.map((each) => explainRetried(ask, each)), ...unkeyed.map((each) => explainUnkeyed(ask, each)), ...found.map((each) => explainFound(ask, each))].sort((one, other) => one.span.start - other.span.start);
}

/** An effect that a delivery may repeat, at the place for its key. */
export interface Placed {
  readonly reached: Reached;
  readonly place: Place;
  /** A name of a job that is made from an id, as if it were a key. */
  readonly name: TS.Expression | undefined;
  readonly fresh: { readonly at: TS.Node; readonly name: string } | undefined;
}

/** All places of a project, by their file: one walk for all files. */
function findPlaces(ask: Ask): ReadonlyMap<TS.SourceFile, readonly Placed[]> {
  const reach = ask.once(reachOf);
  const byCall = new Map<TS.Node, Placed>();
  for (const reached of reach.effects) {
    if (!counts(reached)) continue;
    for (const place of placesOf(ask, reach, reached)) {
      if (byCall.has(place.call) || isMarked(ask, place) || isKeptByHandler(ask, place) || (isNamedThere(ask, reached) && isLookedUp(ask, place)) || (isStored(ask, reached) && isWrittenAnew(ask, place))) continue;
      const key = keyOf(ask, reached, place);
      const name = reached.kind === "publish" ? nameMadeFromId(ask, place.call, place.call === reached.call) : undefined;
      if (key.is === "stable" || (reached.kind === "publish" && name === undefined && !isNoticed(ask, reach, reached, place))) continue;
      // Several branches of one function that call one sender are one finding.
      const isRepeated = [...byCall.values()].some((other) => other.place.visit.body === place.visit.body && other.place.call.expression.getText() === place.call.expression.getText());
      if (!isRepeated) byCall.set(place.call, { reached, place, fresh: key.is === "fresh" ? key : undefined, name });
    }
  }
  const byFile = new Map<TS.SourceFile, Placed[]>();
  for (const placed of withoutFanOut([...byCall.values()]).sort((one, other) => one.place.call.pos - other.place.call.pos)) {
    const file = placed.place.call.getSourceFile();
    byFile.set(file, [...(byFile.get(file) ?? []), placed]);
  }
  return byFile;
}

/** Whether what is made has a name at the other end, under which it can be looked up. */
function isNamedThere(ask: Ask, reached: Reached): boolean {
  return reached.kind === "post" || reached.kind === "record" || reached.kind === "charge" || isStored(ask, reached);
}

/** Whether Knex or a statement in SQL inserts a row. */
function isStored(ask: Ask, { kind, call }: Reached): boolean {
  return kind === "row" && ask.ts.isCallExpression(call) && storedRow(ask, call) !== undefined;
}

/** So many effects of one function are told apart; a function with more tells everybody, and is reported once. */
const MAX_PLACES = 3;

function withoutFanOut(every: readonly Placed[]): Placed[] {
  const all = every.filter(({ reached }) => reached.kind !== "row");
  return [...every.filter(({ reached }) => reached.kind === "row"), ...withoutMany(all)];
}

function withoutMany(all: readonly Placed[]): Placed[] {
  const counts = new Map<Body, number>();
  for (const { place } of all) counts.set(place.visit.body, (counts.get(place.visit.body) ?? 0) + 1);
  const told = new Set<Body>();
  return all.filter(({ place: { visit: { body } } }) => (counts.get(body) ?? 0) <= MAX_PLACES || (!told.has(body) && told.add(body).size > 0));
}

/** Whether a webhook that is delivered again finds a mark. A job mostly runs again because it died or threw, which may be before it set one. */
function isMarked(ask: Ask, { visit, call }: Place): boolean {
  if (visit.handler.by !== "webhook") return false;
  let below: TS.Node = call;
  for (let at: Visit | undefined = visit; at !== undefined; at = at.from) {
    if (isMarkedLater(ask, at.body, below)) return true;
    below = at.call ?? below;
  }
  return false;
}

/** Kinds of effects that somebody notices when they happen twice. */
const NOTICED = ["mail", "message", "charge", "record", "post", "send"];

/** Whether somebody notices when the message in the queue is worked off twice: only what its consumer does tells, so it has to be in sight. */
function isNoticed(ask: Ask, reach: Reach, { call }: Reached, place: Place): boolean {
  return consumersOf(ask, reach, [call, ...place.below, place.call]).some(({ body }) => NOTICED.some((kind) => reach.kindsOf(body).has(kind)));
}

/** Which effects are claimed to be wrong twice, by what delivers: that a provider calls again is the weaker evidence. */
const COUNTED: Readonly<Record<Handler["by"], ReadonlySet<Reached["kind"]>>> = {
  queue: new Set(["mail", "message", "charge", "record", "post", "publish", "row"]),
  step: new Set(["mail", "message", "charge", "record", "post", "publish", "row"]),
  webhook: new Set(["mail", "message", "charge", "record", "post", "row"]),
};

function counts({ visit, kind }: Reached): boolean {
  return COUNTED[visit.handler.by].has(kind);
}

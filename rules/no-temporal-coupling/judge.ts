import type * as TS from "typescript";
import { blamesOrder } from "../knowledge/readiness.ts";
import type { Ask } from "../model/ask.ts";
import { couplingAbroad } from "./abroad.ts";
import { blames, namesCall } from "./blame.ts";
import { couplingOfCommands } from "./commands.ts";
import { isFilledOnDemand, isOnlyToldTo, isResolver } from "./excused.ts";
import { demandsOf, startOf } from "./fresh.ts";
import { isHandedOutReady } from "./handed-out.ts";
import { initialisersOf } from "./initialisers.ts";
import type { Machine, Member } from "./machine.ts";
import { couplingsOfParts, mayAskParts } from "./parts.ts";
import { couplingOfPlaceholder } from "./placeholders.ts";
import { isForCallers, isInForeignHands, isReachable } from "./reach.ts";
import { type Coupling, type Dependent, type Initialiser, needOf, RANK, type Scene } from "./scene.ts";
import { doingsOf, isNothing, type Survey, surveyOf } from "./survey.ts";
import { isTelling } from "./telling.ts";
import { isUnset, type Value } from "./values.ts";
import { isOutward, isTeardown, isWork } from "./words.ts";

/** The couplings of a machine, the plainest first. */
export function couplingsOf(ask: Ask, machine: Machine): readonly Coupling[] {
  const hasParts = mayAskParts(ask);
  const survey = surveyOf(ask, machine);
  const members = [...machine.members.values()];
  const written = new Set(members.flatMap((member) => (survey.of.get(member)?.writes ?? []).map(({ cell }) => cell)));
  if (!hasParts && ![...written].some((cell) => machine.cells.has(cell) && !machine.given.has(cell))) return [];
  const { state, doubtful } = assumedEmpty(startOf(ask, machine, survey), written);
  const open = [...written].filter((cell) => machine.cells.has(cell) && isOpen(state.get(cell)));
  if (open.length === 0 && !hasParts) return [];
  const handedOn = new Set([...members.flatMap((member) => [...(survey.of.get(member)?.handsOn ?? [])]), ...handedOnAtStart(ask, machine)]);
  const entries = members.filter(({ key, isEntry }) => isEntry && !handedOn.has(key));
  const demands = new Map(entries.map((member) => [member, demandsOf(ask, machine, survey, state, member)]));
  for (const member of entries.length > 0 ? members.filter(({ isInherited }) => isInherited === true) : []) {
    // What a method of a base class misses in the steps that this class gives it; what it misses by itself is judged where it stands.
    const missed = demandsOf(ask, machine, survey, state, member).filter(({ failure, at }) => failure === "crashes" && stepAt(ask, machine, at) !== undefined);
    if (missed.length > 0) demands.set(member, missed);
  }
  const inner = innerOf(machine, survey, entries);
  for (const member of inner) {
    // That a function which nobody outside calls came too early is believed where it says so itself.
    const said = demandsOf(ask, machine, survey, state, member).filter((demand) => demand.failure === "throws" || demand.failure === "fails");
    if (said.length > 0 || entries.length === 0) demands.set(member, said);
  }
  const isAware = (initialisers: readonly Initialiser[]): boolean => {
    const set = new Set(initialisers.flatMap(({ member }) => [...survey.setsOf(member)]));
    const complaints = members.flatMap((member) => demands.get(member) ?? demandsOf(ask, machine, survey, state, member)).filter(({ failure, said }) => failure !== "skips" && failure !== "loses" && blamesOrder(said));
    return complaints.some(({ cells }) => cells.some((cell) => set.has(cell)));
  };
  const scene: Scene = { ask, machine, survey, state, demands, doubtful, isAware };
  const found = [...open.flatMap((cell) => couplingOf(scene, cell) ?? []), ...(hasParts ? couplingsOfParts(scene) : [])];
  return found.sort((a, b) => RANK[a.failure] - RANK[b.failure] || b.dependents.length - a.dependents.length);
}

/**
 * The functions of a module or a function that others come to by ways which are not in sight: by messages that a worker is sent, by objects that it
 * makes and hands on. What a caller can run is judged by what the caller meets there.
 */
function innerOf(machine: Machine, survey: Survey, entries: readonly Member[]): readonly Member[] {
  if (machine.form !== "variables") return [];
  const reached = new Set(entries.flatMap((member) => [...survey.reachedFrom(member)]));
  return [...machine.members.values()].filter((member) => !member.isEntry && !member.isHook && !reached.has(member));
}

/** Members that a constructor hands to somebody. In a module or function that is also how members are given out. */
function handedOnAtStart(ask: Ask, machine: Machine): readonly string[] {
  if (machine.form !== "class") return [];
  return machine.start.flatMap((step) => ("cell" in step ? (step.value ? [...doingsOf(ask, machine, step.value).handsOn] : []) : [...doingsOf(ask, machine, step).handsOn]));
}

/** What the start may have left empty is tried empty. */
function assumedEmpty(start: ReadonlyMap<string, Value>, written: ReadonlySet<string>): { readonly state: ReadonlyMap<string, Value>; readonly doubtful: ReadonlySet<string> } {
  const doubtful = new Set([...start].filter(([cell, { isMaybe }]) => isMaybe === true && written.has(cell)).map(([cell]) => cell));
  const state = new Map([...start].map(([cell, value]): [string, Value] => [cell, doubtful.has(cell) ? { kind: "empty", text: value.text ?? "undefined", cells: [] } : value]));
  return { state, doubtful };
}

function isOpen(value: Value | undefined): value is Value {
  return value !== undefined && (isUnset(value) || value.parts !== undefined || value.kind === "function");
}

function couplingOf(scene: Scene, cell: string): Coupling | undefined {
  const { machine, survey } = scene;
  const members = [...machine.members.values()];
  if (members.some((member) => member.isHook && survey.setsOf(member).has(cell)) || isResolver(scene, cell)) return undefined;
  const coupling = couplingShown(scene, cell, initialisersOf(scene, cell));
  // Asked last: it looks through the whole machine.
  return coupling && isOnlyToldTo(scene, cell) ? undefined : coupling;
}

function couplingShown(scene: Scene, cell: string, initialisers: readonly Initialiser[]): Coupling | undefined {
  if (scene.state.get(cell)?.kind === "function") return couplingOfPlaceholder(scene, cell, initialisers);
  return couplingAt(scene, cell, initialisers) ?? couplingOfCommands(scene, cell) ?? couplingOfPlaceholder(scene, cell, initialisers) ?? couplingAbroad(scene, cell, initialisers);
}

/** The coupling that the machine itself shows. */
function couplingAt(scene: Scene, cell: string, initialisers: readonly Initialiser[]): Coupling | undefined {
  const { machine, demands } = scene;
  const members = [...machine.members.values()];
  if (initialisers.length === 0) return undefined;
  // A base class that calls `connect` on itself does so again after a failure; that somebody has to do it first, the error says.
  const isOwn = initialisers.every((initialiser) => isForCallers(machine, initialiser));
  if (!isOwn && !initialisers.every(({ member }) => isOutward(member.name))) return undefined;
  const setters = new Set([...initialisers.map(({ member }) => member), ...members.filter((member) => isSetter(scene, member, cell))]);
  const isOnDemand = isFilledOnDemand(scene, cell);
  const needing = [...demands.keys()].flatMap((member): Dependent[] => {
    const demand = needOf(scene, member, cell);
    return demand && !setters.has(member) && !(demand.failure === "throws" && goesOnToSet(scene, cell, member, initialisers) && !namesCall(demand.said, initialisers)) && (member.isEntry || member.isInherited === true || blames(demand.said, initialisers)) && !(isOnDemand && !blames(demand.said, initialisers)) && isTelling(scene, cell, member, demand, initialisers) ? [{ member, demand }] : [];
  });
  // That a `close` does nothing before the start is as it should be; that it crashes hides what went wrong in the start.
  const telling = needing.filter(({ member, demand }) => (isOwn || blames(demand.said, initialisers)) && (!isTeardown(member.name) || demand.failure === "crashes" || (isWork(member.name) && blames(demand.said, initialisers))));
  const reachable = telling.filter((dependent) => !isInForeignHands(machine, initialisers, dependent) && isReachable(scene.ask, machine, dependent, initialisers));
  const dependents = reachable.flatMap((dependent): Dependent[] => (dependent.member.isInherited === true ? stepOf(scene, cell, dependent, initialisers, reachable) : [dependent]));
  const failure = dependents.map(({ demand }) => demand.failure).sort((a, b) => RANK[a] - RANK[b])[0];
  if (failure === undefined || isHandedOutReady(scene, cell)) return undefined;
  return { cell, failure, initialisers, dependents: dependents.filter(({ demand }) => demand.failure === failure) };
}

/** The step of the class itself that a method of its base runs into, where both the step's cell and what sets it are the class's own. */
function stepOf({ ask, machine }: Scene, cell: string, { demand }: Dependent, initialisers: readonly Initialiser[], told: readonly Dependent[]): Dependent[] {
  const member = stepAt(ask, machine, demand.at);
  const declared = machine.cells.get(cell)?.at;
  const isOwn = declared !== undefined && [declared, ...initialisers.map(({ write }) => write.at)].every((at) => ownerOf(ask, at) === ownerOf(ask, machine.at));
  return member && isOwn && told.every((other) => other.member !== member) ? [{ member, demand }] : [];
}

function stepAt(ask: Ask, machine: Machine, at: TS.Node): Member | undefined {
  return ownerOf(ask, at) === ownerOf(ask, machine.at) ? [...machine.members.values()].find(({ body }) => ask.ts.findAncestor(at, (node) => node === body) !== undefined) : undefined;
}

function ownerOf({ ts }: Ask, at: TS.Node | undefined): TS.Node | undefined {
  return at && ts.findAncestor(at, ts.isClassLike);
}

/** Whether a member puts something into a cell by the setter of the class: `this.client = client`, where `client` is the setter of `#client`. */
function isSetter({ ask: { ts }, machine, survey }: Scene, member: Member, cell: string): boolean {
  const puts = (by: Member | undefined): readonly string[] => (by ? (survey.of.get(by)?.writes ?? []) : []).flatMap(({ cell: key, value }) => (value !== undefined && !isNothing(ts, value) ? [key] : []));
  return puts(member).some((key) => puts(machine.members.get(`set ${key}`)).includes(cell));
}

/** Whether a member that has checked a cell goes on to fill it, by another way than through an initialiser: what it asks for is something else than that one of them ran. */
function goesOnToSet({ state, survey }: Scene, cell: string, member: Member, initialisers: readonly Initialiser[]): boolean {
  const reached = survey.reachedFrom(member);
  return state.get(cell)?.kind === "empty" && survey.setsOf(member).has(cell) && !initialisers.some((initialiser) => reached.has(initialiser.member));
}

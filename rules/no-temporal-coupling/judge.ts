import { blamesOrder } from "../knowledge/readiness.ts";
import type { Ask } from "../model/ask.ts";
import { couplingAbroad } from "./abroad.ts";
import { blames } from "./blame.ts";
import { demandsOf, startOf } from "./fresh.ts";
import type { Machine, Member } from "./machine.ts";
import { isForCallers, isInForeignHands, isReachable } from "./reach.ts";
import type { Demand, Failure } from "./simulation.ts";
import type { Survey, Write } from "./survey.ts";
import { doingsOf, isNothing, surveyOf } from "./survey.ts";
import { isTelling } from "./telling.ts";
import type { Value } from "./values.ts";
import { isCallback, isSetUp, isStart, isTeardown } from "./words.ts";

/** A member that needs a cell, with the place that shows it. */
export interface Dependent {
  readonly member: Member;
  readonly demand: Demand;
}

/** A member that sets a cell, and the place where that is done. */
export interface Initialiser {
  readonly member: Member;
  readonly write: Write;
}

/** A cell that some members need and others set. */
export interface Coupling {
  readonly cell: string;
  readonly failure: Failure;
  readonly initialisers: readonly Initialiser[];
  readonly dependents: readonly Dependent[];
}

const RANK: Readonly<Record<Failure, number>> = { throws: 0, fails: 0, stub: 0, crashes: 1, reads: 2, loses: 3, skips: 4 };

/** The couplings of a machine, the plainest first. */
export function couplingsOf(ask: Ask, machine: Machine): readonly Coupling[] {
  const survey = surveyOf(ask, machine);
  const members = [...machine.members.values()];
  const written = new Set(members.flatMap((member) => (survey.of.get(member)?.writes ?? []).map(({ cell }) => cell)));
  if (![...written].some((cell) => machine.cells.has(cell) && !machine.given.has(cell))) return [];
  const { state, doubtful } = assumedEmpty(startOf(ask, machine, survey), written);
  const open = [...written].filter((cell) => machine.cells.has(cell) && isOpen(state.get(cell)));
  if (open.length === 0) return [];
  const handedOn = new Set([...members.flatMap((member) => [...(survey.of.get(member)?.handsOn ?? [])]), ...handedOnAtStart(ask, machine)]);
  const entries = members.filter(({ key, isEntry }) => isEntry && !handedOn.has(key));
  const demands = new Map(entries.map((member) => [member, demandsOf(ask, machine, survey, state, member)]));
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
  const found = open.flatMap((cell) => couplingOf(scene, cell) ?? []);
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

/** What is known of a machine while its cells are judged. */
export interface Scene {
  readonly ask: Ask;
  readonly machine: Machine;
  readonly survey: Survey;
  readonly state: ReadonlyMap<string, Value>;
  readonly demands: ReadonlyMap<Member, readonly Demand[]>;
  /** Cells that the start may have filled. */
  readonly doubtful: ReadonlySet<string>;
  /** Whether some member, inside or out, complains that these did not run. */
  isAware(initialisers: readonly Initialiser[]): boolean;
}

/** What the start may have left empty is tried empty. */
function assumedEmpty(start: ReadonlyMap<string, Value>, written: ReadonlySet<string>): { readonly state: ReadonlyMap<string, Value>; readonly doubtful: ReadonlySet<string> } {
  const doubtful = new Set([...start].filter(([cell, { isMaybe }]) => isMaybe === true && written.has(cell)).map(([cell]) => cell));
  const state = new Map([...start].map(([cell, value]): [string, Value] => [cell, doubtful.has(cell) ? { kind: "empty", text: value.text ?? "undefined", cells: [] } : value]));
  return { state, doubtful };
}

function isOpen(value: Value | undefined): value is Value {
  return value !== undefined && (value.kind === "empty" || value.kind === "false" || value.kind === "constant" || value.kind === "stub");
}

function couplingOf(scene: Scene, cell: string): Coupling | undefined {
  const { machine, survey } = scene;
  const members = [...machine.members.values()];
  if (members.some((member) => member.isHook && survey.setsOf(member).has(cell))) return undefined;
  const initialisers = initialisersOf(scene, cell);
  return couplingAt(scene, cell, initialisers) ?? couplingAbroad(scene, cell, initialisers);
}

/** The coupling that the machine itself shows. */
function couplingAt(scene: Scene, cell: string, initialisers: readonly Initialiser[]): Coupling | undefined {
  const { machine, demands } = scene;
  const members = [...machine.members.values()];
  if (initialisers.length === 0 || !initialisers.every((initialiser) => isForCallers(machine, initialiser))) return undefined;
  const setters = new Set([...initialisers.map(({ member }) => member), ...members.filter((member) => isSetter(scene, member, cell))]);
  const needing = [...demands.keys()].flatMap((member): Dependent[] => {
    const demand = needOf(scene, member, cell);
    return demand && !setters.has(member) && (member.isEntry || blames(demand.said, initialisers)) && isTelling(scene, cell, member, demand, initialisers) ? [{ member, demand }] : [];
  });
  // That a `close` does nothing before the start is as it should be; that it crashes hides what went wrong in the start.
  const telling = needing.filter(({ member, demand }) => !isTeardown(member.name) || demand.failure === "crashes");
  const dependents = telling.filter((dependent) => !isInForeignHands(machine, initialisers, dependent) && isReachable(scene.ask, machine, dependent, initialisers));
  const failure = dependents.map(({ demand }) => demand.failure).sort((a, b) => RANK[a] - RANK[b])[0];
  if (failure === undefined) return undefined;
  return { cell, failure, initialisers, dependents: dependents.filter(({ demand }) => demand.failure === failure) };
}

/** Whether a member puts something into a cell by the setter of the class: `this.client = client`, where `client` is the setter of `#client`. */
function isSetter({ ask: { ts }, machine, survey }: Scene, member: Member, cell: string): boolean {
  const puts = (by: Member | undefined): readonly string[] => (by ? (survey.of.get(by)?.writes ?? []) : []).flatMap(({ cell: key, value }) => (value !== undefined && !isNothing(ts, value) ? [key] : []));
  return puts(member).some((key) => puts(machine.members.get(`set ${key}`)).includes(cell));
}

/** The plainest need that a member has of a cell. */
function needOf({ demands }: Scene, member: Member, cell: string): Demand | undefined {
  return (demands.get(member) ?? []).filter((demand) => demand.cells.includes(cell)).sort((a, b) => RANK[a.failure] - RANK[b.failure])[0];
}

/** The members that set a cell without needing it first: those that are there to do so, if there are any. */
function initialisersOf(scene: Scene, cell: string): readonly Initialiser[] {
  const { ask, machine, survey, state, demands } = scene;
  const initial = state.get(cell);
  const sets = [...machine.members.values()].flatMap((member) =>
    (survey.of.get(member)?.writes ?? []).filter((write) => write.cell === cell && !isReset(ask, write, initial) && !isOfCaller(machine, write)).map((write) => ({ member, write })),
  );
  const hasEntries = [...demands.keys()].some(({ isEntry }) => isEntry);
  const found = [...demands.keys()].flatMap((member): Initialiser[] => {
    if (hasEntries && !member.isEntry) return [];
    const need = needOf(scene, member, cell);
    if ((need && need.failure !== "skips" && need.failure !== "loses") || isTeardown(member.name) || isProperty(machine, member) || isScope(ask, survey, member, cell)) return [];
    const own = sets.find((set) => set.member === member);
    const write = own?.write ?? (survey.setsOf(member).has(cell) ? sets[0]?.write : undefined);
    return write && !(isCallback(member.name) && member.isEntry && !isGiven(ask, write)) ? [{ member, write }] : [];
  });
  const named = found.filter(({ member }) => isSetUp(member.name));
  const isDirect = ({ member }: Initialiser): boolean => sets.some((set) => set.member === member);
  const [best = found] = [named.filter(isDirect), named, found.filter(isDirect)].filter(({ length }) => length > 0);
  return best.length > 0 ? best : promisedBy(scene, cell, sets);
}

/**
 * Who is told to make a cell ready where no caller can see how it is set: in an event, by a state machine, by a step that only the class knows. The
 * complaint names the step, or says that the order was wrong, and the class has something that starts it.
 */
function promisedBy(scene: Scene, cell: string, sets: readonly Initialiser[]): readonly Initialiser[] {
  const [set] = sets;
  // Who complains and then sets it in its own course answers to somebody outside, as a server does that is asked too early.
  const said = [...scene.demands.keys()].flatMap((member) => (scene.survey.reachedFrom(member).size > 0 && scene.survey.setsOf(member).has(cell) ? [] : (needOf(scene, member, cell)?.said ?? [])));
  if (!set || said.length === 0) return [];
  const steps = sets.filter((step) => !step.member.isHook && said.some((words) => blames(words, [step]) && !blamesOrder(words)));
  if (steps.length > 0) return steps;
  return said.some((words) => blamesOrder(words)) ? [...scene.demands.keys()].flatMap((member) => (isStart(member.name) && !needOf(scene, member, cell) ? [{ member, write: set.write }] : [])) : [];
}

/** `helper = this.helper` in a function of a module: who calls it has made it a method of something of his own, as frameworks do with plugins. */
function isOfCaller({ form }: Machine, { value }: Write): boolean {
  return value !== undefined && (form === "variables" ? /^this\b/ : /^this$/).test(value.getText());
}

/** Whether a member takes back what it has set before it returns: what runs inside of it finds the cell filled, nobody else does. */
function isScope({ ts }: Ask, survey: Survey, member: Member, cell: string): boolean {
  const own = (survey.of.get(member)?.writes ?? []).filter((write) => write.cell === cell);
  const isCounter = own.some(({ at }) => /\+\+|\+=/.test(at.getText())) && own.some(({ at }) => /--|-=/.test(at.getText()));
  return isCounter || own.some((write) => ts.findAncestor(write.at, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isBlock(node) && ts.isTryStatement(node.parent) && node.parent.finallyBlock === node)) !== undefined);
}

/** `set owner(value)` beside `get owner()`: data that may be there or not, which its users read and write. */
function isProperty(machine: Machine, { key, name }: Member): boolean {
  return key === `set ${name}` && machine.members.has(`get ${name}`);
}

/** `this.handler = handler`: what is set comes from the caller. */
function isGiven({ ts }: Ask, { value }: Write): boolean {
  return value !== undefined && ts.isIdentifier(value);
}

/** Whether an assignment only puts back what was there at the start. */
function isReset({ ts }: Ask, { value }: Write, initial: Value | undefined): boolean {
  return value !== undefined && (isNothing(ts, value) || (initial?.kind === "constant" && value.getText() === initial.text));
}

import type * as TS from "typescript";
import { blamesOrder } from "../knowledge/readiness.ts";
import type { Ask } from "../model/ask.ts";
import { blames } from "./blame.ts";
import { isBesides } from "./excused.ts";
import type { Machine, Member } from "./machine.ts";
import { type Initialiser, needOf, type Scene } from "./scene.ts";
import { isNothing, type Survey, type Write } from "./survey.ts";
import type { Value } from "./values.ts";
import { isCallback, isSetUp, isStart, isTeardown } from "./words.ts";

/** The members that set a cell without needing it first: those that are there to do so, if there are any. */
export function initialisersOf(scene: Scene, cell: string): readonly Initialiser[] {
  const { ask, machine, survey, state, demands } = scene;
  const initial = state.get(cell);
  const sets = [...machine.members.values()].flatMap((member) =>
    (survey.of.get(member)?.writes ?? []).filter((write) => write.cell === cell && !isReset(scene, member, write, initial) && !isOfCaller(machine, write) && !(!isSetUp(member.name) && isBesides(ask, member, write))).map((write) => ({ member, write })),
  );
  const hasEntries = [...demands.keys()].some(({ isEntry }) => isEntry);
  const found = [...demands.keys()].flatMap((member): Initialiser[] => {
    if (hasEntries && !member.isEntry) return [];
    const need = needOf(scene, member, cell);
    // Who reads what it sets itself, in something that it calls on the way, is none the worse for it; who looks first makes it on demand.
    const isNeeding = need !== undefined && need.failure !== "skips" && need.failure !== "loses" && !(need.failure === "reads" && need.depth > 0 && sets.some((set) => set.member === member));
    if (isNeeding || isTeardown(member.name) || isProperty(machine, member) || isScope(ask, survey, member, cell)) return [];
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
function isReset({ ask: { ts }, machine, survey, state }: Scene, member: Member, { value }: Write, initial: Value | undefined): boolean {
  if (value !== undefined && initial?.parts && ts.isObjectLiteralExpression(value)) return value.properties.some((property) => isSamePart(ts, property, initial.parts));
  const moved = value && machine.refOf(value);
  // `this.current = this.pending` puts nothing there as long as nothing is pending.
  if (moved !== undefined && state.get(moved)?.kind === "empty" && !survey.setsOf(member).has(moved)) return true;
  return value !== undefined && (isNothing(ts, value) || (initial?.kind === "constant" && textOf(ts, value) === initial.text));
}

/** Whether a property says what it said at the start: `phase: "idle"`. */
function isSamePart(ts: typeof TS, property: TS.ObjectLiteralElementLike, parts: ReadonlyMap<string, Value> | undefined): boolean {
  const part = property.name && parts?.get(property.name.getText());
  return part?.kind === "constant" && ts.isPropertyAssignment(property) && textOf(ts, property.initializer) === part.text;
}

function textOf(ts: typeof TS, value: TS.Expression): string {
  const bare = ts.isAsExpression(value) ? value.expression : value;
  return ts.isStringLiteralLike(bare) ? JSON.stringify(bare.text) : bare.getText();
}

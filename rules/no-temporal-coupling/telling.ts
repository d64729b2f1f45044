import type * as TS from "typescript";
import { blamesOrder, blamesSettings } from "../knowledge/readiness.ts";
import type { Ask } from "../model/ask.ts";
import { isTakenAsItIs } from "./abroad.ts";
import { blames } from "./blame.ts";
import { isFluent, isSetByBuilding, isShown } from "./builders.ts";
import { isDefinite } from "./classes.ts";
import { mayEndEmpty } from "./excused.ts";
import type { Initialiser, Scene } from "./scene.ts";
import type { Member } from "./machine.ts";
import { isCalledFromOutside } from "./reach.ts";
import type { Demand } from "./simulation.ts";
import { isNothing } from "./survey.ts";
import { isBuilding, isCallback, isQuestion, isSetUp, isStart, isTeardown } from "./words.ts";

/** Whether an initialiser puts what it is handed, and may be handed nothing: who calls it decides whether something is there, and takes it back. */
function mayPutNothing({ ts }: Ask, { member, write }: Initialiser): boolean {
  const parameter = member.body.parameters.find(({ name }) => name.getText() === write.value?.getText());
  return parameter !== undefined && (parameter.questionToken !== undefined || (parameter.type !== undefined && !isDefinite(ts, parameter.type)));
}

/** `setReady(isReady: boolean)`, which the class itself calls with `false` in the course of the work: a state that comes and goes. */
function isSwitch({ ask: { ts }, machine }: Scene, { member, write }: Initialiser): boolean {
  const parameter = member.body.parameters.find(({ name }) => name.getText() === write.value?.getText());
  if (parameter?.type?.kind !== ts.SyntaxKind.BooleanKeyword || parameter !== member.body.parameters[0]) return false;
  const isSwitchedOff = (node: TS.Node): boolean => {
    if (ts.isCallExpression(node) && machine.refOf(node.expression) === member.key && node.arguments[0]?.kind === ts.SyntaxKind.FalseKeyword) return true;
    return ts.forEachChild(node, (child) => isSwitchedOff(child) || undefined) === true;
  };
  return [...machine.members.values()].some(({ body }) => isSwitchedOff(body));
}

/** Whether a demand says by itself that something had to come before. */
export function isTelling(scene: Scene, cell: string, member: Member, demand: Demand, initialisers: readonly Initialiser[]): boolean {
  const { failure, said } = demand;
  // Everybody who touches a proxy runs its trap; there is no other way to be early.
  if (member.key.startsWith("proxy ") && failure === "throws") return true;
  const isNamed = initialisers.some((initialiser) => isSetUp(initialiser.member.name));
  const isBlamed = blames(said, initialisers);
  const isPromised = scene.ask.ts.isNonNullExpression(demand.at) && (scene.machine.form === "variables" || initialisers.every((initialiser) => isStart(initialiser.member.name) && !isParameter(initialiser)));
  if (!blamesOrder(said) && !isPromised && initialisers.every((initialiser) => mayPutNothing(scene.ask, initialiser) || isFluent(scene, initialiser))) return false;
  if (failure === "throws" && initialisers.every((initialiser) => isSwitch(scene, initialiser))) return false;
  if (!isBlamed && isSetByBuilding(scene, cell)) return false;
  if (initialisers.every((initialiser) => isFluent(scene, initialiser)) && (isBuilding(member.name) || isShown(scene, cell))) return false;
  // What was there already for some, and is set again in the course of the work, was not set up by that.
  const isLying = (failure === "crashes" || (failure === "reads" && initialisers.some(({ member: by, write }) => scene.ask.enclosing(write.at) === by.body))) && !initialisers.every((initialiser) => isParameter(initialiser)) && scene.machine.cells.get(cell)?.lies === true;
  if ((scene.doubtful.has(cell) && !isLying) || (isCallback(member.name) && scene.machine.form === "class")) return isBlamed && failure !== "skips";
  switch (failure) {
    case "throws":
    case "fails":
      if (/\bnot ?(?:been )?configured\b|NotConfigured/i.test(said) && initialisers.every((initialiser) => mayEndEmpty(scene, initialiser))) return false;
      return isBlamed || (isNamed && !demand.isConditional && !blamesSettings(said) && !isHandedOn(scene.ask, demand));
    case "reads":
      return isNamed && !isText(scene, cell, initialisers) && !(isPlainGetter(scene.ask, member, demand) && !(isLent(scene, cell, initialisers) && isTakenAsItIs(scene.ask, member)) && !isPromised) && !isStep(scene, member, initialisers);
    case "loses":
      return isNamed && isSent(scene, member, initialisers) && !isStep(scene, member, initialisers) && !isPassing(scene, cell, initialisers);
    case "skips":
      if (isOnlyOne(scene, initialisers) || !isWhole(scene, member, demand)) return false;
      return isBlamed || (isNamed && scene.machine.form === "class" && !isQuestion(member.name) && scene.isAware(initialisers));
    default:
      return isNamed && !isStep(scene, member, initialisers) && !isPassing(scene, cell, initialisers);
  }
}

/** Whether a member is there to send what it is handed, to what an initialiser makes: not one that asks, ends or sets up, and nothing that may be left out. */
function isSent(scene: Scene, { name, key }: Member, initialisers: readonly Initialiser[]): boolean {
  const isMade = initialisers.some((initialiser) => !isParameter(initialiser) && !mayLeaveUnset(scene, initialiser));
  return isMade && key === name && !isQuestion(name) && !isTeardown(name) && !isSetUp(name);
}

/** `Panel.current = new Panel()`: the one that is open, if one is. */
function isOnlyOne({ machine: { form, name } }: Scene, initialisers: readonly Initialiser[]): boolean {
  return form === "class" && name !== undefined && initialisers.every(({ write: { value } }) => value?.getText().startsWith(`new ${name}(`) === true);
}

/** `this.sink = sink`: what is set comes from the caller. */
function isParameter({ write: { value } }: Initialiser): boolean {
  return value !== undefined && /^[\w$]+$/.test(value.getText());
}

/** Whether an initialiser itself runs a member, after it has set what that needs, and nobody is seen to run it from outside. */
function isStep({ ask, machine, survey }: Scene, member: Member, initialisers: readonly Initialiser[]): boolean {
  return initialisers.some((initialiser) => survey.reachedFrom(initialiser.member).has(member)) && !isCalledFromOutside(ask, machine, member);
}

/** `throw error`: an error of somebody else, which says nothing about who was called when. */
function isHandedOn({ ts }: Ask, { at }: Demand): boolean {
  return ts.isThrowStatement(at) && ts.isIdentifier(at.expression);
}

/** Whether an initialiser may return without having set its cell, for another reason than that it is set: a feature that is switched off. */
function mayLeaveUnset({ ask: { ts }, machine }: Scene, { member: { body }, write }: Initialiser): boolean {
  if (!ts.isBlock(body.body)) return false;
  const before = body.body.statements.filter((statement) => statement.end <= write.at.pos);
  return before.some((statement) => {
    const last = ts.isIfStatement(statement) ? (ts.isBlock(statement.thenStatement) ? statement.thenStatement.statements.at(-1) : statement.thenStatement) : undefined;
    if (!ts.isIfStatement(statement) || !last || !ts.isReturnStatement(last)) return false;
    const asks = (node: TS.Node): boolean => machine.refOf(node) === write.cell || (ts.forEachChild(node, (child) => asks(child) || undefined) ?? false);
    return !asks(statement.expression);
  });
}

/** Whether a cell comes and goes in the course of the work: what is in progress, and not what makes the rest usable. */
function isPassing({ ask, machine, survey }: Scene, cell: string, initialisers: readonly Initialiser[]): boolean {
  return [...machine.members.values()].some((member) => {
    const empties = (survey.of.get(member)?.writes ?? []).some((write) => write.cell === cell && write.value !== undefined && isNothing(ask.ts, write.value));
    const isOwnStep = empties && !member.isEntry && initialisers.every((initialiser) => survey.reachedFrom(initialiser.member).has(member)) && (survey.of.get(member)?.writes ?? []).some((write) => write.cell === cell && write.value !== undefined && isNothing(ask.ts, write.value) && ask.enclosing(write.at) === member.body);
    return empties && (member.isEntry || isOwnStep) && !isTeardown(member.name) && !isCallback(member.name) && !initialisers.some((initialiser) => initialiser.member === member);
  });
}

/** Whether a field holds a text, an id, a name or a status: data, which may be there or not. */
function isText({ ask: { ts }, machine }: Scene, cell: string, initialisers: readonly Initialiser[]): boolean {
  if (machine.form !== "class") return false;
  const field = machine.cells.get(cell)?.at.parent;
  const isTyped = field !== undefined && ts.isPropertyDeclaration(field) && field.type?.kind === ts.SyntaxKind.StringKeyword;
  // An address that only `init` sets is no data: it stands as "undefined" in the first text that is made with it.
  const isSetUpOnly = initialisers.every(({ member }) => /^(?:init(?:iali[sz]e)?|set_?up|configure|start|connect|load)(?![a-z])/i.test(member.name)) && !isFilledFromOutside(field, cell);
  return (isTyped && !isSetUpOnly) || initialisers.every(({ write: { value } }) => value !== undefined && ts.isStringLiteralLike(value));
}

/** `service.walletId = id`: others fill it. */
function isFilledFromOutside(field: TS.Node | undefined, cell: string): boolean {
  return field === undefined || new RegExp(`(?<!\\bthis)\\.${cell.replace(/\W/g, "")}\\s*=[^=]`).test(field.getSourceFile().text);
}

/** `get()` that gives out what is there, and leaves it to the caller. */
function isPlainGetter({ ts }: Ask, member: Member, { depth, at }: Demand): boolean {
  return depth === 0 && (member.body.body === at || (ts.isReturnStatement(at.parent) && member.body === at.parent.parent.parent));
}

/** Whether something is given out under a type that says it is there: who gets it has no reason to ask. A field has to be what the start makes. */
function isLent({ machine }: Scene, cell: string, initialisers: readonly Initialiser[]): boolean {
  const isMade = machine.form === "variables" || (!machine.members.has(`set ${cell}`) && initialisers.every((initialiser) => isStart(initialiser.member.name) && !isParameter(initialiser)));
  return isMade && machine.cells.get(cell)?.lies === true;
}

/** Whether a member does nothing else than what is left out: it returns by itself, or only passes the call on. */
function isWhole({ ask: { ts } }: Scene, { body: { body } }: Member, { depth }: Demand): boolean {
  return depth === 0 || (depth === 1 && (!ts.isBlock(body) || body.statements.length === 1));
}

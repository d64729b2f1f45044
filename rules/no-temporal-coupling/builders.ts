import type * as TS from "typescript";
import { givesOut } from "./abroad.ts";
import type { Initialiser, Scene } from "./scene.ts";
import { isNothing } from "./survey.ts";

/** `withName(name) { …; return this; }`: a step of who builds something, which ends in what is built. */
export function isFluent(scene: Scene, { member: { body, name } }: Initialiser, levels = 3): boolean {
  const { ts } = scene.ask;
  const last = ts.isBlock(body.body) ? body.body.statements.at(-1) : undefined;
  const isAsync = body.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
  // `initialize(limits)` may return `this` too: it is no choice of who builds.
  return !isAsync && !/^init(?:iali[sz]e)?$/.test(name) && (body.parameters.length > 0 || /^(?:set|with)[A-Z]/.test(name)) && last !== undefined && ts.isReturnStatement(last) && (last.expression?.kind === ts.SyntaxKind.ThisKeyword || isPassedOn(scene, last.expression, levels));
}

/** `return this.withId(idOf(name))`: another step of the same. */
function isPassedOn(scene: Scene, value: TS.Expression | undefined, levels: number): boolean {
  const { ts } = scene.ask;
  const key = value && ts.isCallExpression(value) ? scene.machine.refOf(value.expression) : undefined;
  const member = key === undefined ? undefined : scene.machine.members.get(key);
  const [write] = (member && scene.survey.of.get(member)?.writes) ?? [];
  return member !== undefined && write !== undefined && levels > 0 && isFluent(scene, { member, write }, levels - 1);
}

/** Whether all that others call to set a cell, however many go through it, are steps of a builder. */
export function isSetByBuilding(scene: Scene, cell: string): boolean {
  const { ask, machine, survey } = scene;
  const direct = [...machine.members.values()].flatMap((member): Initialiser[] => {
    const write = member.isEntry ? survey.of.get(member)?.writes.find((found) => found.cell === cell && found.value !== undefined && !isNothing(ask.ts, found.value)) : undefined;
    return write ? [{ member, write }] : [];
  });
  return direct.length > 0 && direct.every((initialiser) => isFluent(scene, initialiser));
}

/** `setOwner(owner) { …; return this; }` beside `get owner()`: data of what is built, which its users read and write. */
export function isShown(scene: Scene, cell: string): boolean {
  return [...scene.machine.members.values()].some(({ key, body }) => key.startsWith("get ") && givesOut(scene, body, cell));
}

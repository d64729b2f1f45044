import type * as TS from "typescript";
import { blamesOrder } from "../knowledge/readiness.ts";
import type { Ask } from "../model/ask.ts";
import type { Coupling, Dependent, Initialiser, Scene } from "./scene.ts";
import type { Machine, Member } from "./machine.ts";
import type { Simulation } from "./simulation.ts";
import { isStart, isTeardown } from "./words.ts";

/** Stands before the name of a part in what a demand is because of. */
const MARK = "part ";

/** Members of the machine that a question is followed into: `isConnected() { return this.connection.isOpen(); }`. */
const MAX_LEVELS = 2;

const STARTS = /\.(?:start|connect|open|listen|launch|boot|init(?:iali[sz]e)?|set_?up|join|spawn|log_?in)\(/i;

/** The cheap question: whether a file starts something, and complains about an order. */
export function mayAskParts({ file: { text } }: Ask): boolean {
  return STARTS.test(text) && blamesOrder(text);
}

/** What an object holds and asks whether it is ready: `this.driver.isOpen()`, `!client.ready`. */
export function partsAsked(run: Simulation, condition: TS.Node): readonly string[] {
  const { ask, machine } = run;
  const found = new Set<string>();
  const visit = (node: TS.Node, levels: number): void => {
    const key = ask.ts.isPropertyAccessExpression(node) ? machine.refOf(node.expression) : undefined;
    if (key !== undefined && !machine.members.has(key) && !machine.members.has(`get ${key}`)) found.add(MARK + key);
    const own = levels > 0 && (ask.ts.isPropertyAccessExpression(node) || ask.ts.isIdentifier(node)) ? memberOf(machine, node) : undefined;
    if (own) visit(own.body, levels - 1);
    ask.ts.forEachChild(node, (child) => {
      visit(child, levels);
    });
  };
  visit(condition, MAX_LEVELS);
  return [...found];
}

function memberOf(machine: Machine, node: TS.Node): Member | undefined {
  const key = machine.refOf(node);
  return key === undefined ? undefined : (machine.members.get(key) ?? machine.members.get(`get ${key}`));
}

/**
 * What is not ready is a part, which was there from the start: `if (!this.driver.isOpen()) throw new Error("not connected")` beside
 * `connect() { return this.driver.open(); }`. That it is the order of calls the error has to say itself.
 */
export function couplingsOfParts(scene: Scene): readonly Coupling[] {
  const { demands } = scene;
  const asked = new Set([...demands.values()].flat().flatMap(({ cells, failure, said }) => (isLoud(failure) && blamesOrder(said) ? cells.filter((cell) => cell.startsWith(MARK)) : [])));
  return [...asked].flatMap((mark): readonly Coupling[] => {
    const cell = mark.slice(MARK.length);
    const starters = [...scene.machine.members.values()].flatMap((member) => startsOf(scene, member, cell));
    const starting = new Set(starters.map(({ member }) => member));
    const reaches = (member: Member): boolean => starting.has(member) || [...scene.survey.reachedFrom(member)].some((below) => starting.has(below));
    const initialisers = [...demands.keys()].flatMap((member): readonly Initialiser[] => {
      const write = reaches(member) && member.isEntry && isStart(member.name) ? (starters.find((starter) => starter.member === member) ?? starters[0])?.write : undefined;
      return write ? [{ member, write }] : [];
    });
    const dependents = [...demands].flatMap(([member, all]): readonly Dependent[] => {
      const demand = all.find(({ cells, failure, said }) => isLoud(failure) && cells.includes(mark) && blamesOrder(said));
      return demand && member.isEntry && !reaches(member) && !isTeardown(member.name) ? [{ member, demand }] : [];
    });
    return initialisers.length > 0 && dependents.length > 0 ? [{ cell, failure: "idle", initialisers, dependents }] : [];
  });
}

function isLoud(failure: string): boolean {
  return failure === "throws" || failure === "fails";
}

/** The calls that start a part: `this.driver.open()`. */
function startsOf({ ask, machine }: Scene, member: Member, part: string): readonly Initialiser[] {
  const { ts } = ask;
  const found: Initialiser[] = [];
  const visit = (node: TS.Node): void => {
    const callee = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression : undefined;
    if (callee && isStart(callee.name.text) && machine.refOf(callee.expression) === part) found.push({ member, write: { cell: part, at: node, value: undefined, isFallback: false } });
    ts.forEachChild(node, visit);
  };
  visit(member.body);
  return found;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { evaluate } from "./evaluate.ts";
import { execute, executeAll } from "./execute.ts";
import { runBody } from "./invoke.ts";
import { bind } from "./patterns.ts";
import type { Machine, Member } from "./machine.ts";
import type { Demand, Frame, Simulation } from "./simulation.ts";
import type { Survey } from "./survey.ts";
import type { Value } from "./values.ts";
import { UNDEFINED, UNKNOWN } from "./values.ts";

/** So many nodes are looked at in one run of one member. */
const MAX_STEPS = 6000;

function newFrame(state: ReadonlyMap<string, Value>): Frame {
  return { state: new Map(state), locals: new Map(), functions: new Map(), depth: -1, isCaught: false, returned: [] };
}

function newRun(ask: Ask, machine: Machine, survey: Survey, isStart: boolean): Simulation {
  return { ask, machine, demands: [], running: new Set(), isStart, budget: MAX_STEPS, setsOf: (member) => survey.setsOf(member), setsWithin: (code) => survey.setsWithin(code) };
}

/** What the cells hold when the object has been made, or the module loaded, and nothing was called. */
export function startOf(ask: Ask, machine: Machine, survey: Survey): ReadonlyMap<string, Value> {
  const run = newRun(ask, machine, survey, true);
  const frame = newFrame(new Map([...machine.given].map((name) => [name, UNKNOWN])));
  const statements: TS.Statement[] = [];
  // Fields come before the constructor; of a module, each where it stands.
  for (const step of machine.start) {
    if ("cell" in step) frame.state.set(step.cell, step.value ? initialValue(run, step.value, frame) : UNDEFINED);
    else if (machine.form === "variables") execute(run, step, frame);
    else statements.push(step);
  }
  for (const parameter of machine.parameters) bind(run, parameter.name, isOptional(ask, parameter) ? MAYBE : UNKNOWN, frame);
  executeAll(run, statements, frame);
  return run.budget < 0 ? new Map() : frame.state;
}

/** What an optional parameter gives: perhaps nothing. */
const MAYBE: Value = { ...UNKNOWN, isMaybe: true, text: "undefined" };

function isOptional({ ts }: Ask, { questionToken, initializer }: TS.ParameterDeclaration): boolean {
  return questionToken !== undefined || (initializer !== undefined && (initializer.kind === ts.SyntaxKind.NullKeyword || initializer.getText() === "undefined"));
}

function initialValue(run: Simulation, value: TS.Expression, frame: Frame): Value {
  return { ...evaluate(run, value, frame), cells: [], isHeld: false };
}

/** Runs one member on the fresh object, and tells what it misses there. */
export function demandsOf(ask: Ask, machine: Machine, survey: Survey, state: ReadonlyMap<string, Value>, member: Member): readonly Demand[] {
  const run = newRun(ask, machine, survey, false);
  runBody(run, member.body, [], newFrame(state), false);
  return run.budget < 0 ? [] : run.demands;
}

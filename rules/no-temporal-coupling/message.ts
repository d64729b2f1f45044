import type { Ask } from "../model/ask.ts";
import type { Coupling } from "./scene.ts";
import type { Machine, Member } from "./machine.ts";
import type { Demand, Failure } from "./simulation.ts";

/** So many members are named in a message; all are in the evidence. */
const MAX_NAMED = 3;

const NOTES: Readonly<Record<Failure, string>> = {
  throws: "throws before",
  idle: "throws before",
  fails: "fails before",
  stub: "throws before",
  crashes: "fails before",
  reads: "reads it before",
  loses: "is lost before",
  skips: "does nothing before",
};

export function noteOf({ failure }: Demand): string {
  return NOTES[failure];
}

/** The values of the messages' placeholders. */
export function dataOf(ask: Ask, machine: Machine, { cell, failure, initialisers, dependents }: Coupling): Readonly<Record<string, string>> {
  const name = machine.form === "class" ? (machine.name ?? "class") : cell;
  return {
    name,
    what: machine.form === "class" || failure === "idle" ? "ready" : "set",
    wayOut: machine.form === "class" ? "Hand it out only when it is ready: from a static or module function that does the set-up first" : "Pass it in, or keep it in an object that is made with it",
    cell,
    dependents: listOf(ask, dependents.map(({ member }) => member)),
    verb: dependents.length === 1 ? "s" : "",
    es: dependents.length === 1 ? "es" : "",
    initialiser: listOf(ask, initialisers.map(({ member }) => member), " or "),
  };
}

function listOf(ask: Ask, members: readonly Member[], and = " and "): string {
  const named = members.slice(0, members.length === MAX_NAMED + 1 ? MAX_NAMED + 1 : MAX_NAMED).map(({ name, at }) => `\`${name}\` (line ${String(ask.lineOf(at))})`);
  if (named.length < members.length) named.push(`${String(members.length - named.length)} more`);
  return named.length < 2 ? named.join("") : `${named.slice(0, -1).join(", ")}${and}${named.at(-1) ?? ""}`;
}

import type * as TS from "typescript";
import { evaluate } from "./evaluate.ts";
import { readCell } from "./read.ts";
import type { Frame, Simulation } from "./simulation.ts";
import { demand } from "./simulation.ts";
import type { Value } from "./values.ts";
import { UNKNOWN } from "./values.ts";

/** Gives the names of a declaration their values. `const { socket } = this` reads the cell `socket`. */
export function bind(run: Simulation, name: TS.BindingName, value: Value, frame: Frame): void {
  const { ts } = run.ask;
  if (ts.isIdentifier(name)) {
    frame.locals.set(name.text, value);
    return;
  }
  if (value.kind === "empty" && value.isHeld === true) demand(run, frame, { failure: "crashes", cells: value.cells, at: name });
  const isSelf = value.text === "this";
  for (const element of name.elements) {
    if (!ts.isBindingElement(element)) continue;
    const key = element.propertyName ?? element.name;
    const member = isSelf && ts.isIdentifier(key) ? readCell(run, key.text, key, frame) : UNKNOWN;
    if (element.initializer) evaluate(run, element.initializer, frame);
    bind(run, element.name, element.initializer && member.kind === "empty" ? UNKNOWN : member, frame);
  }
}

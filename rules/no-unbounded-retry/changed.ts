import type * as TS from "typescript";
import { isLoop } from "./flow.ts";
import { assignedValue } from "./run.ts";
import type { Machine, Names, Value } from "./values.ts";
import { ABSENT, toBoolean, UNKNOWN } from "./values.ts";
import type { Write } from "./writes.ts";
import { placeOfName, writeTo } from "./writes.ts";

/**
 * The value of a variable that its own block changes step by step before it is read: `let delay = base * 2 ** n; if (delay > max) delay = max;`. Where a
 * condition can't be told, what the other side told (`if (retryAfter) delay = …`) or a delay of nought is left out: the rest is what all others wait.
 */
export function readChanged(machine: Machine, declaration: TS.VariableDeclaration, initializer: TS.Expression, names: Names): Value {
  const { ask } = machine;
  const { ts } = ask;
  const block = declaration.parent.parent.parent;
  if (!ts.isBlock(block) || !ts.isIdentifier(declaration.name)) return UNKNOWN;
  const writes = ask.usesInFile(declaration, declaration.name.text).flatMap((use) => writeTo(ask, placeOfName(ask, use)) ?? []);
  if (!writes.every((write) => ask.enclosing(write) === ask.enclosing(declaration) && isStraight(machine, write, block))) return UNKNOWN;
  let current = machine.evaluate(initializer, names);
  for (const write of writes.sort((a, b) => a.pos - b.pos)) {
    const now = new Map(names).set(declaration, current);
    const allowed = isReached(machine, write, block, now);
    // Also where the failure is asked first: `if (error.code === 429) delay = error.retryAfter ?? delay`.
    const value = assignedValue(machine, write, now);
    if (allowed === false) continue;
    if (allowed === true) current = value;
    else if (value === ABSENT) machine.sawAbsent = true;
    else if (value !== 0 && value !== current) return UNKNOWN;
  }
  return current;
}

/** Nothing but branches lies between a write and the block. */
function isStraight({ ask }: Machine, write: Write, block: TS.Block): boolean {
  const { ts } = ask;
  for (let at: TS.Node = write.parent; at !== block; at = at.parent) if (ts.isSourceFile(at) || isLoop(ask, at) || !(ts.isExpressionStatement(at) || ts.isBlock(at) || ts.isIfStatement(at))) return false;
  return true;
}

function isReached(machine: Machine, write: Write, block: TS.Block, names: Names): boolean | undefined {
  const { ts } = machine.ask;
  let reached: boolean | undefined = true;
  for (let at: TS.Node = write; at !== block; at = at.parent) {
    const { parent } = at;
    if (!ts.isIfStatement(parent) || parent.expression === at) continue;
    const isTrue = toBoolean(machine.evaluate(parent.expression, names));
    if (isTrue === undefined) reached = undefined;
    else if (isTrue !== (parent.thenStatement === at)) return false;
  }
  return reached;
}

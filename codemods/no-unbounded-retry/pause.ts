import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { headOf } from "../../rules/no-unbounded-retry/judge.ts";
import type { Limit } from "../../rules/no-unbounded-retry/limits.ts";
import { regionsIn } from "../../rules/no-unbounded-retry/regions.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import { CAP } from "./draw.ts";
import { BASE, heedSignal, isAsync, layoutOf } from "./give-up.ts";
import { insertAt } from "./members.ts";
import { endOf, sleepOf } from "./sleep.ts";
import type { Drawn } from "./want.ts";

/** A loop that counts its attempts waits before each one but the first. What it does after the last failure stays as it is, and comes no later. */
export function pauseBetween(ask: Ask, finding: Finding): Drawn | Refusal {
  const { ts } = ask;
  const region = regionsIn(ask).find(({ at }) => headOf(ask, at).start === finding.span.start && headOf(ask, at).end === finding.span.end);
  const loop = region?.at;
  if (!loop || !ts.isIterationStatement(loop, false) || !ts.isBlock(loop.statement)) return refuse("no-delay", "the attempts come at once, and what starts the next one is no loop with a body of its own");
  const home = ask.enclosing(loop);
  const [first] = loop.statement.statements;
  if (!isAsync(ask, home) || !first) return refuse("no-delay", `the function around the loop in line ${String(ask.lineOf(loop))} is not \`async\`, and can't wait`);
  const counter = counterOf(ask, region.limit, loop);
  if (!counter) return refuse("no-delay", `the loop in line ${String(ask.lineOf(loop))} has no count that goes up by one with each attempt`);
  const time = `Math.random() * Math.min(${CAP}, ${BASE} * 2 ** ${counter.name})`;
  const wait = sleepOf(ask, time);
  if (wait === undefined) return refuse("name-clash", "`setTimeout` means something else in this file");
  const { indent, lineEnd } = layoutOf(ask, first);
  if (indent === undefined) return refuse("no-delay", `line ${String(ask.lineOf(first))} does not begin with its statement`);
  const end = endOf(loop);
  const condition = `${counter.name} > ${String(counter.start)}`;
  const unit = indent.slice(layoutOf(ask, loop).indent?.length ?? indent.length);
  const signal = heedSignal(ask, home);
  const lines = signal.length === 0 ? [`if (${condition}) ${wait}${end}`] : [`if (${condition}) {`, ...[...signal, `${wait}${end}`].map((line) => unit + line), "}"];
  const text = lines.map((line) => `${line}${lineEnd}${indent}`).join("");
  return { edits: [insertAt(first, first.getStart(), text)], how: "Wait before each further attempt, for a time that is drawn below one that doubles", isCapped: true };
}

/** The variable that a limit counts in, if it begins at 0 or 1 and goes up by one. `start`: what it is when the first attempt begins. */
function counterOf({ ts }: Ask, limit: Limit, loop: TS.IterationStatement): { readonly name: string; readonly start: number } | undefined {
  const own = limit.kind === "attempts" ? limit.own : undefined;
  if (!own || !ts.isVariableDeclaration(own.declaration) || !ts.isIdentifier(own.declaration.name) || !own.declaration.initializer) return undefined;
  const start = own.declaration.initializer.getText();
  // `while (tries++ < 3)` has counted when the first attempt begins.
  const head = ts.isWhileStatement(loop) ? loop.expression : ts.isForStatement(loop) ? loop.condition : undefined;
  const isCounted = head !== undefined && own.writes.some((write) => head.pos <= write.pos && write.end <= head.end);
  const isUp = (write: TS.Node): boolean => /^(?:\+\+\w+|\w+\+\+|\w+ ?\+= ?1)$/.test(write.getText());
  return /^[01]$/.test(start) && own.writes.length > 0 && own.writes.every(isUp) ? { name: own.name, start: Number(start) + (isCounted ? 1 : 0) } : undefined;
}

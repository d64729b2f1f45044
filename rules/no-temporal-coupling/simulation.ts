import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Machine, Member } from "./machine.ts";
import type { Value } from "./values.ts";
import { either, UNKNOWN } from "./values.ts";

/** How a method fails, or does nothing, on a fresh object. `idle` is said of a part that is there and was not started. */
export type Failure = "throws" | "idle" | "fails" | "stub" | "crashes" | "reads" | "loses" | "skips";

/** The words in some code: its strings, the names of the errors it makes, and the same of what stands in its constants (`const { message } = errorFor("NOT_READY")`). */
export function wordsIn(ask: Ask, code: TS.Node): string {
  const { ts } = ask;
  const words: string[] = [];
  const seen = new Set<TS.Node>();
  const visit = (node: TS.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) words.push(node.text);
    else if (ts.isNewExpression(node)) words.push(`new ${node.expression.getText()}`);
    else if (ts.isIdentifier(node) && /^[A-Z][A-Z_]+$/.test(node.text)) words.push(node.text.replaceAll("_", " "));
    else if (ts.isPropertyAccessExpression(node) && /^[A-Z]/.test(node.name.text)) words.push(node.name.text);
    const value = ts.isIdentifier(node) ? constantOf(ask, node, code) : undefined;
    if (value && !seen.has(value)) {
      seen.add(value);
      visit(value);
    }
    ts.forEachChild(node, visit);
  };
  visit(code);
  return words.join(" ");
}

/** What a constant of the same function stands for. */
function constantOf(ask: Ask, name: TS.Identifier, code: TS.Node): TS.Expression | undefined {
  const { ts } = ask;
  const binding = ask.bindingOf(name);
  const declaration = binding && ts.findAncestor(binding, (node) => (ts.isStatement(node) ? "quit" : ts.isVariableDeclaration(node)));
  if (!declaration || !ts.isVariableDeclaration(declaration) || (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0) return undefined;
  return declaration.getSourceFile() === code.getSourceFile() && ask.enclosing(declaration) === ask.enclosing(code) ? declaration.initializer : undefined;
}

/** One place where a method needs what nobody has set yet. */
export interface Demand {
  readonly failure: Failure;
  readonly cells: readonly string[];
  readonly at: TS.Node;
  /** What is said there: the arguments of the error, or what is logged before the return. */
  readonly said: string;
  /** How many calls below the method that was run. */
  readonly depth: number;
  /** Whether something unknown also decides. */
  readonly isConditional: boolean;
}

/** What is known at one point of one run. */
export interface Frame {
  readonly state: Map<string, Value>;
  readonly locals: Map<string, Value>;
  /** Local functions by name. */
  readonly functions: Map<string, TS.FunctionLikeDeclaration>;
  readonly depth: number;
  /** Whether an exception ends in a `catch` that does not throw again. */
  readonly isCaught: boolean;
  /** What the function returns, as far as it has come. */
  readonly returned: Value[];
}

/** One run of one method on a fresh object, or of what makes the object. */
export interface Simulation {
  readonly ask: Ask;
  readonly machine: Machine;
  readonly demands: Demand[];
  /** Members and local functions that are running, so that recursion ends. */
  readonly running: Set<TS.Node>;
  /** Whether the object is being made: what a callback sets then counts as set by somebody. */
  readonly isStart: boolean;
  /** Cells that a member sets, itself or through what it calls or hands on. */
  setsOf(member: Member): ReadonlySet<string>;
  /** The same for any code of the machine. */
  setsWithin(code: TS.Node): ReadonlySet<string>;
  /** Nodes that may still be looked at. Below zero the run is given up. */
  budget: number;
}

export function forkOf(frame: Frame): Frame {
  return { ...frame, state: new Map(frame.state), locals: new Map(frame.locals), functions: new Map(frame.functions) };
}

/** Makes `into` what is known after one of two ways was gone. */
export function joinInto(into: Frame, one: Frame, other: Frame): void {
  for (const key of ["state", "locals"] as const) {
    const [target, a, b] = [into[key], one[key], other[key]];
    for (const name of new Set([...a.keys(), ...b.keys()])) target.set(name, either(a.get(name) ?? UNKNOWN, b.get(name) ?? UNKNOWN));
  }
}

export function replace(into: Frame, from: Frame): void {
  for (const key of ["state", "locals"] as const) for (const [name, value] of from[key]) into[key].set(name, value);
}

/** Something happened that may have set anything: a wait, or code that is not in sight. */
export function forget(frame: Frame): void {
  for (const name of frame.state.keys()) frame.state.set(name, UNKNOWN);
  for (const [name, value] of frame.locals) if (value.cells.length > 0) frame.locals.set(name, UNKNOWN);
}

export function demand(run: Simulation, frame: Frame, found: Omit<Demand, "depth" | "said" | "isConditional"> & { said?: string; isConditional?: boolean }): void {
  if (found.cells.length === 0) return;
  const isSilent = found.failure === "skips" || found.failure === "loses";
  const isLost = frame.isCaught && !isSilent;
  if (!isLost) run.demands.push({ said: "", isConditional: false, ...found, depth: frame.depth });
  // Said once: the rest of the run goes on as if it was there.
  if (!isSilent) for (const cell of found.cells) frame.state.set(cell, UNKNOWN);
}

import type * as TS from "typescript";
import { functionIn, isStub } from "./classes.ts";
import { evaluate, use } from "./evaluate.ts";
import { enter } from "./invoke.ts";
import type { Body } from "./machine.ts";
import type { Frame, Simulation } from "./simulation.ts";
import { demand, wordsIn } from "./simulation.ts";
import { isRebound } from "./survey.ts";
import type { Value } from "./values.ts";
import { isUnset, truth, UNDEFINED, UNKNOWN } from "./values.ts";
import { isConstant } from "./words.ts";

/** Reads a name, a member or an element. */
export function read(run: Simulation, node: TS.Identifier | TS.PropertyAccessExpression | TS.ElementAccessExpression, frame: Frame): Value {
  const { ts } = run.ask;
  if (ts.isIdentifier(node) && frame.locals.has(node.text)) return frame.locals.get(node.text) ?? UNKNOWN;
  if (ts.isIdentifier(node) && frame.functions.has(node.text)) return { kind: "function", cells: [] };
  const key = run.machine.refOf(node);
  if (key !== undefined) return readCell(run, key, node, frame);
  if (ts.isIdentifier(node)) return node.text === "undefined" ? UNDEFINED : named(run, node.text);
  const base = evaluate(run, node.expression, frame);
  if (ts.isElementAccessExpression(node)) use(run, node.argumentExpression, frame);
  if (base.kind === "empty" && base.cells.length > 0) {
    // `a?.b.c` ends at `a`.
    if (ts.isOptionalChain(node)) return { ...base, isHeld: false };
    if (base.isHeld === true) demand(run, frame, { failure: "crashes", cells: base.cells, at: node });
    return UNKNOWN;
  }
  const part = base.parts && ts.isPropertyAccessExpression(node) ? partOf(base, node.name.text, frame) : undefined;
  if (part) return part;
  if (base.kind === "collection" && !ts.isElementAccessExpression(node) && /^(?:length|size)$/.test(node.name.text)) return { kind: "constant", text: "0", cells: [] };
  const text = node.getText();
  return isConstant(text) ? { kind: "constant", text, cells: [] } : UNKNOWN;
}

/** `this.state.phase`, where `this.state` holds `{ phase: "idle" }`; what the class sets by itself, as `this.state.socket`, is a cell of its own. */
function partOf({ parts, holder }: Value, name: string, frame: Frame): Value | undefined {
  const key = `${holder ?? ""}.${name}`;
  const own = frame.state.get(key);
  const value = own ?? parts?.get(name);
  if (!value) return undefined;
  const cells = holder === undefined ? [] : [own ? key : holder];
  return isUnset(value) ? { ...value, cells, isHeld: holder !== undefined } : value;
}

/** A function of the file that only throws; nothing else that stands outside the machine is known. */
function named({ ask, isStart }: Simulation, name: string): Value {
  const { ts } = ask;
  const body = isStart ? ask.named(name).map(({ parent }) => (ts.isFunctionDeclaration(parent) ? parent : ts.isVariableDeclaration(parent) ? functionIn(ts, parent.initializer) : undefined)).find((found) => found?.body) : undefined;
  return body?.body && isStub(ts, body as Body) ? { kind: "stub", text: wordsIn(ask, body), cells: [] } : UNKNOWN;
}

/** `[Status.Open, Status.Closing].includes(this.status)`, also where the list is a constant, of this file or another. */
export function listed({ ask }: Simulation, list: TS.Expression, sought: Value | undefined): Value | undefined {
  const { ts } = ask;
  if (sought?.kind !== "constant" && sought?.kind !== "empty") return undefined;
  const constant = ts.isIdentifier(list) ? ask.named(list.text).map(({ parent }) => initializerOf(ts, parent)).find(Boolean) ?? initializerOf(ts, ask.declarationOf(list)) : list;
  if (!constant || !ts.isArrayLiteralExpression(constant)) return undefined;
  const texts = constant.elements.map((element) => (ts.isStringLiteralLike(element) ? JSON.stringify(element.text) : element.getText()));
  return texts.every((text) => isConstant(text) || text.startsWith('"')) ? truth(sought.kind === "constant" && texts.includes(sought.text ?? ""), sought.cells) : undefined;
}

function initializerOf(ts: typeof TS, node: TS.Node | undefined): TS.Expression | undefined {
  return node && ts.isVariableDeclaration(node) && !ts.isObjectBindingPattern(node.name) && !(node.initializer && ts.isCallExpression(node.initializer)) ? node.initializer : undefined;
}

/** What a cell holds, or what a getter gives. */
export function readCell(run: Simulation, key: string, at: TS.Node, frame: Frame): Value {
  const value = frame.state.get(key);
  if (value) {
    if (value.parts) return { ...value, cells: [], holder: key };
    return isUnset(value) ? { ...value, cells: [key], isHeld: true } : { ...value, cells: [] };
  }
  const member = run.machine.members.get(key);
  if (member && run.isStart && !isRebound(run.ask, run.machine, at, key)) for (const cell of run.setsOf(member)) frame.state.set(cell, UNKNOWN);
  const getter = run.machine.members.get(`get ${key}`);
  if (getter) return { ...enter(run, getter, [], frame).value, isHeld: false };
  return member ? { kind: "function", cells: [] } : UNKNOWN;
}

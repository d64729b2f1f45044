import type * as TS from "typescript";
import { homeOf, isLaterCallback } from "../knowledge/turns.ts";
import { fill, fillSelf } from "./assign.ts";
import { evaluate, use } from "./evaluate.ts";
import { executeAll } from "./execute.ts";
import { functionIn, isStub } from "./classes.ts";
import type { Body, Member } from "./machine.ts";
import { bind } from "./patterns.ts";
import type { Frame, Simulation } from "./simulation.ts";
import { demand, forget, forkOf, joinInto, wordsIn } from "./simulation.ts";
import { isRebound } from "./survey.ts";
import type { Value } from "./values.ts";
import { either, OBJECT, truth, truthOf, UNDEFINED, UNKNOWN } from "./values.ts";
import { isAbsenceTest, isAssertion, isConstant, isWait } from "./words.ts";

const MAX_DEPTH = 5;

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
  if (base.kind === "collection" && !ts.isElementAccessExpression(node) && /^(?:length|size)$/.test(node.name.text)) return { kind: "constant", text: "0", cells: [] };
  const text = node.getText();
  return isConstant(text) ? { kind: "constant", text, cells: [] } : UNKNOWN;
}

/** A function of the file that only throws; nothing else that stands outside the machine is known. */
function named({ ask, isStart }: Simulation, name: string): Value {
  const { ts } = ask;
  const body = isStart ? ask.named(name).map(({ parent }) => (ts.isFunctionDeclaration(parent) ? parent : ts.isVariableDeclaration(parent) ? functionIn(ts, parent.initializer) : undefined)).find((found) => found?.body) : undefined;
  return body?.body && isStub(ts, body as Body) ? { kind: "stub", text: wordsIn(ask, body), cells: [] } : UNKNOWN;
}

/** `[Status.Open, Status.Closing].includes(this.status)`, also where the list is a constant, of this file or another. */
function listed({ ask }: Simulation, list: TS.Expression, sought: Value | undefined): Value | undefined {
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
    const isTold = value.kind === "empty" || value.kind === "false" || value.kind === "constant" || value.kind === "stub";
    return isTold ? { ...value, cells: [key], isHeld: true } : { ...value, cells: [] };
  }
  const member = run.machine.members.get(key);
  if (member && run.isStart && !isRebound(run.ask, run.machine, at, key)) for (const cell of run.setsOf(member)) frame.state.set(cell, UNKNOWN);
  const getter = run.machine.members.get(`get ${key}`);
  if (getter) return { ...enter(run, getter, [], frame).value, isHeld: false };
  return member ? { kind: "function", cells: [] } : UNKNOWN;
}

/** Runs a member of the machine from where it is called. */
function enter(run: Simulation, member: Member, given: readonly Value[], frame: Frame): { readonly value: Value; readonly isLeft: boolean } {
  return runBody(run, member.body, given, frame, false);
}

export function runBody(run: Simulation, body: TS.FunctionLikeDeclaration, given: readonly Value[], frame: Frame, isLocal: boolean): { readonly value: Value; readonly isLeft: boolean } {
  const { ts } = run.ask;
  if (run.running.has(body) || frame.depth >= MAX_DEPTH || !body.body) {
    // It is not run here, but what it would set may be there afterwards.
    give(run, body, frame);
    return { value: UNKNOWN, isLeft: false };
  }
  run.running.add(body);
  const inner: Frame = {
    state: frame.state,
    locals: isLocal ? new Map(frame.locals) : new Map<string, Value>(),
    functions: isLocal ? new Map(frame.functions) : new Map<string, TS.FunctionLikeDeclaration>(),
    depth: frame.depth + 1,
    isCaught: frame.isCaught,
    returned: [],
  };
  for (const [index, { name, initializer, dotDotDotToken }] of body.parameters.entries()) {
    const value = dotDotDotToken ? UNKNOWN : (given[index] ?? UNKNOWN);
    bind(run, name, value.kind === "empty" && initializer ? evaluate(run, initializer, inner) : value, inner);
  }
  let value: Value;
  let isLeft = false;
  if (ts.isBlock(body.body)) {
    const end = executeAll(run, body.body.statements, inner);
    isLeft = end === "throw";
    const [first, ...others] = end === "next" ? [...inner.returned, UNDEFINED] : inner.returned;
    value = others.reduce(either, first ?? UNKNOWN);
  } else value = use(run, body.body, inner);
  run.running.delete(body);
  const isAsync = body.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true || body.asteriskToken !== undefined;
  return { value: isAsync ? (value.kind === "false" || value.kind === "true" ? value : UNKNOWN) : value, isLeft };
}

export function call(run: Simulation, node: TS.CallExpression, frame: Frame): Value {
  const { ts } = run.ask;
  const callee = skipAsserted(ts, node.expression);
  const key = run.machine.refOf(callee);
  const member = key === undefined || (ts.isIdentifier(callee) && frame.locals.has(callee.text)) ? undefined : run.machine.members.get(key);
  const local = ts.isIdentifier(callee) ? frame.functions.get(callee.text) : undefined;
  const body = local ?? member?.body;
  if (body) {
    const given = handOver(run, node, frame);
    const { value, isLeft } = runBody(run, body, given, frame, local !== undefined);
    // What comes after a call that throws is not reached; nothing more is claimed about it.
    if (isLeft) forget(frame);
    return value;
  }
  if (ts.isPropertyAccessExpression(callee) && key === undefined) return callMethod(run, node, callee, frame);
  const value = callee.kind === ts.SyntaxKind.SuperKeyword ? UNKNOWN : evaluate(run, callee, frame);
  if (value.isHeld === true && value.kind === "stub") demand(run, frame, { failure: "stub", cells: value.cells, at: node, said: value.text ?? "" });
  if (value.isHeld === true && value.kind === "empty" && !node.questionDotToken) demand(run, frame, { failure: "crashes", cells: value.cells, at: node });
  const given = handOver(run, node, frame);
  if (ts.isIdentifier(callee) && isAssertion(callee.text)) assertion(run, node, given[0], frame);
  const tested = ts.isIdentifier(callee) ? test(run, node, callee.text, given, frame) : undefined;
  if (tested) return tested;
  const isForeign = given.some(({ text }) => text === "this") || (key !== undefined && run.machine.form === "class" && value.kind === "unknown" && isWait(key, ts.isAwaitExpression(node.parent)));
  if (isForeign) forget(frame);
  return UNKNOWN;
}

function skipAsserted(ts: typeof TS, callee: TS.Expression): TS.Expression {
  return ts.isParenthesizedExpression(callee) || ts.isNonNullExpression(callee) ? skipAsserted(ts, callee.expression) : callee;
}

function callMethod(run: Simulation, node: TS.CallExpression, callee: TS.PropertyAccessExpression, frame: Frame): Value {
  const { ts } = run.ask;
  const method = callee.name.text;
  const base = evaluate(run, callee.expression, frame);
  if (base.kind === "empty" && base.cells.length > 0) {
    if (ts.isOptionalChain(node)) {
      if (isSending(run, node, frame)) demand(run, frame, { failure: "loses", cells: base.cells, at: node });
      return { ...base, isHeld: false };
    }
    if (base.isHeld === true) demand(run, frame, { failure: "crashes", cells: base.cells, at: callee });
    handOver(run, node, frame);
    return UNKNOWN;
  }
  if (base.kind === "collection") {
    if (/^(?:get|find|findLast|pop|shift|at)$/.test(method)) return after(handOver(run, node, frame, false), UNDEFINED);
    if (/^(?:has|includes|some|delete)$/.test(method)) return after(handOver(run, node, frame, false), truth(false, []));
    if (/^(?:forEach|map|filter|flatMap|values|keys|entries|slice)$/.test(method)) return { kind: "collection", cells: [] };
    if (/^(?:push|unshift|set|add|splice)$/.test(method)) fill(run, callee.expression, frame);
  }
  const bound = run.machine.refOf(callee.expression);
  const member = bound === undefined || !/^(?:call|apply)$/.test(method) ? undefined : run.machine.members.get(bound);
  // `this.connected.then(() => …)` waits, as `await this.connected` does.
  const isOwnPromise = method === "then" && bound !== undefined && run.machine.form === "class";
  const given = handOver(run, node, frame, !isOwnPromise);
  if (member) return enter(run, member, given.slice(1), frame).value;
  if (given[0]?.text === "this") fillSelf(run, node, method, frame);
  const tested = test(run, node, method, given, frame);
  if (tested) return tested;
  const isListed = method === "includes" ? listed(run, callee.expression, given[0]) : undefined;
  if (isListed) return isListed;
  if (isAssertion(method) || (ts.isIdentifier(callee.expression) && isAssertion(callee.expression.text))) assertion(run, node, given[0], frame);
  return UNKNOWN;
}

/** Names of what may well be left out: who listens, counts or writes down. */
const OPTIONAL = /log|metric|trac|span|telemetr|monitor|stat|analytic|debug|report|progress|spinner|cache|callback|listener|observer|hook|audit|\bon[A-Z]/i;

/** `this.socket?.send(text)`: a call for its effect, of the member itself, which gets what the caller hands in; that it is left out nobody is told. */
export function isSending(run: Simulation, node: TS.CallExpression, frame: Frame): boolean {
  const { ts } = run.ask;
  const { parent } = node;
  const isForEffect = ts.isExpressionStatement(parent) || (ts.isBinaryExpression(parent) && ts.isExpressionStatement(parent.parent)) || (ts.isAwaitExpression(parent) && ts.isExpressionStatement(parent.parent));
  if (frame.depth !== 0 || run.isStart || !isForEffect || OPTIONAL.test(node.expression.getText())) return false;
  const home = run.ask.enclosing(node);
  const names = "parameters" in home ? home.parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : [])) : [];
  return node.arguments.some((argument) => new RegExp(`(?<![.\\w$])(?:${names.join("|")})\\b`).test(argument.getText())) && names.length > 0;
}

/** The value of what has been evaluated for its demands. */
function after(_evaluated: unknown, value: Value): Value {
  return value;
}

/** `isNullish(this.client)`: known for the usual names; any other question about a cell leaves it open what it knows then. */
function test(run: Simulation, node: TS.CallExpression, name: string, given: readonly Value[], frame: Frame): Value | undefined {
  const { ts } = run.ask;
  const cells = given.flatMap((value) => (value.isHeld === true && value.kind === "empty" ? value.cells : []));
  if (cells.length === 0) return undefined;
  const is = given.length === 1 ? isAbsenceTest(name) : undefined;
  if (is !== undefined) return truth(is, cells);
  const { parent } = node;
  const isAsked = ts.isIfStatement(parent) || ts.isPrefixUnaryExpression(parent) || ts.isConditionalExpression(parent) || ts.isBinaryExpression(parent);
  if (isAsked) for (const cell of cells) frame.state.set(cell, UNKNOWN);
  return undefined;
}

/** Evaluates the arguments; runs callbacks that are part of the call. */
function handOver(run: Simulation, node: TS.CallExpression | TS.NewExpression, frame: Frame, runsCallbacks = true): readonly Value[] {
  const { ts } = run.ask;
  return (node.arguments ?? []).map((argument) => {
    if (ts.isSpreadElement(argument)) return after(use(run, argument.expression, frame), UNKNOWN);
    if (!ts.isArrowFunction(argument) && !ts.isFunctionExpression(argument)) return use(run, argument, frame);
    const isRun = runsCallbacks && (run.isStart ? homeOf(run.ask, argument.body) !== argument : isThen(run, node) || !isLaterCallback(run.ask, argument));
    if (isRun) {
      const branch = forkOf(frame);
      runBody(run, argument, [], branch, true);
      joinInto(frame, frame, branch);
    } else if (run.isStart) give(run, argument, frame);
    return { kind: "function", cells: [] };
  });
}

function isThen({ ask: { ts } }: Simulation, node: TS.CallExpression | TS.NewExpression): boolean {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "then";
}

/** What a callback of the start sets is set by whatever calls it back. */
export function give(run: Simulation, callback: TS.Node, frame: Frame): void {
  for (const cell of run.setsWithin(callback)) frame.state.set(cell, UNKNOWN);
}

function assertion(run: Simulation, node: TS.CallExpression, checked: Value | undefined, frame: Frame): void {
  if (checked && truthOf(checked) === false && checked.cells.length > 0) {
    demand(run, frame, { failure: "throws", cells: checked.cells, at: node, said: wordsIn(run.ask, node) });
  }
}

export function construct(run: Simulation, node: TS.NewExpression, frame: Frame): Value {
  const { ts } = run.ask;
  const name = ts.isIdentifier(node.expression) ? node.expression.text : "";
  if (/^(?:Map|Set|WeakMap|WeakSet|Array)$/.test(name) && (node.arguments ?? []).length === 0) return { kind: "collection", cells: [] };
  if (!ts.isIdentifier(node.expression)) evaluate(run, node.expression, frame);
  const given = handOver(run, node, frame, name.endsWith("Promise"));
  if (given.some(({ text }) => text === "this") && run.isStart) forget(frame);
  return OBJECT;
}

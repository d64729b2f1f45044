import type * as TS from "typescript";
import { fill, fillSelf } from "./assign.ts";
import { evaluate, use } from "./evaluate.ts";
import { executeAll } from "./execute.ts";
import { assertion, test } from "./guards.ts";
import { after, callBack, give, handOver } from "./hand-over.ts";
import type { Member } from "./machine.ts";
import { bind } from "./patterns.ts";
import { listed } from "./read.ts";
import { isSending } from "./sending.ts";
import type { Frame, Simulation } from "./simulation.ts";
import { demand, forget } from "./simulation.ts";
import type { Value } from "./values.ts";
import { either, OBJECT, truth, UNDEFINED, UNKNOWN } from "./values.ts";
import { isAssertion, isWait } from "./words.ts";

const MAX_DEPTH = 5;

/** Runs a member of the machine from where it is called. */
export function enter(run: Simulation, member: Member, given: readonly Value[], frame: Frame): ReturnType<typeof runBody> {
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
    // What is called back is called when the member has done something, often at its end.
    const given = handOver(run, node, frame, run.isStart);
    const { value, isLeft } = runBody(run, body, given, frame, local !== undefined);
    if (!run.isStart) for (const argument of node.arguments) callBack(run, node, argument, frame);
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
  if (callee.expression.kind === ts.SyntaxKind.SuperKeyword) forgetInherited(run, frame);
  const bound = run.machine.refOf(callee.expression);
  const member = bound === undefined || !/^(?:call|apply)$/.test(method) ? undefined : run.machine.members.get(bound);
  // `this.connected.then(() => …)` waits, as `await this.connected` does.
  const isOwnPromise = method === "then" && bound !== undefined && run.machine.form === "class";
  const given = handOver(run, node, frame, !isOwnPromise);
  if (member) return enter(run, member, given.slice(1), frame).value;
  // `Object.keys(undefined)` throws, as an access does.
  const [of] = given;
  if (callee.expression.getText() === "Object" && /^(?:keys|values|entries)$/.test(method) && of?.kind === "empty" && of.isHeld === true) demand(run, frame, { failure: "crashes", cells: of.cells, at: node });
  if (of?.text === "this") fillSelf(run, node, method, frame);
  const known = test(run, node, method, given, frame) ?? (method === "includes" ? listed(run, callee.expression, given[0]) : undefined);
  if (known) return known;
  if (isAssertion(method) || (ts.isIdentifier(callee.expression) && isAssertion(callee.expression.text))) assertion(run, node, given[0], frame);
  return UNKNOWN;
}

/** `await super.initialize()` runs what this class hides: it may set whatever the base class has. */
function forgetInherited({ ask: { ts }, machine }: Simulation, frame: Frame): void {
  const owner = machine.at?.parent;
  for (const [name, { at }] of machine.cells) if (ts.findAncestor(at, ts.isClassLike) !== owner) frame.state.set(name, UNKNOWN);
}

/** What gets the object while it is made may fill it, unless the code of its class, which is in sight, fills no such field of anything. */
function forgetFilled({ ask }: Simulation, node: TS.NewExpression, frame: Frame): void {
  const made = ask.ts.isIdentifier(node.expression) ? ask.declarationOf(node.expression) : undefined;
  const text = made && ask.ts.isClassLike(made) ? made.getSourceFile().text : undefined;
  if (text === undefined) forget(frame);
  else for (const name of frame.state.keys()) if (new RegExp(`\\w\\.${name.replace(/\W/g, "")}\\s*(?:\\?\\?|\\|\\|)?=[^=>]`).test(text)) frame.state.set(name, UNKNOWN);
}

export function construct(run: Simulation, node: TS.NewExpression, frame: Frame): Value {
  const { ts } = run.ask;
  const name = ts.isIdentifier(node.expression) ? node.expression.text : "";
  if (/^(?:Map|Set|WeakMap|WeakSet|Array)$/.test(name) && (node.arguments ?? []).length === 0) return { kind: "collection", cells: [] };
  if (!ts.isIdentifier(node.expression)) evaluate(run, node.expression, frame);
  const given = handOver(run, node, frame, name.endsWith("Promise"));
  if (given.some(({ text }) => text === "this") && run.isStart) forgetFilled(run, node, frame);
  return OBJECT;
}

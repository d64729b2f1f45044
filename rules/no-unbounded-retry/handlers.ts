import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import type { Finding } from "../model/finding.ts";
import { functionOf, nameOfFunction } from "../model/functions.ts";
import { originOf } from "../model/origin.ts";
import { completes, isFailureHandler, isLoop } from "./flow.ts";
import { isOncePerConnection } from "./held-back.ts";
import { evidenceOf, findingOf, judge } from "./judge.ts";
import { limitOf } from "./limits.ts";
import { changesItsCondition } from "./once-more.ts";
import type { Edge } from "./reach.ts";
import { edgesFrom } from "./reach.ts";
import type { Region } from "./region.ts";
import type { Carried } from "./state.ts";
import { findCarried } from "./state.ts";
import type { Wait } from "./waits.ts";
import { collectWaits, isTimerCall, waitOf, worksToo } from "./waits.ts";

const MAX_HOPS = 2;

/** What an emitter tells when a connection or a process is gone. */
const GONE = /^(?:error|close|closed|disconnect|disconnected|connectionLost|exit|death)$/;
const MEMBERS = /^on(?:error|close|disconnect|exit)$/;
const REGISTERS: ReadonlySet<string> = new Set(["on", "once", "addListener", "addEventListener"]);

/** Opens a connection, as code has it. */
const OPENS = /\bnew WebSocket\(|\b(?:re)?connect\w*\(|\bcreate(?:Connection|Client|Socket)\(/i;

/** Waits in a way that can't be computed. */
const MAY_WAIT = /set_?timeout|back-?off|delay|sleep|\bwait|schedul|debounce|throttl|limiter/i;

/**
 * What is connected or started again from the handler of its own end, at once: nothing is armed, waited for or counted on the way round, so what can't come up is
 * tried as fast as the machine can.
 */
export function findHandlers(ask: Ask): readonly Finding[] {
  const { ts } = ask;
  const told = new Set<TS.Node>();
  return [...ask.nodes(ts.SyntaxKind.CallExpression), ...ask.nodes(ts.SyntaxKind.BinaryExpression)].flatMap((node) => {
    const value = registered(ask, node);
    const handler = value && handlerIn(ask, value);
    return handler ? (explain(ask, node, handler, told) ?? []) : [];
  });
}

/** What `socket.on("close", value)` and `socket.onclose = value` hand over. */
function registered({ ts }: Ask, node: TS.Node): TS.Expression | undefined {
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(node.left) && MEMBERS.test(node.left.name.text) ? node.right : undefined;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || !REGISTERS.has(node.expression.name.text)) return undefined;
  const [event, value] = node.arguments;
  return event && ts.isStringLiteralLike(event) && GONE.test(event.text) ? value : undefined;
}

/** The function in the file that a registration hands over, also by `….bind(this)`. */
function handlerIn(ask: Ask, value: TS.Expression): TS.SignatureDeclaration | undefined {
  const { ts } = ask;
  const given = inside(ask, value);
  if (ts.isArrowFunction(given) || ts.isFunctionExpression(given)) return given;
  const handler = ts.isCallExpression(given) && ts.isPropertyAccessExpression(given.expression) && given.expression.name.text === "bind" ? given.expression.expression : given;
  const name = ts.isPropertyAccessExpression(handler) ? handler.name : handler;
  const declaration = ts.isIdentifier(name) ? ask.declarationOf(name) : undefined;
  return declaration?.getSourceFile() === ask.file ? functionOf(ask, declaration) : undefined;
}

/** `told`: the calls that close the ways which were told already; handlers of `error` and of `close` often share one. */
function explain(ask: Ask, registration: TS.Node, handler: TS.SignatureDeclaration, told: Set<TS.Node>): Finding | undefined {
  const isArmed = ask.ts.findAncestor(registration, (node) => isTimerCall(ask, node)) !== undefined;
  if (isArmed) return undefined;
  const fork = findCall(ask, handler, (call) => isFork(ask, call));
  if (fork) return isFree(ask, [handler]) && !MAY_WAIT.test(handler.getText()) && !leavesLate(ask) ? tell(ask, fork, "cluster.fork", registration) : undefined;
  const homes = new Set<TS.Node>();
  for (let home = ask.enclosing(registration); !ask.ts.isSourceFile(home); home = ask.enclosing(home)) homes.add(home);
  const path = wayBack(ask, handler, homes, MAX_HOPS);
  const [first] = path ?? [];
  if (!path || !first || isOncePerConnection(ask, first.at)) return undefined;
  const back = path.at(-1) ?? first;
  if (changesItsCondition(ask, back.to, back.at)) return undefined;
  const functions = [handler, ...path.map(({ to }) => to)];
  const text = functions.slice(1).map((each) => each.getText()).join("\n");
  if (!OPENS.test(text)) return undefined;
  const what = nameOfFunction(ask, first.to)?.text ?? "the handler";
  const pauses = path.flatMap(({ at }, index) => pausesBefore(ask, at, functions[index] ?? handler));
  const [pause] = pauses;
  // What calls itself after a wait is told where it does.
  if (pause) return pauses.length === 1 && path.length > 1 ? judge(ask, regionOf(ask, handler, functions, pause, what)) : undefined;
  const last = back.at;
  if (told.has(last) || MAY_WAIT.test(handler.getText()) || functions.some((each) => waits(ask, each)) || !isFree(ask, functions)) return undefined;
  told.add(last);
  return tell(ask, first.at, what, registration);
}

/** What goes round over several functions and waits once on its way. */
function regionOf(ask: Ask, handler: TS.SignatureDeclaration, functions: readonly TS.SignatureDeclaration[], pause: Wait, what: string): Region {
  const all = findCarried(ask, functions, () => true);
  const isLocal = ({ declaration }: Carried): boolean => ask.ts.isVariableDeclaration(declaration) && functions.some((each) => each.pos <= declaration.pos && declaration.end <= each.end);
  const carried = all.filter((each) => !isLocal(each));
  const renewed = all.filter(isLocal);
  return { kind: "timer", at: pause.at, what, scope: ask.enclosing(pause.at), attempted: [], failure: handler, carried, renewed, waits: [pause], limit: limitOf(ask, functions, undefined, carried, renewed) };
}

/** The waits that a function is through when it comes to a call: those that it awaits, and those whose `then` the call is in. */
function pausesBefore(ask: Ask, call: TS.Node, home: TS.SignatureDeclaration): readonly Wait[] {
  const { ts } = ask;
  const found: Wait[] = [];
  for (let at = call; at !== home && !ts.isSourceFile(at); at = at.parent) {
    const before = ts.isFunctionLike(at) ? thenOf(ask, at) : undefined;
    if (before) found.push(before);
  }
  const awaited = "body" in home && home.body ? collectWaits(ask, [home.body]).waits : [];
  return [...found, ...awaited.filter(({ at }) => at.end <= call.pos && !worksToo(ask, at))];
}

/** The wait that a function continues: `sleep(1000).then(() => …)`. */
function thenOf(ask: Ask, value: TS.Node): Wait | undefined {
  const { ts } = ask;
  const { parent } = value;
  return ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === "then" ? waitOf(ask, parent.expression.expression) : undefined;
}

/** The calls that lead from a handler to the function that registers it. */
function wayBack(ask: Ask, from: TS.Node, homes: ReadonlySet<TS.Node>, hops: number): readonly Edge[] | undefined {
  const calls = edgesFrom(ask, from).filter(({ at, failure }) => ask.ts.isCallExpression(at) && failure === undefined && isOwn(ask, at, from));
  const direct = calls.find(({ to }) => homes.has(to));
  if (direct) return [direct];
  if (hops === 0) return undefined;
  for (const edge of calls) {
    const rest = wayBack(ask, edge.to, homes, hops - 1);
    if (rest) return [edge, ...rest];
  }
  return undefined;
}

/** Run by the function itself, not by something that it hands over, and not once for each of several. */
function isOwn(ask: Ask, node: TS.Node, home: TS.Node): boolean {
  const { ts } = ask;
  for (let at = node.parent; at !== home && !ts.isSourceFile(at); at = at.parent) if ((ts.isFunctionLike(at) && !thenOf(ask, at)) || isLoop(ask, at) || isTimerCall(ask, at)) return false;
  return true;
}

function findCall(ask: Ask, home: TS.SignatureDeclaration, isWanted: (call: TS.CallExpression) => boolean): TS.CallExpression | undefined {
  const { ts } = ask;
  const visit = (node: TS.Node): TS.CallExpression | undefined => (ts.isCallExpression(node) && isWanted(node) && isOwn(ask, node, home) ? node : ts.forEachChild(node, visit));
  return visit(home);
}

/** `fork` of Node.js' module `cluster`. */
function isFork(ask: Ask, { expression }: TS.CallExpression): boolean {
  if (!/(?:^|\.)fork$/.test(expression.getText())) return false;
  const origin = originOf(ask, expression);
  return (origin?.module === "cluster" || origin?.module === "node:cluster") && origin.steps.at(-1) === "fork";
}

/** What can't start waits before it leaves: `start().catch(() => setTimeout(() => process.exit(1), 5000))`. */
function leavesLate(ask: Ask): boolean {
  const { ts } = ask;
  return ask.named("exit").some(({ parent }) => {
    const timer = ts.isPropertyAccessExpression(parent) && parent.expression.getText() === "process" ? ts.findAncestor(parent, (node) => isTimerCall(ask, node)) : undefined;
    const home = timer && ask.enclosing(timer);
    return home !== undefined && !ts.isSourceFile(home) && isFailureHandler(ask, home);
  });
}

function waits(ask: Ask, home: TS.SignatureDeclaration): boolean {
  if (!("body" in home) || home.body === undefined) return false;
  const all = collectWaits(ask, [home.body]);
  return all.waits.length > 0 || all.others.some((each) => MAY_WAIT.test(each.getText()));
}

/** Nothing ends or counts what goes round, and no flag lets it pass once. */
function isFree(ask: Ask, functions: readonly TS.SignatureDeclaration[]): boolean {
  const carried = findCarried(ask, functions, () => true);
  const { kind } = limitOf(ask, functions, undefined, carried);
  return kind !== "attempts" && kind !== "time" && limitOf(ask, functions.slice(0, 1), undefined, carried).kind === "none" && !functions.some((each) => isOnce(ask, each, carried.map(({ name }) => name)));
}

/** `if (this.retried) return;` of something that is set on the way. */
function isOnce(ask: Ask, home: TS.SignatureDeclaration, names: readonly string[]): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (ts.isIfStatement(node) && !completes(ask, node.thenStatement) && names.includes(/[\w$]+$/.exec(node.expression.getText())?.[0] ?? "")) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(home);
}

function tell(ask: Ask, at: TS.Node, what: string, registration: TS.Node): Finding | undefined {
  return findingOf(ask, { at, what, defects: ["noLimit", "noDelay"], delays: "0 ms", evidence: [evidenceOf(registration, "is told that it is gone")], confidence: "medium" });
}

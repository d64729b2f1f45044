import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { nameOfFunction } from "../model/functions.ts";
import { attemptOf } from "./attempts.ts";
import { neverComes } from "./cannot-fail.ts";
import { emitterOf, isOfServer, opensAgain } from "./emitters.ts";
import { failureAround, isFailureHandler } from "./flow.ts";
import { isOncePerConnection } from "./held-back.ts";
import { limitOf } from "./limits.ts";
import { isPolling } from "./not-retries.ts";
import { endsItself } from "./once-more.ts";
import { isDivided } from "./other-attempts.ts";
import type { Edge } from "./reach.ts";
import { edgesFrom } from "./reach.ts";
import type { Region } from "./region.ts";
import type { Carried } from "./state.ts";
import { findCarried } from "./state.ts";
import { isTimerCall } from "./waits.ts";

const MAX_HOPS = 3;

/** A way from a timer's callback back to the function that arms the timer. */
interface Cycle {
  readonly home: TS.SignatureDeclaration;
  readonly path: readonly Edge[];
  readonly failure: TS.Node | undefined;
}

/** Timers that are armed because something failed, and whose callback makes the next attempt. */
export function findTimers(ask: Ask): readonly Region[] {
  return ask.nodes(ask.ts.SyntaxKind.CallExpression).filter((node) => isTimerCall(ask, node)).flatMap((call) => explain(ask, call) ?? []);
}

function explain(ask: Ask, timer: TS.CallExpression): Region | undefined {
  const { ts } = ask;
  const [callback, time] = timer.arguments;
  // Armed for nought, it only lets the caller return first.
  if (!callback || !time || time.getText() === "0" || isPolling(ask, timer) || isOncePerConnection(ask, timer)) return undefined;
  const homes = new Set<TS.Node>();
  for (let home = ask.enclosing(timer); !ts.isSourceFile(home); home = ask.enclosing(home)) homes.add(home);
  const cycles = findCycles(ask, callback, timer, homes);
  const cycle = cycles.find(({ failure }) => failure) ?? cycles[0];
  if (!cycle) return ofEmitter(ask, timer, callback, time);
  // A timer that is armed again without a failure is a schedule.
  if (!cycle.failure || cycles.some((each) => isSchedule(ask, each)) || hasSchedule(ask, cycle, timer)) return undefined;
  if (neverComes(ask, cycle.failure) || isOfServer(ask, cycle.failure)) return undefined;
  if (ts.isCatchClause(cycle.failure) && !attemptOf(ask, [cycle.failure.parent.tryBlock])) return undefined;
  if (cycle.path.some(({ to, at }) => isLocalWork(ask, to) || isBeat(ask, to) || isOfOther(ask, at, timer, cycle))) return undefined;
  const [step] = cycle.path;
  if (step && ts.isCallExpression(step.at) && (endsItself(ask, step.to, step.at, timer) || makesFailure(ask, callback, step.at))) return undefined;
  const functions = [...new Set([cycle.home, ...cycle.path.map(({ to }) => to)])];
  const carried = carriedBy(ask, cycle, timer, [...functions, callback]);
  if (carried === undefined) return undefined;
  const { kept, renewed, isReset } = carried;
  if (kept.some((each) => each.argument !== undefined && isDivided(ask, each))) return undefined;
  const limit = limitOf(ask, functions, undefined, kept, renewed);
  const name = nameOfFunction(ask, cycle.path[0]?.to ?? cycle.home)?.text;
  return {
    kind: "timer",
    at: timer,
    what: name ?? "the timer",
    scope: cycle.home,
    attempted: [],
    failure: cycle.failure,
    carried: kept,
    renewed,
    waits: isGiven(ask, time, kept, cycle) ? undefined : [{ at: timer, shown: time, delay: (machine, names) => machine.evaluate(time, names) }],
    limit: limit.kind === "none" && isReset ? { kind: "none", why: "reset" } : limit,
  };
}

/** `client.on("disconnected", () => setTimeout(() => client.connect(), 5000))`: the way back leads through the client, whose next end comes to the same handler. */
function ofEmitter(ask: Ask, timer: TS.CallExpression, callback: TS.Expression, time: TS.Expression): Region | undefined {
  const { ts } = ask;
  const home = ask.enclosing(timer);
  if (ts.isSourceFile(home) || !isFailureHandler(ask, home)) return undefined;
  const emitter = emitterOf(ask, home);
  if (!emitter || !opensAgain(ask, callback, emitter)) return undefined;
  const carried = findCarried(ask, [home], () => true);
  return {
    kind: "timer",
    at: timer,
    what: emitter.getText().replace(/\s+/g, ""),
    scope: home,
    attempted: [],
    failure: home,
    carried,
    waits: [{ at: timer, shown: time, delay: (machine, names) => machine.evaluate(time, names) }],
    limit: limitOf(ask, [home], undefined, carried),
  };
}

/** The callback makes the error that it hands on: its time is how long nothing was heard, and no delay between two attempts. */
function makesFailure(ask: Ask, callback: TS.Expression, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const isMade = (value: TS.Expression | undefined): boolean => value !== undefined && ts.isNewExpression(value) && value.expression.getText().endsWith("Error");
  return call.arguments.some((argument) => {
    if (!ts.isIdentifier(argument)) return isMade(argument);
    const declaration = ask.declarationOf(argument);
    return declaration !== undefined && ts.isVariableDeclaration(declaration) && callback.pos <= declaration.pos && declaration.end <= callback.end && isMade(declaration.initializer);
  });
}

/** Comes back without any failure: at once from the timer's own callback, or later without a condition. */
function isSchedule({ ts }: Ask, { failure, path, home }: Cycle): boolean {
  const last = path.at(-1);
  if (failure || !last) return false;
  return path.length === 1 || ts.findAncestor(last.at, (node) => (node === home || ts.isFunctionLike(node) ? "quit" : ts.isIfStatement(node))) === undefined;
}

/** Another timer of the same function makes the same call after a success. */
function hasSchedule(ask: Ask, { home, path }: Cycle, timer: TS.Node): boolean {
  const { ts } = ask;
  const [first] = path;
  return ask.nodes(ts.SyntaxKind.CallExpression).some((other) => {
    if (other === timer || other.pos < home.pos || other.end > home.end || !isTimerCall(ask, other) || failureAround(ask, other, home)) return false;
    const [callback] = other.arguments;
    return callback !== undefined && edgesFrom(ask, callback).some(({ to }) => to === first?.to);
  });
}

/** Comes at its own pace, whether the last one failed or not. */
function isBeat(ask: Ask, to: TS.SignatureDeclaration): boolean {
  return /heart-?beat|keep-?alive/i.test(nameOfFunction(ask, to)?.text ?? "");
}

/** Another timer on the way adds a time of its own. */
function isOfOther(ask: Ask, at: TS.Node, timer: TS.CallExpression, { home, path }: Cycle): boolean {
  const { ts } = ask;
  const isOther = (from: TS.Node): boolean => ts.findAncestor(from, (node) => (node === home || path.some(({ to }) => to === node) ? "quit" : node !== timer && isTimerCall(ask, node))) !== undefined;
  return isOther(at) || isOther(timer);
}

/** Threads and processes of this machine are started again, not asked again. */
function isLocalWork(ask: Ask, to: TS.SignatureDeclaration): boolean {
  if (/\bnew SerialPort\b/.test(to.getText())) return true;
  return /^_*(?:re)?(?:spawn|fork)|Worker$|Process$/.test(nameOfFunction(ask, to)?.text ?? "") && /\bnew Worker\(|\bfork\(|\bspawn\(/.test(to.getText());
}

function findCycles(ask: Ask, callback: TS.Expression, timer: TS.Node, homes: ReadonlySet<TS.Node>): readonly Cycle[] {
  const cycles: Cycle[] = [];
  const seen = new Set<TS.Node>();
  const walk = (from: TS.Node, path: readonly Edge[], failure: TS.Node | undefined): void => {
    for (const edge of edgesFrom(ask, from)) {
      const because = failure ?? edge.failure;
      const next = [...path, edge];
      if (homes.has(edge.to)) cycles.push({ home: edge.to, path: next, failure: because ?? failureAround(ask, timer, edge.to) });
      else if (next.length <= MAX_HOPS && !seen.has(edge.to)) {
        seen.add(edge.to);
        walk(edge.to, next, because);
      }
    }
  };
  walk(callback, [], undefined);
  return cycles;
}

/** What is carried on through fields, outer variables and parameters; a local of the function that is entered again starts anew. */
function carriedBy(ask: Ask, { home, path }: Cycle, timer: TS.CallExpression, scopes: readonly TS.Node[]): { readonly kept: readonly Carried[]; readonly renewed: readonly Carried[]; readonly isReset: boolean } | undefined {
  const { ts } = ask;
  const all = findCarried(ask, scopes.filter((scope) => !ts.isIdentifier(scope)), () => true);
  const isLocal = ({ declaration }: Carried): boolean => ts.isVariableDeclaration(declaration) && scopes.some((scope) => scope.pos <= declaration.pos && declaration.end <= scope.end);
  const locals = all.filter(isLocal);
  const kept = all.filter((each) => !isLocal(each));
  const [only] = path;
  // `setTimeout(connect, delay, url, next)`: the timer itself hands on what comes after the delay.
  const handed = path.length !== 1 || !only ? [] : ts.isCallExpression(only.at) ? only.at.arguments : only.at === timer.arguments[0] ? timer.arguments.slice(2) : [];
  const given = home.parameters.flatMap((declaration, index): readonly Carried[] => givenTo(ask, declaration, handed[index]));
  const isReset = locals.some(({ writes }) => writes.some((write) => !ts.isBinaryExpression(write)));
  return { kept: [...kept, ...given], renewed: locals, isReset };
}

function givenTo({ ts }: Ask, declaration: TS.ParameterDeclaration, argument: TS.Expression | undefined): readonly Carried[] {
  if (!argument || !ts.isIdentifier(declaration.name)) return [];
  const { text } = declaration.name;
  // Handed on as it is: the same for each attempt.
  return ts.isIdentifier(argument) && argument.text === text ? [] : [{ declaration, name: text, initial: declaration.initializer, writes: [], argument }];
}

/** The delay is a parameter that some function on a longer way gives: it can't be told. */
function isGiven(ask: Ask, time: TS.Expression, carried: readonly Carried[], { path }: Cycle): boolean {
  const { ts } = ask;
  if (path.length === 1) return false;
  const visit = (node: TS.Node): boolean => {
    if (ts.isIdentifier(node) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)) {
      const declaration = ask.declarationOf(node);
      if (declaration && ts.isParameter(declaration) && !carried.some((each) => each.declaration === declaration)) return true;
    }
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(time);
}

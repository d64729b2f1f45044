import type * as TS from "typescript";
import type { Start } from "../knowledge/events.ts";
import { startOf } from "../knowledge/events.ts";
import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { calledName, isCallee, nameOfFunction, unwrapped } from "../model/functions.ts";
import { callersInProduction } from "./callers.ts";
import { isOpen, leavesSight } from "./outside.ts";
import { isOfUnseen } from "./overrides.ts";

const MAX_DEPTH = 8;
const MAX_FUNCTIONS = 64;

/** What starts a function in the end. `outside`: code that nobody sees, such as the users of a library, or a framework that routes requests. */
export interface Source {
  readonly by: Start["by"] | "outside";
  /** The event's or the timer's name. */
  readonly name: string;
}

const OUTSIDE: Source = { by: "outside", name: "" };

/** What starts a function, itself or through the functions that call it, up to `maxDepth` of them. Start-ups, scripts and what is in nobody's sight but ours have no source. */
export function sourcesOf(ask: Ask, activation: Activation, maxDepth: number = MAX_DEPTH): readonly Source[] {
  return climb(ask, activation, maxDepth).sources;
}

/** Whether a function in sight calls another one, or hands it over. */
export function isCalledInSight(ask: Ask, activation: Activation): boolean {
  return climb(ask, activation, 1).through.size > 1;
}

/** Whether an event runs a function, as often as somebody sends. */
export function isOfTraffic(ask: Ask, home: Activation): boolean {
  return sourcesOf(ask, home).some(({ by }) => by === "traffic");
}

/** Whether one function starts another, itself or through others, now or later: a producer that wakes its worker. */
export function isStartedBy(ask: Ask, activation: Activation, starter: Activation): boolean {
  return climb(ask, activation, MAX_DEPTH).through.has(starter);
}

/** From a function up through those that call it, or hand it over. */
function climb(ask: Ask, activation: Activation, maxDepth: number): { readonly sources: readonly Source[]; readonly through: ReadonlySet<Activation> } {
  const { ts } = ask;
  const sources: Source[] = [];
  const through = new Set<Activation>();
  let layer: readonly Activation[] = [activation];
  for (let depth = 0; depth <= maxDepth && layer.length > 0; depth++) {
    const callers: Activation[] = [];
    for (const home of layer) {
      if (through.has(home) || through.size >= MAX_FUNCTIONS || ts.isSourceFile(home) || ts.isConstructorDeclaration(home)) continue;
      through.add(home);
      sources.push(...stepFrom(ask, home, callers));
    }
    layer = callers;
  }
  return { sources, through };
}

/** The sources of one function; who calls it is added to `callers`. */
function stepFrom(ask: Ask, home: Activation, callers: Activation[]): readonly Source[] {
  const { ts } = ask;
  const isExpression = ts.isArrowFunction(home) || ts.isFunctionExpression(home);
  const isValue = isExpression || (ts.isMethodDeclaration(home) && ts.isObjectLiteralExpression(home.parent));
  const own = isValue ? startOf(ask, home) : undefined;
  if (own) return [own];
  const sources: Source[] = [];
  let isReferredTo = false;
  let isCalledByOthers = false;
  for (const reference of callersInProduction(ask, home)) {
    // What a function itself starts again was started before.
    if (isOverload(ask, reference) || ask.ts.findAncestor(reference, (node) => node === home)) continue;
    isReferredTo = true;
    isCalledByOthers ||= ask.ts.findAncestor(reference, (node) => node === home.parent) === undefined;
    const start = isCallee(ask, reference) ? undefined : (startOf(ask, reference) ?? (leavesSight(ask, reference) ? OUTSIDE : undefined));
    if (start) sources.push(start);
    else if (isCallee(ask, reference)) callers.push(homeOf(ask, reference));
    else sources.push(...stepFromHandedOver(ask, home, reference, callers));
  }
  // What a class of a framework calls by a name that it gave is called from there, also where the class itself calls it, too.
  const isHook = !isCalledByOthers && isOfUnseen(ask, home) && !(nameOfFunction(ask, home)?.text.startsWith("_") ?? false);
  if (isReferredTo && !(isHook && isOpen(ask, home))) return sources;
  if (isOpen(ask, home)) return [...sources, OUTSIDE];
  return isExpression ? stepFromHandedOver(ask, home, home, callers) : [];
}

/**
 * What an unknown callee or a settled promise runs is put down to who handed it over: `retry(task)`. What is kept in options, or handed over once and for all at a start,
 * and takes something, is run for what comes: `new Transform({ transform(chunk) { … } })`, `registry.add("job", (job) => { … })`.
 */
function stepFromHandedOver(ask: Ask, home: Activation, place: TS.Node, callers: Activation[]): readonly Source[] {
  const { ts } = ask;
  const at = unwrapped(ask, place);
  const { parent } = at;
  const takes = "parameters" in home && home.parameters.length > 0;
  const option = ts.isPropertyAssignment(parent) ? parent.parent : undefined;
  if (option) return takes && isArgument(ask, option) ? [OUTSIDE] : [];
  if (ts.isCallExpression(parent) && parent.expression === at) callers.push(homeOf(ask, at));
  if (!isArgument(ask, at)) {
    // `<button onClick={() => log(text)}>` is written where it is written.
    if (place === home) callers.push(homeOf(ask, at));
    return [];
  }
  const giver = homeOf(ask, at);
  const isAtStart = ts.isSourceFile(giver) || ts.isConstructorDeclaration(giver);
  if (!isAtStart) callers.push(giver);
  return isAtStart && takes && !isContinuation(ask, parent) ? [OUTSIDE] : [];
}

function isContinuation(ask: Ask, call: TS.Node): boolean {
  return ask.ts.isCallExpression(call) && /^(?:then|catch|finally)$/.test(calledName(ask, call.expression) ?? "");
}

function isArgument(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = unwrapped(ask, at);
  return (ts.isCallExpression(parent) && parent.expression !== at) || ts.isNewExpression(parent);
}

/** The name in another signature of the same function. */
function isOverload(ask: Ask, { parent }: TS.Node): boolean {
  return ask.ts.isFunctionDeclaration(parent) || ask.ts.isMethodDeclaration(parent) || ask.ts.isMethodSignature(parent);
}

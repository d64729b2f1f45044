import type * as TS from "typescript";
import type { Activation, Ask } from "../../rules/model/ask.ts";
import { calledName, isCallee, referencesTo, unwrapped } from "../../rules/model/functions.ts";

/** Through how many functions a reload may lead. */
const MAX_CALLS = 2;

/** Calls that run a function each time that something changes, or some time has gone by. */
const REPEATS = /^(?:watch|watchFile|setInterval)$/;

/** Events that come again and again: of watchers of files, and signals by which people ask for a reload. */
const EVENTS = /^(?:change|changed|rename|add|update|all|SIG[A-Z\d]+)$/;

/** Whether a function runs more than once: for a watcher, a timer or a signal, or because several places call it. */
export function isRunAgain(ask: Ask, home: Activation, calls: number = MAX_CALLS): boolean {
  if (isHandedToRepeat(ask, home)) return true;
  const uses = usesOf(ask, home);
  if (uses.some((use) => isHandedToRepeat(ask, use))) return true;
  const run = uses.filter((use) => isCallee(ask, use));
  return run.length > 1 || (calls > 0 && run.some((use) => isFunction(ask, ask.enclosing(use)) && isRunAgain(ask, ask.enclosing(use), calls - 1)));
}

/** Whether a function is a reload and nothing else: nobody calls it to load for the first time. */
export function isRunOnlyAgain(ask: Ask, home: Activation, calls: number = MAX_CALLS): boolean {
  if (isHandedToRepeat(ask, home)) return true;
  const uses = usesOf(ask, home);
  if (uses.length === 0) return false;
  return uses.every((use) => isHandedToRepeat(ask, use) || (calls > 0 && isCallee(ask, use) && isFunction(ask, ask.enclosing(use)) && isRunOnlyAgain(ask, ask.enclosing(use), calls - 1)));
}

function usesOf(ask: Ask, home: Activation): readonly TS.Expression[] {
  return referencesTo(ask, home) ?? [];
}

function isFunction({ ts }: Ask, home: Activation): boolean {
  return ts.isFunctionLike(home) && !ts.isConstructorDeclaration(home);
}

/** `watch(path, run)`, `watcher.on("change", run)`, `process.on("SIGHUP", run)`, also as `() => run()`, which is a function of its own. */
function isHandedToRepeat(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, node);
  const call = at.parent;
  if (!ts.isCallExpression(call) || call.expression === at) return false;
  const name = calledName(ask, call.expression) ?? "";
  if (REPEATS.test(name)) return true;
  const [event] = call.arguments;
  return /^(?:on|addListener)$/.test(name) && event !== undefined && event !== at && ts.isStringLiteralLike(event) && EVENTS.test(event.text);
}

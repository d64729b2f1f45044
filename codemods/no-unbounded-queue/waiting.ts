import type * as TS from "typescript";
import { isLaterCallback } from "../../rules/knowledge/turns.ts";
import type { Activation, Ask } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import { callersOf } from "./callers.ts";
import { placeOf } from "./splice.ts";
import { isAsync } from "./throwing.ts";
import type { UntypedCalls } from "./untyped-calls.ts";

const MAX_CALLERS = 60;

/**
 * Why a producer must not wait for room where it adds. It may where adding is the last thing an async function does, so that nothing of it runs
 * later than before, and where everybody who calls it awaits it already, so that waiting reaches them. `statement` is the one that adds.
 */
export function explainImpatient(ask: Ask, statement: TS.Statement, takers: ReadonlySet<Activation>, untypedCalls: UntypedCalls): string | undefined {
  const home = ask.enclosing(statement);
  if (!isAsync(ask, home)) return `the function at ${placeOf(ask, statement)} is not async`;
  if ("asteriskToken" in home && home.asteriskToken !== undefined) return `the function at ${placeOf(ask, statement)} is a generator`;
  if (takers.has(home)) return `the function at ${placeOf(ask, statement)} also takes out, and would wait for itself`;
  const next = findNext(ask, statement, home);
  if (next) return `${placeOf(ask, next)} would run only when there is room`;
  return explainCallers(ask, home, new Set(), untypedCalls);
}

/** What runs in the function after a statement; a loop's own next round is more of the same. */
function findNext(ask: Ask, statement: TS.Statement, home: Activation): TS.Node | undefined {
  const { ts } = ask;
  for (let at: TS.Node = statement; at.parent !== home; at = at.parent) {
    const { parent } = at;
    if (ts.isTryStatement(parent) && (parent.catchClause || parent.finallyBlock)) return parent.catchClause ?? parent.finallyBlock;
    if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) continue;
    const after = parent.statements.slice(parent.statements.indexOf(at as TS.Statement) + 1).find((each) => !isEnd(ask, each));
    if (after) return after;
    if (ts.isCaseOrDefaultClause(parent)) return parent.parent.clauses.at(-1) === parent ? undefined : parent;
  }
  return undefined;
}

function isEnd(ask: Ask, statement: TS.Statement): boolean {
  const { ts } = ask;
  return ts.isFunctionDeclaration(statement) || (ts.isReturnStatement(statement) && !statement.expression) || ts.isEmptyStatement(statement);
}

function explainCallers(ask: Ask, home: Activation, seen: Set<Activation>, untypedCalls: UntypedCalls): string | undefined {
  const { ts } = ask;
  if (seen.has(home)) return undefined;
  seen.add(home);
  if (seen.size > MAX_CALLERS) return "too many functions call the producer to follow them all";
  if (isLaterCallback(ask, home)) return `a timer or an event runs it (${placeOf(ask, home)}), and does not wait`;
  const callers = callersOf(ask, home, untypedCalls);
  if (typeof callers === "string") return callers;
  for (const call of callers.calls) {
    const at = unwrapped(ask, call);
    const { parent } = at;
    const isPassedOn = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at);
    if (!ts.isAwaitExpression(parent) && !isPassedOn) return `the call at ${placeOf(ask, call)} does not wait`;
    const why = explainCallers(ask, ask.enclosing(at), seen, untypedCalls);
    if (why !== undefined) return why;
  }
  return undefined;
}

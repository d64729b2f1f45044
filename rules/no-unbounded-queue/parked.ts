import type * as TS from "typescript";
import { homeOf } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { isCallee } from "../model/functions.ts";
import { callersInProduction } from "./callers.ts";
import { contentOf } from "./given.ts";
import type { Use } from "./uses.ts";

/** So many calls of a helper that adds are looked at. */
const MAX_CALLS = 8;

/**
 * Whether a producer adds only when it can't go on at once, and otherwise hands the same item on: `if (this.isOpen) socket.send(m); else queue.push(m);`.
 * Then the stock is what is left over while the other side is away or busy. `names` are those of the item.
 */
export function isParked(ask: Ask, add: Use, names: ReadonlySet<string>): boolean {
  if (isLeftBehind(ask, add, names)) return true;
  const calls = [...callersInProduction(ask, add.home)].slice(0, MAX_CALLS).filter((reference) => isCallee(ask, reference)).map(({ parent }) => parent as TS.CallExpression);
  return calls.some((call) => {
    const there = { ...add, at: call, items: call.arguments, home: homeOf(ask, call) };
    return isLeftBehind(ask, there, contentOf(ask, there).names);
  });
}

/** The same, in the producer itself. */
export function isLeftBehind(ask: Ask, add: Use, names: ReadonlySet<string>): boolean {
  return isOfFailure(ask, add, names) || waysAround(ask, add).some(({ condition, other }) => asksForState(ask, condition, names) && other.some((part) => handsOn(ask, part, names)));
}

/** `try { send(m); } catch { queue.push(m); }`: what could not be handed on is kept. */
function isOfFailure(ask: Ask, { at, home }: Use, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  const handler = ts.findAncestor(at, (node) => (node === home ? "quit" : ts.isCatchClause(node)));
  return handler !== undefined && handsOn(ask, (handler.parent as TS.TryStatement).tryBlock, names);
}

/** Whether the addition stands under a condition that is not about the item alone. */
export function isConditional(ask: Ask, add: Use, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  for (let at = add.at; at !== add.home && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isIfStatement(at.parent) && at.parent.expression !== at && asksForState(ask, at.parent.expression, names)) return true;
  }
  return false;
}

/** A condition that decides whether a producer adds. */
export interface Way {
  readonly condition: TS.Expression;
  /** The value of the condition with which it adds. */
  readonly adds: boolean;
  /** What runs when the addition does not. */
  readonly other: readonly TS.Node[];
}

/** The conditions around an addition, and those before it that leave, in its own function. */
export function waysAround(ask: Ask, { at: addition, home }: Use): readonly Way[] {
  const { ts } = ask;
  const ways: Way[] = [];
  for (let at = addition; at !== home && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && at !== parent.expression) {
      const branch = at === parent.thenStatement ? parent.elseStatement : parent.thenStatement;
      const rest = at === parent.thenStatement && leaves(ask, parent.thenStatement) && ts.isBlock(parent.parent) ? parent.parent.statements.filter(({ pos }) => pos >= parent.end) : [];
      ways.push({ condition: parent.expression, adds: at === parent.thenStatement, other: [...(branch ? [branch] : []), ...rest] });
    }
    if (ts.isBlock(parent)) {
      for (const statement of parent.statements) {
        if (statement.end <= at.pos && ts.isIfStatement(statement) && leaves(ask, statement.thenStatement)) ways.push({ condition: statement.expression, adds: false, other: [statement.thenStatement] });
      }
    }
  }
  return ways;
}

/** Whether a branch ends by leaving what it stands in. */
export function leaves(ask: Ask, branch: TS.Statement): boolean {
  const { ts } = ask;
  const last = ts.isBlock(branch) ? branch.statements.at(-1) : branch;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isContinueStatement(last));
}

/** Whether a condition asks for something else than the item: a flag, a size, another object. */
function asksForState(ask: Ask, condition: TS.Node, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  if (condition.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isPropertyAccessExpression(condition)) return asksForState(ask, condition.expression, names);
  if (ts.isIdentifier(condition)) return !names.has(condition.text) && condition.text !== "undefined";
  return ts.forEachChild(condition, (child) => asksForState(ask, child, names)) ?? false;
}

/** Whether code gives the item to a call, or back to the caller. */
function handsOn(ask: Ask, code: TS.Node, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  const mentions = (node: TS.Node): boolean => (ts.isIdentifier(node) && names.has(node.text)) || (ts.forEachChild(node, mentions) ?? false);
  if (ts.isCallExpression(code) && code.arguments.some(mentions)) return true;
  if (ts.isReturnStatement(code) && code.expression && mentions(code.expression)) return true;
  return ts.forEachChild(code, (child) => handsOn(ask, child, names)) ?? false;
}

import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { unwrapped } from "../model/functions.ts";
import { isOfOwnObject, isReassigned } from "./aliases.ts";
import { classifyAround, classifyHolder } from "./around.ts";
import { classifyItems } from "./items.ts";
import { classifySize } from "./flow.ts";
import { classifyLink } from "./linked.ts";
import type { Scope } from "./references.ts";
import type { Stock } from "./stocks.ts";
import { isAssignment } from "./target.ts";

/**
 * What one use does with a stock:
 * `add` puts in · `take` takes from the head, `take-last` from the end that was added to · `drain` takes all ·
 * `clear` empties without reading · `remove` removes a known item · `sweep` lets go what is done, and keeps the rest · `trim` cuts to a size · `replace` puts another value in
 * its place · `size` asks how much it holds · `wait` awaits room · `read` looks at the items · `search` looks for one ·
 * `escape` hands the container to code that is not in sight.
 */
export type Operation =
  | "add" | "take" | "take-last" | "drain" | "clear" | "remove" | "sweep" | "trim" | "replace" | "size" | "wait" | "read" | "search" | "escape";

/** What one use does, and where: the whole operation (the call, the assignment, the operand of a comparison). */
export interface Classified {
  readonly operation: Operation;
  readonly at: TS.Node;
  /** For `add`: the expressions that are put in. */
  readonly items?: readonly TS.Expression[];
}

export interface Use extends Required<Classified> {
  /** The activation that runs it. */
  readonly home: Activation;
}

/** Whether a use may take something out, in sight or out of it. */
export function isOutflow(use: Use): boolean {
  return use.operation !== "add" && use.operation !== "read" && use.operation !== "search" && use.operation !== "size";
}

/** What an expression stands for: the stock, an end of a linked list, the Map or record around it, the object it is a member of, or its size. */
export type Role = "stock" | "link" | "around" | "holder" | "size";

/** Says that other expressions stand for the same thing: a local alias, a getter's result, a parameter. */
export type Follow = (expressions: readonly TS.Expression[], as: Role) => void;

/** Says what the expression does with what it stands for; follows it where it goes on under another name. */
export type Classify = (ask: Ask, stock: Stock, expression: TS.Expression, follow: Follow) => Classified | undefined;

interface Position {
  readonly expression: TS.Expression;
  readonly as: Role;
  /** Whether it stands under another name than the binding's own: assigning to it changes only the name. */
  readonly isAlias: boolean;
}

const CLASSIFY: Readonly<Record<Role, Classify>> = {
  stock: classifyItems,
  link: classifyLink,
  around: classifyAround,
  holder: classifyHolder,
  size: classifySize,
};

/** So many expressions stand for one binding in no code that a person wrote. */
const MAX_POSITIONS = 1_000;

/** Classifies every use of a stock in code that production runs, through local aliases, getters, lookups and parameters of functions in sight. */
export function traceUses(ask: Ask, stock: Stock, scope: Scope): readonly Use[] {
  const seen = new Set<TS.Node>();
  const uses: Use[] = [];
  const positions: Position[] = [
    ...stock.references(scope).filter((expression) => stock.holder !== undefined || !isOfOwnObject(ask, expression)).map((expression) => ({ expression, as: roleOf(stock), isAlias: false })),
    ...(stock.holder?.references(scope) ?? []).map((expression) => ({ expression, as: "holder" as const, isAlias: false })),
  ];
  const follow: Follow = (expressions, as) => {
    for (const expression of expressions) positions.push({ expression, as, isAlias: ask.ts.isIdentifier(expression) });
  };
  for (const { expression, as, isAlias } of positions) {
    if (isSupportCode(ask.pathOf(expression.getSourceFile()))) continue;
    if (seen.has(expression) || seen.size > MAX_POSITIONS || (isAlias && (isAssigned(ask, expression) || isReassigned(ask, expression)))) continue;
    seen.add(expression);
    const use = CLASSIFY[as](ask, stock, expression, follow);
    if (use) uses.push({ items: [], ...use, home: homeOf(ask, use.at) });
  }
  return markDrains(stock, uses).sort((a, b) => compareFiles(a, b) || a.at.pos - b.at.pos);
}

function roleOf(stock: Stock): Role {
  if (stock.link !== undefined) return "link";
  return stock.around ? "around" : "stock";
}

function compareFiles(a: Use, b: Use): number {
  const [left, right] = [a.at.getSourceFile().fileName, b.at.getSourceFile().fileName];
  return left < right ? -1 : Number(left > right);
}

function isAssigned(ask: Ask, name: TS.Expression): boolean {
  const { parent } = unwrapped(ask, name);
  return ask.ts.isBinaryExpression(parent) && isAssignment(ask, parent) && parent.left === name;
}

/** Emptying is draining where the same activation looked at the items first. */
function markDrains(stock: Stock, uses: readonly Use[]): Use[] {
  return uses.map((use) => {
    // Who takes the last node of a linked list clears the other end, too.
    if (stock.link !== undefined && use.operation === "clear" && uses.some((other) => other.operation === "take" && other.home === use.home)) return { ...use, operation: "read" };
    const isRead = (other: Use): boolean => other.operation === "read" && other.home === use.home && other.at.pos <= use.at.pos;
    return use.operation === "clear" && uses.some(isRead) ? { ...use, operation: "drain" } : use;
  });
}

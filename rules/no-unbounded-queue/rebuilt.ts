import type * as TS from "typescript";
import { homeOf } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { RELEASES } from "./words.ts";

/** So many locals and calls one after the other are followed. */
const MAX_STEPS = 8;

/** Where the time comes from. What is kept until it is old is no backlog of anybody. */
const CLOCK = /\bDate\.now\(|\bnew Date\b|\bperformance\.now\(|\bhrtime\b/;

/** What a value that is assigned to a binding does to the binding's own value. */
export interface Rebuilt {
  /** What is put behind the old contents. */
  readonly items: readonly TS.Expression[];
  /** The calls and the loop on the way. */
  readonly steps: readonly (TS.CallExpression | TS.IterationStatement)[];
}

/**
 * Follows a value back to the binding that it is assigned to: `const all = queue.concat(more); const sorted = all.sort(byTime); queue = sorted;`,
 * `const { kept } = queue.reduce(…); queue = kept;`, `const kept = []; for (const item of queue) if (…) kept.push(item); queue = kept;`. `undefined`: it comes from elsewhere.
 */
export function findRebuilt(ask: Ask, { left, right }: TS.BinaryExpression): Rebuilt | undefined {
  const { ts } = ask;
  const stock = left.getText();
  const items: TS.Expression[] = [];
  const steps: (TS.CallExpression | TS.IterationStatement)[] = [];
  let at = inside(ask, right);
  for (let step = 0; step < MAX_STEPS && at.getText() !== stock; step++) {
    const callee = ts.isCallExpression(at) ? at.expression : undefined;
    const [spread] = ts.isArrayLiteralExpression(at) ? at.elements.filter(ts.isSpreadElement) : [];
    if (ts.isCallExpression(at) && callee && ts.isPropertyAccessExpression(callee)) {
      if (callee.name.text === "concat") items.push(...at.arguments);
      steps.push(at);
      at = inside(ask, callee.expression);
    } else if (ts.isArrayLiteralExpression(at) && spread) {
      items.push(...at.elements.filter((element) => element !== spread));
      at = inside(ask, spread.expression);
    } else {
      const local = localOf(ask, at, left);
      if (!local?.initializer) return undefined;
      const loop = ts.isArrayLiteralExpression(local.initializer) ? loopOver(ask, stock, local) : undefined;
      if (loop) return { items, steps: [...steps, loop] };
      at = inside(ask, local.initializer);
    }
  }
  return at.getText() === stock ? { items, steps } : undefined;
}

/** The variable of the same function that an expression names. */
function localOf(ask: Ask, expression: TS.Expression, place: TS.Node): TS.VariableDeclaration | undefined {
  const { ts } = ask;
  const declaration = ts.isIdentifier(expression) ? ask.declarationOf(expression) : undefined;
  const local = declaration && ts.findAncestor(declaration, ts.isVariableDeclaration);
  return local && homeOf(ask, local) === homeOf(ask, place) ? local : undefined;
}

/** `for (const item of stock)`, beside a list that is empty at first. */
function loopOver(ask: Ask, stock: string, { parent }: TS.VariableDeclaration): TS.ForOfStatement | undefined {
  const { ts } = ask;
  const block = parent.parent.parent;
  return ts.isBlock(block) ? block.statements.find((statement): statement is TS.ForOfStatement => ts.isForOfStatement(statement) && statement.expression.getText() === stock) : undefined;
}

/**
 * Whether a rebuilt list lost what was done or answered, and keeps the rest: the loop, or the callback of `reduce`, hands items to a call, or `filter` compares them by more or less
 * than a number, or asks something else for them (`!answered.has(item.id)`). One item that is looked for to be taken out is an entry of a register, and so is one that is released.
 */
export function isSweep(ask: Ask, assignment: TS.BinaryExpression, { steps }: Rebuilt): boolean {
  const { ts } = ask;
  const isTimed = CLOCK.test(homeOf(ask, assignment).getText());
  const releases = (node: TS.Node): boolean => (ts.isCallExpression(node) && RELEASES.has(calledName(ask, node.expression) ?? "")) || (ts.forEachChild(node, releases) ?? false);
  return !steps.some(releases) && steps.some((step) => {
    if (ts.isForOfStatement(step)) return asksFor(ask, step.statement, { names: namesIn(ask, step.initializer), isFilter: false, isTimed });
    const [callback] = ts.isCallExpression(step) ? step.arguments : [];
    const isFilter = ts.isCallExpression(step) && calledName(ask, step.expression) === "filter";
    const isReduce = ts.isCallExpression(step) && calledName(ask, step.expression) === "reduce";
    if (!callback || (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) || !(isFilter || isReduce)) return false;
    const item = callback.parameters[isFilter ? 0 : 1];
    if (isFilter && item && isCountdown(ask, callback.body, item)) return false;
    return item !== undefined && asksFor(ask, callback.body, { names: namesIn(ask, item), isFilter, isTimed });
  });
}

/** `(effect) => { effect.turns--; return effect.turns > 0; }`: what each sweep counts down, and does nothing with, wears off: nobody works on it. */
function isCountdown(ask: Ask, body: TS.Node, item: TS.ParameterDeclaration): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  const isPart = (node: TS.Node): boolean => ts.isPropertyAccessExpression(node) && node.expression.getText() === item.name.getText();
  const calls = (node: TS.Node): boolean => ts.isCallExpression(node) || (ts.forEachChild(node, calls) ?? false);
  const counts = (node: TS.Node): boolean => {
    if ((ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && node.operator === K.MinusMinusToken && isPart(node.operand)) return true;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === K.MinusEqualsToken && isPart(node.left)) return true;
    return ts.forEachChild(node, counts) ?? false;
  };
  return counts(body) && !calls(body);
}

function namesIn({ ts }: Ask, node: TS.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (child: TS.Node): void => (ts.isIdentifier(child) ? void names.add(child.text) : ts.forEachChild(child, visit));
  visit(node);
  return names;
}

/** The names of an item, and what is asked about it. */
interface Asked {
  readonly names: ReadonlySet<string>;
  readonly isFilter: boolean;
  readonly isTimed: boolean;
}

/** Whether code gives an item to a call of something else; in the callback of `filter`, a part of one, or compares it by more or less than what is no time. */
function asksFor(ask: Ask, code: TS.Node, asked: Asked): boolean {
  const { ts } = ask;
  const isItem = (node: TS.Node): boolean => (ts.isIdentifier(node) ? asked.names.has(node.text) : (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && isItem(node.expression));
  const isMeant = (node: TS.Node): boolean => isItem(node) && !(asked.isFilter && ts.isIdentifier(node));
  if (ts.isCallExpression(code) && !/\.(?:push|concat|unshift)$/.test(code.expression.getText()) && code.arguments.some(isMeant)) return !(asked.isFilter && isCompared(ask, code));
  const isOrder = asked.isFilter && !asked.isTimed && ts.isBinaryExpression(code) && /^[<>]=?$/.test(code.operatorToken.getText());
  return (isOrder && (isMeant(code.left) || isMeant(code.right))) || (ts.forEachChild(code, (child) => asksFor(ask, child, asked)) ?? false);
}

/** `dirname(item.path) === folder`: who compares what is worked out from an item with something else looks for it. */
function isCompared({ ts }: Ask, call: TS.CallExpression): boolean {
  const { parent } = call;
  if (!ts.isBinaryExpression(parent) || !/^[=!]==?$/.test(parent.operatorToken.getText())) return false;
  const other = parent.left === call ? parent.right : parent.left;
  return ts.isIdentifier(other) ? other.text !== "undefined" : ts.isPropertyAccessExpression(other);
}

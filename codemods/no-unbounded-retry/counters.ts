import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { createMachine } from "../../rules/no-unbounded-retry/evaluate.ts";

/** Whether an expression is made from nothing but some counters, constants and numbers. */
export function isOfCounters(ask: Ask, expression: TS.Node, counters: ReadonlySet<TS.Node>): boolean {
  const { ts } = ask;
  const isOther = (node: TS.Node): boolean => {
    if (ts.isCallExpression(node)) return !/^Math\.\w+$/.test(node.expression.getText()) || node.arguments.some(isOther);
    if (ts.isNewExpression(node) || ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
    if (ts.isPropertyAccessExpression(node)) return isWritten(ask, node) || isOther(node.expression);
    if (!ts.isIdentifier(node)) return ts.forEachChild(node, isOther) ?? false;
    const binding = ask.bindingOf(node);
    if (binding === undefined) return !/^(?:Math|Infinity|undefined)$/.test(node.text);
    const isConstant = ts.isVariableDeclaration(binding) && (ts.getCombinedNodeFlags(binding) & ts.NodeFlags.Const) !== 0;
    return !counters.has(binding) && !isConstant && !ts.isImportSpecifier(binding);
  };
  return !isOther(expression);
}

/** `stats.failures++`, `stats.failures += 1` */
function isWritten({ ts }: Ask, { parent }: TS.Node): boolean {
  const isStep = (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) && /\+\+|--/.test(parent.getText());
  return isStep || (ts.isBinaryExpression(parent) && parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment);
}

/** Whether a node reads or writes one of some variables. */
export function usesAny(ask: Ask, node: TS.Node, variables: ReadonlySet<TS.Node>): boolean {
  const { ts } = ask;
  const visit = (each: TS.Node): boolean => {
    const binding = ts.isIdentifier(each) ? ask.bindingOf(each) : undefined;
    return (binding !== undefined && variables.has(binding)) || (ts.forEachChild(each, visit) ?? false);
  };
  return visit(node);
}

/** What a condition is at one attempt of a `for` that counts up by one from a number; `undefined` where that can't be told. */
export function atAttempt(ask: Ask, condition: TS.Expression, loop: TS.IterationStatement, index: number): boolean | undefined {
  const { ts } = ask;
  if (!ts.isForStatement(loop) || !loop.initializer || !ts.isVariableDeclarationList(loop.initializer) || !loop.incrementor) return undefined;
  const [counter] = loop.initializer.declarations;
  const start = counter?.initializer;
  if (!counter || !start || !ts.isNumericLiteral(start) || !/^(?:\+\+\w+|\w+\+\+|\w+ \+= 1)$/.test(loop.incrementor.getText())) return undefined;
  const machine = createMachine(ask, 0, () => NaN);
  const value = machine.evaluate(condition, new Map([[counter, Number(start.text) + index]]));
  return typeof value === "boolean" && !machine.sawSetting ? value : undefined;
}

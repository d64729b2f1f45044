import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { createMachine } from "./evaluate.ts";
import { completes } from "./flow.ts";
import { toBoolean } from "./values.ts";

/**
 * Whether a call of the function that is around `place` gives it a constant under which `place` is not reached again: `attempt(id, false)`, where
 * `if (!retry) throw error` comes before the timer. That is a second attempt, and no third.
 */
export function endsItself(ask: Ask, home: TS.SignatureDeclaration, call: TS.CallExpression, place: TS.Node): boolean {
  const { ts } = ask;
  const isConstant = (argument: TS.Expression | undefined): argument is TS.Expression => argument !== undefined && (argument.kind === ts.SyntaxKind.TrueKeyword || argument.kind === ts.SyntaxKind.FalseKeyword);
  const given = new Map(home.parameters.flatMap((parameter, index): [TS.Node, boolean][] => {
    const argument = call.arguments[index];
    return isConstant(argument) ? [[parameter, argument.kind === ts.SyntaxKind.TrueKeyword]] : [];
  }));
  if (given.size === 0) return false;
  const machine = createMachine(ask, 0, () => 0);
  const isTrue = (condition: TS.Expression): boolean | undefined => toBoolean(machine.evaluate(condition, given));
  for (let at = place; at !== home && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && parent.expression !== at && isTrue(parent.expression) === (parent.elseStatement === at)) return true;
    if (!ts.isBlock(parent)) continue;
    const before = parent.statements.filter((each) => each.end <= at.pos);
    if (before.some((each) => ts.isIfStatement(each) && isTrue(each.expression) === true && !completes(ask, each.thenStatement))) return true;
  }
  return false;
}

/**
 * Whether an `if` on the way to a call asks for a parameter that the call gives something else: `if (!secure) return open(host, settings);`. The next attempt is another
 * one, and mostly the last.
 */
export function changesItsCondition(ask: Ask, home: TS.SignatureDeclaration, call: TS.Node): boolean {
  const { ts } = ask;
  if (!ts.isCallExpression(call)) return false;
  const isChanged = ({ name }: TS.ParameterDeclaration, index: number): boolean => {
    const argument = call.arguments[index];
    return argument !== undefined && ts.isIdentifier(name) && argument.getText() !== name.text;
  };
  const changed: readonly TS.Node[] = home.parameters.filter(isChanged);
  if (changed.length === 0) return false;
  const asks = (node: TS.Node): boolean => {
    const declaration = ts.isIdentifier(node) ? ask.declarationOf(node) : undefined;
    return (declaration !== undefined && changed.includes(declaration)) || (ts.forEachChild(node, asks) ?? false);
  };
  for (let at: TS.Node = call; at !== home && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && parent.expression !== at && asks(parent.expression)) return true;
    if (!ts.isBlock(parent)) continue;
    if (parent.statements.some((each) => each.end <= at.pos && ts.isIfStatement(each) && !completes(ask, each.thenStatement) && asks(each.expression))) return true;
  }
  return false;
}

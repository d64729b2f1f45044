import type * as TS from "typescript";
import { calledFunction } from "../model/calls.ts";
import { referentOf } from "./referent.ts";
import type { Closure, Machine, Names, Value } from "./values.ts";
import { isObject, toBoolean, toNumber, UNKNOWN } from "./values.ts";

export function closureOf(node: TS.FunctionLikeDeclaration, names: Names): Closure {
  return { kind: "closure", node, names };
}

/** The result of a call of a function of the project; `undefined` if none is in sight. */
export function callClosure(machine: Machine, call: TS.CallExpression, names: Names): { readonly value: Value } | undefined {
  const called = calledFunction(machine.ask, call);
  if (called) return { value: apply(machine, closureOf(called, names), call.arguments.map((each) => machine.evaluate(each, names))) };
  const { ts } = machine.ask;
  if (!ts.isIdentifier(call.expression) && !ts.isPropertyAccessExpression(call.expression) && !ts.isCallExpression(call.expression)) return undefined;
  const callee = machine.evaluate(call.expression, names);
  if (!isObject(callee) || callee.kind !== "closure") return undefined;
  return { value: apply(machine, callee, call.arguments.map((each) => machine.evaluate(each, names))) };
}

/** Runs a function's body with these arguments. */
export function apply(machine: Machine, closure: Closure, values: readonly Value[]): Value {
  const { ts } = machine.ask;
  const { node } = closure;
  if (machine.steps-- <= 0 || !("body" in node) || !node.body) return UNKNOWN;
  const names = new Map(closure.names);
  node.parameters.forEach((parameter, index) => {
    const given = values[index];
    const value = given === undefined && parameter.initializer ? machine.evaluate(parameter.initializer, names) : given;
    if (index < values.length || parameter.initializer) names.set(parameter, value);
    else names.set(parameter, parameter.questionToken ? undefined : { kind: "setting", key: parameter, name: ts.isIdentifier(parameter.name) ? parameter.name.text : "" });
  });
  if (!ts.isBlock(node.body)) return machine.evaluate(node.body, names);
  const result = runBlock(machine, node.body.statements, names);
  return result === undefined ? undefined : result.value;
}

/** What a run of statements returned; `undefined` if it ran through to the end. */
type Result = { readonly value: Value } | undefined;

function runBlock(machine: Machine, statements: readonly TS.Statement[], names: Map<TS.Node, Value>): Result {
  for (const statement of statements) {
    const result = runStatement(machine, statement, names);
    if (result) return result;
  }
  return undefined;
}

function runStatement(machine: Machine, statement: TS.Statement, names: Map<TS.Node, Value>): Result {
  const { ts } = machine.ask;
  if (ts.isReturnStatement(statement)) return { value: statement.expression ? machine.evaluate(statement.expression, names) : undefined };
  if (ts.isBlock(statement)) return runBlock(machine, statement.statements, names);
  if (ts.isVariableStatement(statement)) {
    for (const declaration of statement.declarationList.declarations) {
      if (declaration.initializer) names.set(declaration, machine.evaluate(declaration.initializer, names));
    }
    return undefined;
  }
  if (ts.isExpressionStatement(statement)) {
    assign(machine, statement.expression, names);
    return undefined;
  }
  if (ts.isIfStatement(statement)) return runIf(machine, statement, names);
  if (ts.isSwitchStatement(statement)) return runSwitch(machine, statement, names);
  if (ts.isThrowStatement(statement)) return { value: undefined };
  if (ts.isFunctionDeclaration(statement) || ts.isEmptyStatement(statement)) return undefined;
  return { value: UNKNOWN };
}

function runIf(machine: Machine, { expression, thenStatement, elseStatement }: TS.IfStatement, names: Map<TS.Node, Value>): Result {
  const isTrue = toBoolean(machine.evaluate(expression, names));
  if (isTrue === true) return runStatement(machine, thenStatement, names);
  if (isTrue === false) return elseStatement && runStatement(machine, elseStatement, names);
  // Can't be told: fine if neither side returns or changes anything, as with logging and throwing.
  const before = new Map(names);
  const sides = [thenStatement, ...(elseStatement ? [elseStatement] : [])];
  const results = sides.map((side) => runStatement(machine, side, names));
  const isQuiet = results.every((each) => each?.value === undefined || each.value === null) && [...names].every(([key, value]) => before.get(key) === value);
  return isQuiet ? undefined : { value: UNKNOWN };
}

function runSwitch(machine: Machine, { expression, caseBlock }: TS.SwitchStatement, names: Map<TS.Node, Value>): Result {
  const { ts } = machine.ask;
  const value = machine.evaluate(expression, names);
  if (typeof value !== "string" && typeof value !== "number") return { value: UNKNOWN };
  const { clauses } = caseBlock;
  const at = clauses.findIndex((clause) => ts.isCaseClause(clause) && machine.evaluate(clause.expression, names) === value);
  const start = at === -1 ? clauses.findIndex(ts.isDefaultClause) : at;
  if (start === -1) return undefined;
  for (const clause of clauses.slice(start)) {
    for (const statement of clause.statements) {
      if (ts.isBreakStatement(statement)) return undefined;
      const result = runStatement(machine, statement, names);
      if (result) return result;
    }
  }
  return undefined;
}

/** `x = …`, `x += …`, `x *= …`, `x++` of a plain name. */
function assign(machine: Machine, expression: TS.Expression, names: Map<TS.Node, Value>): void {
  const target = assignedName(machine, expression);
  const declaration = target && referentOf(machine.ask, target);
  if (declaration) names.set(declaration, assignedValue(machine, expression, names));
}

function assignedName(machine: Machine, expression: TS.Expression): TS.Node | undefined {
  const { ts } = machine.ask;
  const operand = ts.isBinaryExpression(expression) && isAssignment(machine, expression) ? expression.left : ts.isPostfixUnaryExpression(expression) || ts.isPrefixUnaryExpression(expression) ? expression.operand : undefined;
  if (operand === undefined) return undefined;
  return ts.isIdentifier(operand) ? operand : ts.isPropertyAccessExpression(operand) ? operand.name : undefined;
}

function isAssignment(machine: Machine, { operatorToken }: TS.BinaryExpression): boolean {
  const { SyntaxKind: Kind } = machine.ask.ts;
  return operatorToken.kind >= Kind.FirstAssignment && operatorToken.kind <= Kind.LastAssignment;
}

/** The value that an assignment or `++` leaves behind. */
export function assignedValue(machine: Machine, expression: TS.Expression, names: Names): Value {
  const { ts } = machine.ask;
  const { SyntaxKind: Kind } = ts;
  if (ts.isPostfixUnaryExpression(expression) || ts.isPrefixUnaryExpression(expression)) {
    const before = toNumber(machine, machine.evaluate(expression.operand, names));
    if (before === UNKNOWN) return UNKNOWN;
    return expression.operator === Kind.PlusPlusToken ? before + 1 : expression.operator === Kind.MinusMinusToken ? before - 1 : UNKNOWN;
  }
  if (!ts.isBinaryExpression(expression)) return UNKNOWN;
  if (expression.operatorToken.kind === Kind.EqualsToken) return machine.evaluate(expression.right, names);
  const operator = new Map<TS.SyntaxKind, (a: number, b: number) => number>([
    [Kind.PlusEqualsToken, (a, b) => a + b],
    [Kind.MinusEqualsToken, (a, b) => a - b],
    [Kind.AsteriskEqualsToken, (a, b) => a * b],
    [Kind.SlashEqualsToken, (a, b) => a / b],
    [Kind.AsteriskAsteriskEqualsToken, (a, b) => a ** b],
    [Kind.LessThanLessThanEqualsToken, (a, b) => a << b],
  ]).get(expression.operatorToken.kind);
  const a = toNumber(machine, machine.evaluate(expression.left, names));
  const b = toNumber(machine, machine.evaluate(expression.right, names));
  return operator && typeof a === "number" && typeof b === "number" ? operator(a, b) : UNKNOWN;
}

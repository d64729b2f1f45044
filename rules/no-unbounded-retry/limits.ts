import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import type { Place } from "./comparisons.ts";
import { comparisonsIn, findComparison, hasCallWith, isCounted, mentions, moreThan } from "./comparisons.ts";
import { completes, isLoop } from "./flow.ts";
import type { Carried } from "./state.ts";
import type { Machine, Value } from "./values.ts";
import { waitOf } from "./waits.ts";

/**
 * What ends the attempts. `none`: nothing does; `why` names an illusion of a limit. `attempts`: so many, if that is known.
 * `time`: a budget. `unknown`: something that can't be followed may.
 */
export type Limit =
  | { readonly kind: "none"; readonly why?: string }
  /** `more`: how many attempts go beyond the bound, as `retries++ <= 5` lets one more through. `others`: what the count is compared with as well. `own`: the count. */
  | { readonly kind: "attempts"; readonly at: TS.Node; readonly bound: TS.Expression | undefined; readonly more?: number; readonly others?: readonly TS.Expression[]; readonly own?: Carried }
  | { readonly kind: "time"; readonly at: TS.Node }
  /** `isOfCaller`: a signal or token that the caller hands in. */
  | { readonly kind: "unknown"; readonly isOfCaller?: boolean };

const TIME = /Date\.now\(|performance\.now\(|hrtime|getTime\(|deadline|elapsed|expire|\bstarted?(?:At|Time|ed)?\b|\btimedOut\b|timeBudget/i;

/** Names that stop the attempts although nobody sees here how they are counted. */
const POLICY = /(?:should|can|may|is|allow|within|exceed|has)\w*(?:Retr|Reconnect|Attempt|Tries)|(?:max|remaining|left)\w*(?:Retr|Attempt|Tries)|(?:retr(?:y|ies)|attempts?|tries)(?:Left|Remaining|Count|s)?\b/i;

/** The limit that the conditions on the way of an attempt set: that of the loop, and those whose branch leaves. */
export function limitOf(ask: Ask, scopes: readonly TS.Node[], condition: TS.Expression | undefined, carried: readonly Carried[], renewed: readonly Carried[] = []): Limit {
  const isOfLoop = scopes.some(({ parent }) => isLoop(ask, parent));
  const conditions = [...(condition ? [condition] : []), ...scopes.flatMap((scope) => leaving(ask, scope))];
  // What each attempt starts anew never reaches a limit.
  const isIllusion = (each: TS.Expression): boolean => renewed.some((own) => isCounted(ask, own) && mentions(ask, each, own.declaration, own.name));
  for (const each of conditions) {
    if (isIllusion(each)) continue;
    const limit = ofCondition(ask, each, carried, each === condition ? "head" : isOfLoop ? "body" : "none");
    if (limit && (limit.kind === "attempts" || !isOfValue(ask, each))) return limit;
  }
  if (scopes.some((scope) => isCheckedElsewhere(ask, scope, carried))) return { kind: "unknown" };
  if (conditions.some((each) => asksCaller(ask, each))) return { kind: "unknown", isOfCaller: true };
  return conditions.some((each) => !isIllusion(each) && mayEnd(ask, each)) ? { kind: "unknown" } : { kind: "none" };
}

/** Compares amounts that nobody knows here, or asks a function: that may be what ends the attempts. */
function mayEnd(ask: Ask, condition: TS.Expression): boolean {
  const { ts } = ask;
  const { SyntaxKind: Kind } = ts;
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind >= Kind.LessThanToken && node.operatorToken.kind <= Kind.GreaterThanEqualsToken) return !ts.isNumericLiteral(node.right) && !ts.isNumericLiteral(node.left);
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(condition);
}

/** Conditions that decide whether another attempt is made. */
function leaving(ask: Ask, scope: TS.Node): readonly TS.Expression[] {
  const { ts } = ask;
  const found: TS.Expression[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isIfStatement(node)) {
      const isExit = !completes(ask, node.thenStatement) || (node.elseStatement !== undefined && !completes(ask, node.elseStatement)) || node.elseStatement !== undefined || goesOn(ask, node.thenStatement);
      if (isExit) found.push(node.expression);
    }
    if (ts.isConditionalExpression(node)) found.push(node.condition);
    if (node === scope || (!ts.isFunctionLike(node) && !ts.isClassLike(node) && !isLoop(ask, node)) || !isLoop(ask, scope)) ts.forEachChild(node, visit);
  };
  visit(scope);
  return found;
}

/** Chooses by a time what a variable holds: that decides nothing about the attempts by itself. */
function isOfValue({ ts }: Ask, condition: TS.Expression): boolean {
  return ts.isConditionalExpression(condition.parent) && ts.isVariableDeclaration(condition.parent.parent);
}

/** `if (attempt < max) { … retry }`: the branch may be the way to the next attempt, or to the end of them, which a note in a log is not. */
function goesOn(ask: Ask, branch: TS.Statement): boolean {
  const { ts } = ask;
  const isNote = ({ expression }: TS.CallExpression): boolean => ts.isPropertyAccessExpression(expression) && /^(?:log|debug|info|warn|error|trace|verbose)$/.test(expression.name.text);
  const visit = (node: TS.Node): boolean => {
    if (ts.isAwaitExpression(node) || ts.isContinueStatement(node) || ts.isBinaryExpression(node) || ts.isPostfixUnaryExpression(node)) return true;
    return (ts.isCallExpression(node) && !isNote(node)) || (ts.forEachChild(node, visit) ?? false);
  };
  return !isLoop(ask, branch) && visit(branch);
}

function ofCondition(ask: Ask, condition: TS.Expression, carried: readonly Carried[], place: Place): Limit | undefined {
  const { ts } = ask;
  const text = condition.getText();
  const meant = meantBy(ask, condition);
  const said = meant.getText();
  const mentioned = carried.filter((each) => isCounted(ask, each) && said.includes(each.name) && mentions(ask, meant, each.declaration, each.name));
  for (const own of mentioned) {
    const comparison = findComparison(ask, meant, own);
    if (comparison === "truth") return { kind: "attempts", at: condition, bound: undefined };
    if (comparison) return { kind: "attempts", at: condition, bound: comparison, more: moreThan(ask, comparison, own, place), others: comparisonsIn(ask, meant, own).filter((each) => each !== comparison), own };
    // `shouldRetry(attempt, error)`: the callee decides.
    if (hasCallWith(ask, meant, own)) return { kind: "unknown" };
  }
  if (mentioned.length > 0) return undefined;
  if (TIME.test(said) && ts.isBinaryExpression(meant)) return { kind: "time", at: condition };
  return POLICY.test(text) || TIME.test(said) ? { kind: "unknown" } : undefined;
}

/** `checkBudget(attempt, start);`: a function that may throw gets the count. */
function isCheckedElsewhere(ask: Ask, scope: TS.Node, carried: readonly Carried[]): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    const call = ts.isExpressionStatement(node) ? (ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression) : undefined;
    if (call && ts.isCallExpression(call) && carried.some((each) => isCounted(ask, each) && call.arguments.some((argument) => mentions(ask, argument, each.declaration, each.name)))) {
      const called = calledFunction(ask, call);
      if (called && called.body !== scope && !waitOf(ask, call) && /\bthrow\b/.test(called.body.getText())) return true;
    }
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(scope);
}

/** What a condition says, where it is the name of a constant or its opposite: `if (!canRetry) throw error`. */
function meantBy(ask: Ask, condition: TS.Expression): TS.Expression {
  const { ts } = ask;
  const isOpposite = ts.isPrefixUnaryExpression(condition) && condition.operator === ts.SyntaxKind.ExclamationToken;
  const name = isOpposite ? condition.operand : condition;
  return (ts.isIdentifier(name) ? constantOf(ask, name) : undefined) ?? condition;
}

/** What a constant of a function stands for: `const isLate = Date.now() - start > 60_000`. */
function constantOf(ask: Ask, name: TS.Identifier): TS.Expression | undefined {
  const declaration = ask.declarationOf(name);
  return declaration && ask.ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
}

/** A signal or token that the caller hands in, who may end the attempts by time. */
function asksCaller(ask: Ask, condition: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isPrefixUnaryExpression(condition) && condition.operator === ts.SyntaxKind.ExclamationToken) return asksCaller(ask, condition.operand);
  if (!ts.isPropertyAccessExpression(condition) || !/^(?:aborted|isCancellationRequested)$/.test(condition.name.text)) return false;
  const owner = condition.expression;
  // An answer that was cut short has such a member, too.
  if (condition.name.text === "aborted" && !/signal$/i.test(owner.getText())) return false;
  const name = ts.isPropertyAccessExpression(owner) ? owner.expression : owner;
  const declaration = ts.isIdentifier(name) ? ask.declarationOf(name) : undefined;
  return declaration !== undefined && ts.findAncestor(declaration, ts.isParameter) !== undefined;
}

/** The number of attempts a limit allows, if it can be computed; `Infinity` for one that is none. */
export function boundOf(machine: Machine, limit: Limit, names: ReadonlyMap<TS.Node, Value>): number | undefined {
  if (limit.kind !== "attempts" || !limit.bound) return undefined;
  const values = [limit.bound, ...(limit.others ?? [])].map((each) => machine.evaluate(each, names));
  const numbers = values.filter((value) => typeof value === "number");
  return numbers.length === values.length ? Math.min(...numbers) + (limit.more ?? 0) : undefined;
}

import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { calledFunction, callersOf } from "../model/calls.ts";
import type { Body } from "../model/calls.ts";
import { isMissedUnlessFlag } from "./flags.ts";
import { isValidator } from "./handed.ts";
import type { Need } from "./implies.ts";
import { implies, speaksOf } from "./implies.ts";
import { stops } from "./stops.ts";
import { isDemandedInTurn } from "./walked.ts";

type Names = ReadonlySet<string>;

/** How many callers may have to check for a function. */
const MAX_CALLERS = 6;

/**
 * Whether control reaches a place only after a check of the value: around it, before it in a block around it, at construction of the class it is in, or
 * in every caller in sight. A check that reports and goes on is none.
 */
export function isGuarded(ask: Ask, place: TS.Node, names: Names, need: Need, depth: number = 1): boolean {
  const { ts } = ask;
  if (names.size === 0) return false;
  for (let at = place; !ts.isSourceFile(at); at = at.parent) {
    if (isUnderCheck(ask, at, names, need) || isAfterCheck(ask, at, names, need)) return true;
    if (ts.isMethodDeclaration(at) && (isCheckedAtConstruction(ask, at, names, need) || isCheckedBySibling(ask, at, names, need))) return true;
    if (depth > 0 && isFunctionWithBody(ask, at) && isCheckedByCallers(ask, at, names, need, depth)) return true;
  }
  return false;
}

/** Whether `at` is the branch of something that was chosen by a check. */
function isUnderCheck(ask: Ask, at: TS.Node, names: Names, need: Need): boolean {
  const { ts } = ask;
  const { parent } = at;
  if (ts.isIfStatement(parent)) return parent.expression !== at && implies(ask, parent.expression, parent.thenStatement === at, names, need);
  if (ts.isConditionalExpression(parent)) return parent.condition !== at && implies(ask, parent.condition, parent.whenTrue === at, names, need);
  if (ts.isWhileStatement(parent)) return parent.statement === at && implies(ask, parent.expression, true, names, need);
  if (ts.isCaseClause(parent)) return parent.expression !== at && speaksOf(ask, parent.parent.parent.expression, names);
  if (!ts.isBinaryExpression(parent) || parent.right !== at) return false;
  const { kind } = parent.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return implies(ask, parent.left, true, names, need);
  return kind === ts.SyntaxKind.BarBarToken && implies(ask, parent.left, false, names, need);
}

/** Whether a statement before `at`, in the same list, lets only checked values pass. */
function isAfterCheck(ask: Ask, at: TS.Node, names: Names, need: Need): boolean {
  const { ts } = ask;
  const { parent } = at;
  if (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isCaseOrDefaultClause(parent)) return false;
  const statements: readonly TS.Statement[] = parent.statements;
  return statements.slice(0, statements.indexOf(at as TS.Statement)).some((each) => lets(ask, each, names, need));
}

/** Whether a statement is passed only by a value that meets the need. */
export function lets(ask: Ask, statement: TS.Statement, names: Names, need: Need): boolean {
  const { ts } = ask;
  if (ts.isIfStatement(statement)) {
    if (stops(ask, statement.thenStatement) && (implies(ask, statement.expression, false, names, need) || isMissedUnlessFlag(ask, statement.expression, names, need))) return true;
    return statement.elseStatement !== undefined && stops(ask, statement.elseStatement) && implies(ask, statement.expression, true, names, need);
  }
  if (need === "set" && isDemandedInTurn(ask, statement, names)) return true;
  if (!ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  if (ts.isBinaryExpression(expression)) return isAssigned(ask, expression, names) || (isFailing(ask, expression) && implies(ask, expression.left, true, names, need));
  const call = ts.isAwaitExpression(expression) ? expression.expression : expression;
  if (!ts.isCallExpression(call)) return false;
  return call.arguments.length === 0 ? isDemandedBy(ask, call, names, need) : isValidator(ask, call) && call.arguments.some((each) => speaksOf(ask, each, names));
}

/** `checkEnvironment();`, where that function stops by more than a `return` of its own. */
function isDemandedBy(ask: Ask, call: TS.CallExpression, names: Names, need: Need): boolean {
  const { ts } = ask;
  const body = ts.isIdentifier(call.expression) ? calledFunction(ask, call)?.body : undefined;
  return body !== undefined && ts.isBlock(body) && isDemanding(ask, body, names, need);
}

/** Whether who calls a function with this body goes on only with a value that meets the need. */
function isDemanding(ask: Ask, body: TS.Block, names: Names, need: Need): boolean {
  return body.statements.some((each) => speaksOf(ask, each, names) && !returns(ask, each) && lets(ask, each, names, need));
}

/** Whether a statement may leave its function by `return`. */
function returns({ ts }: Ask, statement: TS.Node): boolean {
  const visit = (node: TS.Node): boolean => ts.isReturnStatement(node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, visit) ?? false));
  return visit(statement);
}

/** `{ validate() { if (!key) throw … }, send() { … } }`: an object one of whose methods does nothing but to demand the value is asked by whoever runs it. */
function isCheckedBySibling(ask: Ask, { parent }: TS.MethodDeclaration, names: Names, need: Need): boolean {
  const { ts } = ask;
  return ts.isObjectLiteralExpression(parent) && parent.properties.some((each) => ts.isMethodDeclaration(each) && each.body?.statements.every(ts.isIfStatement) === true && isDemanding(ask, each.body, names, need));
}

/** `isKnown(level) || fail("no level")` */
function isFailing({ ts }: Ask, { right, operatorToken: { kind } }: TS.BinaryExpression): boolean {
  const called = ts.isCallExpression(right) ? right.expression : ts.isTaggedTemplateExpression(right) ? right.tag : undefined;
  return kind === ts.SyntaxKind.BarBarToken && called !== undefined && /^(?:process\.exit|fail|throw|panic|die|abort|raise)/i.test(called.getText());
}

/** `process.env.KEY = …`, `process.env.KEY ??= …`. */
function isAssigned(ask: Ask, { left, operatorToken: { kind } }: TS.BinaryExpression, names: Names): boolean {
  const { SyntaxKind: K } = ask.ts;
  const isSet = kind === K.EqualsToken || kind === K.BarBarEqualsToken || kind === K.QuestionQuestionEqualsToken;
  return isSet && speaksOf(ask, left, names);
}

/** A constructor that throws without the value has no instance whose methods run. */
function isCheckedAtConstruction(ask: Ask, method: TS.MethodDeclaration, names: Names, need: Need): boolean {
  const { ts } = ask;
  const { parent } = method;
  const made = ts.isClassLike(parent) ? parent.members.find(ts.isConstructorDeclaration) : undefined;
  return made?.body?.statements.some((each) => lets(ask, each, names, need)) ?? false;
}

function isFunctionWithBody({ ts }: Ask, node: TS.Node): node is Body {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
}

function isCheckedByCallers(ask: Ask, called: Body, names: Names, need: Need, depth: number): boolean {
  // What a test sets before it calls says nothing of the program.
  const callers = callersOf(ask, called)?.filter((call) => !isSupportCode(ask.pathOf(call.getSourceFile())));
  if (!callers || callers.length === 0 || callers.length > MAX_CALLERS) return false;
  return callers.every((call) => isGuarded(ask, call, names, need, depth - 1));
}

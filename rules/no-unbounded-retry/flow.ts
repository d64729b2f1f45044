import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** Whether control can run through to the end of a statement; `continue` counts as the end, as it goes round. */
export function completes(ask: Ask, statement: TS.Statement): boolean {
  const { ts } = ask;
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement) || ts.isBreakStatement(statement)) return false;
  if (ts.isBlock(statement)) return completesAll(ask, statement.statements);
  if (ts.isIfStatement(statement)) {
    return !statement.elseStatement || completes(ask, statement.thenStatement) || completes(ask, statement.elseStatement);
  }
  if (ts.isTryStatement(statement)) {
    if (statement.finallyBlock && !completes(ask, statement.finallyBlock)) return false;
    return completes(ask, statement.tryBlock) || (statement.catchClause !== undefined && completes(ask, statement.catchClause.block));
  }
  if (ts.isLabeledStatement(statement)) return completes(ask, statement.statement);
  return !(ts.isExpressionStatement(statement) && endsProcess(ask, statement.expression));
}

function completesAll(ask: Ask, statements: readonly TS.Statement[]): boolean {
  const { ts } = ask;
  for (const statement of statements) {
    if (ts.isContinueStatement(statement)) return true;
    if (!completes(ask, statement)) return hasContinue(ask, statements.slice(0, statements.indexOf(statement) + 1));
  }
  return true;
}

/** Whether some way through goes round by `continue`. */
export function hasContinue(ask: Ask, statements: readonly TS.Node[]): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (ts.isContinueStatement(node)) return true;
    if (ts.isFunctionLike(node) || isLoop(ask, node)) return false;
    return ts.forEachChild(node, visit) ?? false;
  };
  return statements.some(visit);
}

function endsProcess({ ts }: Ask, expression: TS.Expression): boolean {
  return ts.isCallExpression(expression) && expression.expression.getText() === "process.exit";
}

export function isLoop({ ts }: Ask, node: TS.Node): node is TS.IterationStatement {
  return ts.isIterationStatement(node, false);
}

/** Whether a node is in the catch clause, `.catch(…)`, error or close handler, or error branch of a function around it, up to `end`. */
export function failureAround(ask: Ask, node: TS.Node, end: TS.Node): TS.Node | undefined {
  const { ts } = ask;
  for (let at = node; at !== end && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isCatchClause(at)) return at;
    if ((ts.isArrowFunction(at) || ts.isFunctionExpression(at)) && isFailureHandler(ask, at)) return at;
    const { parent } = at;
    if (ts.isIfStatement(parent) && parent.thenStatement === at && isFailureCheck(ask, parent.expression)) return parent;
  }
  return undefined;
}

const FAILURES = /^(?:error|close|closed|end|disconnect|disconnected|timeout|connect_error|connectionLost|socketClose|goaway|abort|failed)$/i;
const HANDLERS = /^on_?(?:error|close|closed|disconnect|disconnected|end|failure|fail|timeout)$/i;
const REGISTERS: ReadonlySet<string> = new Set(["on", "once", "addEventListener", "addListener", "prependListener", "handle"]);

/** Whether a function value (or a reference to a function) is handed over to be run after a failure. */
export function isFailureHandler(ask: Ask, value: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = value;
  if (ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && parent.expression !== value) {
    const name = parent.expression.name.text;
    if (name === "catch") return true;
    if (name === "then") return parent.arguments[1] === value;
    const [event] = parent.arguments;
    if (REGISTERS.has(name) && event) return ts.isStringLiteralLike(event) && FAILURES.test(event.text);
  }
  if (ts.isBinaryExpression(parent) && parent.right === value && ts.isPropertyAccessExpression(parent.left)) return HANDLERS.test(parent.left.name.text) || isRegistered(ask, parent.left);
  return ts.isPropertyAssignment(parent) && ts.isIdentifier(parent.name) && HANDLERS.test(parent.name.text);
}

/** `socket.failed = () => { … }; socket.on("error", socket.failed);` */
function isRegistered(ask: Ask, member: TS.PropertyAccessExpression): boolean {
  const text = member.getText();
  return ask.named(member.name.text).some(({ parent }) => parent !== member && parent.getText() === text && ask.ts.isCallExpression(parent.parent) && isFailureHandler(ask, parent));
}

/** `err`, `res.status >= 500`, `!res.ok`, `isRetryable(error)`, `RETRYABLE.includes(res.status)`. */
export function isFailureCheck(ask: Ask, condition: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isParenthesizedExpression(condition)) return isFailureCheck(ask, condition.expression);
  if (ts.isBinaryExpression(condition)) {
    const { kind } = condition.operatorToken;
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) return isFailureCheck(ask, condition.left) || isFailureCheck(ask, condition.right);
    if (ts.isStringLiteralLike(condition.right)) return kind === ts.SyntaxKind.EqualsEqualsEqualsToken && /\.(?:status|kind|type|_tag)$/.test(condition.left.getText()) && /^(?:error|err|failed|failure|left)$/i.test(condition.right.text);
    return isStatus(condition.left.getText()) && ts.isNumericLiteral(condition.right) && Number(condition.right.text) >= 400;
  }
  if (ts.isPrefixUnaryExpression(condition)) return /(?:^|\.)(?:ok|success|succeeded)$/.test(condition.operand.getText());
  if (ts.isIdentifier(condition)) return /^(?:err|error|ex|e)$/i.test(condition.text);
  if (!ts.isCallExpression(condition)) return false;
  const text = condition.getText();
  return /(?:is|should|can)\w*(?:Retr|Transient|Recover|Network|Timeout|Connection)/i.test(text) || (/\b(?:429|50[0-4])\b/.test(text) && isStatus(text)) || (/includes|has/.test(text) && text.includes('RETR') && isStatus(text));
}

function isStatus(text: string): boolean {
  return /status|code/i.test(text);
}

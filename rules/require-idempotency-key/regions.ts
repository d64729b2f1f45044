import type * as TS from "typescript";
import { isAfterFailure, retrierOf } from "../knowledge/retry-calls.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { leaves } from "./leaves.ts";
import { functionsOf } from "./values.ts";
import { TRIVIAL } from "./words.ts";

/** Code that is run again when it has failed. */
export interface Region {
  /** What one attempt runs. */
  readonly attempt: TS.Node;
  /** The loop, the call or the function that runs it again. */
  readonly node: TS.Node;
  /** The same for the message: `the loop`, `p-retry`. */
  readonly by: string;
  readonly isLibrary: boolean;
}

/** Names of what counts attempts. */
const COUNTS = /attempt|retr|tries|max|left|remaining|count/i;

/** Failures after which the request was not carried out, so that sending it again is safe. */
const REFUSED = /\b(?:40\d|429)\b|rate.?limit|TooManyRequests|ECONNREFUSED|ENOTFOUND|not.?found|unauthori[sz]ed|conflict|refresh|expired/i;

/** Failures after which nobody knows. */
const UNKNOWN = /\b5\d\d\b|>= ?500|ECONNRESET|ETIMEDOUT|ECONNABORTED|EPIPE|time.?d?.?out|network|fetch failed|AbortError|socket|server.?error|gateway/i;

/** What says that something was not done. */
const NOT_DONE = /!\s*\w*(?:success|sent|acked|published|delivered)\b/i;

/** The regions of one file. */
export function regionsIn(ask: Ask): readonly Region[] {
  const { ts } = ask;
  const loops = [ts.SyntaxKind.ForStatement, ts.SyntaxKind.WhileStatement, ts.SyntaxKind.DoStatement].flatMap((kind) => ask.nodes(kind)) as TS.IterationStatement[];
  const calls = ask.nodes(ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[];
  return [...loops.flatMap((loop) => ofLoop(ask, loop)), ...calls.flatMap((call) => [...ofRetrier(ask, call), ...ofRecursion(ask, call)])];
}

/** A loop that ends when its work is done, and goes round when that failed: from `catch`, or by what the answer says. */
function ofLoop(ask: Ask, loop: TS.IterationStatement): readonly Region[] {
  const { ts } = ask;
  if (!leavesOnSuccess(ask, loop)) return [];
  const tries: TS.TryStatement[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isFunctionLike(node) || (ts.isIterationStatement(node, false) && node !== loop)) return;
    if (ts.isTryStatement(node)) tries.push(node);
    ts.forEachChild(node, visit);
  };
  visit(loop);
  const region = { node: loop, by: "the loop", isLibrary: false };
  const again = tries.filter(({ catchClause }) => catchClause !== undefined && goesRound(ask, catchClause));
  if (again.length > 0) return again.map(({ tryBlock }) => ({ ...region, attempt: tryBlock }));
  const header = ts.isForStatement(loop) ? [loop.initializer, loop.condition, loop.incrementor] : ts.isWhileStatement(loop) || ts.isDoStatement(loop) ? [loop.expression] : [];
  const text = loop.statement.getText();
  const isByAnswer = tries.length === 0 && header.some((each) => each && /attempt|retr|tries/i.test(each.getText())) && /\.ok\b|\.status/.test(text);
  return isByAnswer && (UNKNOWN.test(text) || !/\b429\b|rate.?limit/i.test(text)) ? [{ ...region, attempt: loop.statement }] : [];
}

/** Whether a `catch` lets the loop go on after errors that leave open what happened: what it throws, it throws when the attempts are used up, or after others. */
function goesRound(ask: Ask, { block }: TS.CatchClause): boolean {
  const { ts } = ask;
  if (continuesIn(ask, block)) return true;
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (!ts.isThrowStatement(node) && !ts.isReturnStatement(node) && !ts.isBreakStatement(node)) return ts.forEachChild(node, visit) ?? false;
    const test = ts.findAncestor(node, (each) => (each === block ? "quit" : ts.isIfStatement(each)));
    if (test === undefined || !ts.isIfStatement(test)) return true;
    const isElse = test.elseStatement !== undefined && test.elseStatement.pos <= node.pos;
    const text = saidBy(ask, test.expression);
    // What leaves unless it was refused goes round only for what was refused.
    return (isElse || /^!|!==?|\b!\w/.test(test.expression.getText().trim())) && !COUNTS.test(test.expression.getText().replace(/isRetr\w*|\w*[rR]etr(?:y|i)able\w*/g, "")) ? isRefusedOnly(text) : false;
  };
  return !(ts.forEachChild(block, visit) ?? false);
}

/** `if (attempt < MAX) continue; throw error;`: goes round by what it says, unless that is only what was refused. */
function continuesIn(ask: Ask, block: TS.Block): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node, said: string): boolean => {
    if (ts.isFunctionLike(node) || ts.isIterationStatement(node, false)) return false;
    if (ts.isContinueStatement(node)) return !isRefusedOnly(said);
    if (!ts.isIfStatement(node)) return ts.forEachChild(node, (child) => visit(child, said)) ?? false;
    return visit(node.thenStatement, `${said}\n${saidBy(ask, node.expression)}`) || (node.elseStatement !== undefined && visit(node.elseStatement, said));
  };
  return visit(block, "");
}

/** Whether a loop ends when the call has succeeded: then another turn is another attempt at the same thing. */
function leavesOnSuccess(ask: Ask, loop: TS.IterationStatement): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isCatchClause(node) || ts.isSwitchStatement(node)) return false;
    if (ts.isReturnStatement(node) || ts.isBreakStatement(node)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(loop.statement);
}

/** `pRetry(() => …)`, `pRetry(task)`. */
function ofRetrier(ask: Ask, call: TS.CallExpression): readonly Region[] {
  const name = calledName(ask, call.expression);
  if (name === undefined || TRIVIAL.has(name)) return [];
  return call.arguments.flatMap((argument): readonly Region[] => {
    if (isNoFunction(ask, argument)) return [];
    const by = retrierOf(ask, call, argument);
    if (by === undefined || isOptionRefusedOnly(ask, call, argument)) return [];
    return functionsOf(ask, argument, 2).map(({ body }) => ({ attempt: body, node: call, by, isLibrary: true }));
  });
}

/** Whether a value can't be a function, whatever is in sight. */
function isNoFunction({ ts }: Ask, value: TS.Expression): boolean {
  return ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value) || ts.isLiteralExpression(value) || ts.isTemplateExpression(value) || ts.isAwaitExpression(value) || ts.isNewExpression(value);
}

/** Whether an option beside the function says that only what was refused is tried again. */
function isOptionRefusedOnly(ask: Ask, call: TS.CallExpression, callback: TS.Expression): boolean {
  return call.arguments.some((argument) => {
    if (argument === callback) return false;
    const text = /(?:shouldRetry|retryIf|retryOn|isRetr\w*|onFailedAttempt)\b[\s\S]*/.exec(saidBy(ask, argument))?.[0];
    return text !== undefined && isRefusedOnly(text);
  });
}

/** A function that calls itself after a failure: in `catch`, or with a count of the attempts. */
function ofRecursion(ask: Ask, call: TS.CallExpression): readonly Region[] {
  const { ts } = ask;
  const name = calledName(ask, call.expression);
  if (name === undefined) return [];
  const home = ts.findAncestor(call, (node): node is Body => ts.isFunctionLike(node) && "body" in node && nameText(node) === name);
  if (home === undefined || home === call.parent) return [];
  const conditions = conditionsAbove(ask, call, home);
  const isCounted = call.arguments.some((argument) => /\+\+|--|[+-] ?1\b/.test(argument.getText()) && COUNTS.test(argument.getText()));
  const isAfter = isAfterFailure(ask, call, home.body);
  // Which function is called, and what the conditions ask, are dear questions.
  if (!(isAfter || isCounted || conditions.some((each) => NOT_DONE.test(each.getText()))) || calledFunction(ask, call) !== home) return [];
  const text = conditions.map((each) => saidBy(ask, each)).join("\n");
  const isFailed = NOT_DONE.test(text) || (isCounted && /!\s*\w*ok\b|=== ?null|\.ok\b|status|err|fail|retr/i.test(text));
  return !(isAfter || isFailed) || isRefusedOnly(text) ? [] : [{ attempt: home.body, node: home, by: `the recursion of \`${name}\``, isLibrary: false }];
}

/** The conditions under which a function comes to a call, those that leave it above the call included. */
function conditionsAbove(ask: Ask, call: TS.Node, home: Body): readonly TS.Expression[] {
  const { ts } = ask;
  const found: TS.Expression[] = [];
  for (let at = call; at !== home; at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && parent.expression !== at) found.push(parent.expression);
    // `if (!isRefused(error)) throw error;` above the call.
    const above = ts.isBlock(parent) && parent !== home.body ? parent.statements.slice(0, parent.statements.indexOf(at as TS.Statement)) : [];
    for (const each of above) if (ts.isIfStatement(each) && leaves(ask, each.thenStatement) && /^!|!==?|[(&|] *!\w/.test(each.expression.getText())) found.push(each.expression);
  }
  return found;
}

function nameText(node: TS.Node): string | undefined {
  const named = "name" in node && node.name ? node : node.parent;
  const name = "name" in named ? (named.name as TS.Node | undefined) : undefined;
  return name && "text" in name ? (name.text as string) : undefined;
}

/** Whether a text speaks of refused requests, and of nothing that leaves it open whether the request was carried out. */
function isRefusedOnly(text: string): boolean {
  return REFUSED.test(text) && !UNKNOWN.test(text);
}

/** The text of a condition, and of the functions of the project that it asks. */
function saidBy(ask: Ask, condition: TS.Node): string {
  const { ts } = ask;
  const texts = [condition.getText()];
  const visit = (node: TS.Node): void => {
    const called = ts.isCallExpression(node) ? calledFunction(ask, node) : ts.isIdentifier(node) && !ts.isCallExpression(node.parent) ? functionsOf(ask, node, 2)[0] : undefined;
    if (called && texts.length < 5) texts.push(called.body.getText());
    ts.forEachChild(node, visit);
  };
  visit(condition);
  return texts.join("\n");
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { nameOfFunction } from "../model/functions.ts";
import { attemptOf } from "./attempts.ts";
import { neverComes } from "./cannot-fail.ts";
import { isOfOwnConnection } from "./emitters.ts";
import { CONFLICT } from "./excuses.ts";
import { failureAround, isFailureHandler } from "./flow.ts";
import { isHeldBack } from "./held-back.ts";
import { limitOf } from "./limits.ts";
import { isPolling } from "./not-retries.ts";
import { isPlain } from "./plain.ts";
import { endsItself } from "./once-more.ts";
import { tellsApart } from "./other-attempts.ts";
import type { Region } from "./region.ts";
import type { Carried } from "./state.ts";
import { findCarried } from "./state.ts";
import type { Continuation } from "./subscriptions.ts";
import { continuationAround } from "./subscriptions.ts";
import type { Wait } from "./waits.ts";
import { collectWaits, isTimerCall, unseenWait, waitOf, worksToo } from "./waits.ts";
import { isStep } from "./writes.ts";

/** Functions that call themselves because something failed. */
export function findRecursions(ask: Ask): readonly Region[] {
  const { SyntaxKind: Kind } = ask.ts;
  return [Kind.FunctionDeclaration, Kind.MethodDeclaration, Kind.ArrowFunction, Kind.FunctionExpression]
    .flatMap((kind) => ask.nodes(kind))
    .flatMap((node) => explain(ask, node as TS.FunctionLikeDeclaration) ?? []);
}

function explain(ask: Ask, home: TS.FunctionLikeDeclaration): Region | undefined {
  const name = nameOfFunction(ask, home);
  if (!name || !home.body) return undefined;
  for (const use of ask.named(name.text)) {
    if (use.pos < home.body.pos || use.end > home.body.end) continue;
    const call = callOf(ask, use);
    const continued = call && continuationAround(ask, call, home);
    const failure = call && (failureAround(ask, call, home) ?? continued?.failure);
    if (!failure || !isSame(ask, use, name) || isTimed(ask, call, home)) continue;
    const region = regionOf(ask, home, name.text, call, failure, continued?.failure === failure ? continued : undefined);
    if (region) return region;
  }
  return undefined;
}

/** The call of a plain name, or of a member of `this`. */
function callOf({ ts }: Ask, use: TS.Node): TS.CallExpression | undefined {
  const isMember = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use;
  if (isMember && !/^(?:this|self|that|_this)$/.test((use.parent).expression.getText())) return undefined;
  const callee = isMember ? use.parent : use;
  return ts.isCallExpression(callee.parent) && callee.parent.expression === callee ? callee.parent : undefined;
}

function isSame(ask: Ask, use: TS.Node, name: TS.Node): boolean {
  return ask.declarationOf(use) === ask.declarationOf(name);
}

/** Run by a timer: see there. */
function isTimed(ask: Ask, call: TS.Node, home: TS.Node): boolean {
  return ask.ts.findAncestor(call, (node) => (node === home ? "quit" : isTimerCall(ask, node))) !== undefined;
}

function regionOf(ask: Ask, home: TS.FunctionLikeDeclaration, name: string, call: TS.CallExpression, failure: TS.Node, beyond?: Continuation): Region | undefined {
  const { ts } = ask;
  const { body } = home;
  if (!body || isPolling(ask, call) || endsItself(ask, home, call, call) || isHeldBack(ask, home, call, failure) || neverComes(ask, failure)) return undefined;
  const branch = ts.isCatchClause(failure) ? failure.block : ts.isIfStatement(failure) ? failure.thenStatement : failure;
  const own = ts.isFunctionLike(branch) && "body" in branch && branch.body ? (branch.body as TS.Node) : branch;
  const given = home.parameters.flatMap((parameter, index) => givenTo(ask, parameter, call.arguments[index]));
  const attempted = beyond ? [beyond.attempted] : attemptedIn(ask, body, own);
  const attempt = attemptOf(ask, attempted);
  if (!attempt && !isHandler(ask, failure) && !isRejectedConflict(ask, failure, home)) return undefined;
  const written = findCarried(ask, [body], () => true);
  const isLocal = ({ declaration }: Carried): boolean => body.pos <= declaration.pos && declaration.end <= body.end;
  const isChanged = ({ declaration }: Carried): boolean => given.some((each) => each.declaration === declaration);
  // A parameter that is handed on as it is was counted before: `if (++retries > max) throw error; … return send(order, retries)`.
  const isHandedOn = ({ declaration, name: own, writes }: Carried): boolean => writes.every((write) => isStep(ask, write)) && call.arguments[home.parameters.indexOf(declaration as TS.ParameterDeclaration)]?.getText() === own;
  const kept = written.filter((each) => !isLocal(each) && !isChanged(each) && (!ts.isParameter(each.declaration) || isHandedOn(each)));
  const carried = [...kept, ...given];
  // What changes from call to call besides a counter makes it another operation.
  if (tellsApart(ask, home, failure, attempted, carried, true) || given.some(({ argument }) => argument && !isCount(ask, argument))) return undefined;
  const { waits, others } = collectWaits(ask, beyond?.branch ?? [own], [call]);
  const continued = continuedAfter(ask, call, own);
  const first = waits.length === 0 && !continued ? pausesFirst(ask, body, failure) : [];
  const unseen = first.length === 0 && waits.length === 0 && !continued ? others.flatMap((each) => unseenWait(ask, each) ?? []) : [];
  const all = continued ? [...waits, continued] : unseen.length === 1 ? unseen : first.length > 0 ? first : waits;
  // Whatever else is awaited there mends something before the next attempt, or waits in a way of its own.
  const hasOther = others.some((each) => !(each.pos <= call.pos && call.end <= each.end));
  const limit = limitOf(ask, [body], undefined, carried);
  if (limit.kind === "attempts" && given.some(({ name: flag, argument }) => argument && isFlag(ask, argument) && limit.at.getText().includes(flag))) return undefined;
  // Without a wait it may as well be the next step of an algorithm, unless nothing but a counter tells the next call from this one.
  const isAtOnce = all.length === 0;
  if (isAtOnce && beyond) return undefined;
  if (isAtOnce && (hasOther || !(limit.kind === "attempts" ? given.length === 0 && isSameAgain(ask, failure, call) : limit.kind === "none" && (isReconnect(ask, failure, call, home) || isSameForGood(ask, failure, call, home))))) return undefined;
  return { kind: "recursion", at: call, what: name, scope: home, attempted, failure, carried, waits: hasOther && limit.kind !== "none" ? undefined : all, limit };
}

/** What a parameter is given by the next call: a count, or the members of a pattern, as in `send({ order, attempt: attempt + 1 })`. */
function givenTo(ask: Ask, parameter: TS.ParameterDeclaration, argument: TS.Expression | undefined): readonly Carried[] {
  const { ts } = ask;
  const { name, initializer: initial } = parameter;
  const handed = argument && ts.isSpreadElement(argument) ? argument.expression : argument;
  if (!argument || !handed) return [];
  if (ts.isIdentifier(name)) return ts.isIdentifier(handed) && handed.text === name.text ? [] : [{ declaration: parameter, name: name.text, initial, writes: [], argument }];
  if (!ts.isObjectLiteralExpression(handed)) return [];
  return name.elements.flatMap((element): readonly Carried[] => {
    if (!ts.isBindingElement(element) || !ts.isIdentifier(element.name)) return [];
    const key = (element.propertyName ?? element.name).getText();
    const own = handed.properties.find((each): each is TS.PropertyAssignment => ts.isPropertyAssignment(each) && each.name.getText() === key);
    if (!own || own.initializer.getText() === element.name.text) return [];
    return [{ declaration: element, name: element.name.text, initial: element.initializer, writes: [], argument: own.initializer }];
  });
}

/** The waits of a function that come before what it attempts: it goes through them each time. */
function pausesFirst(ask: Ask, body: TS.Node, failure: TS.Node): readonly Wait[] {
  const { ts } = ask;
  if (!ts.isBlock(body) || !ts.isCatchClause(failure)) return [];
  const own = body.statements.findIndex((each) => each.pos <= failure.pos && failure.end <= each.end);
  return collectWaits(ask, body.statements.slice(0, Math.max(own, 0))).waits.filter(({ at }) => !worksToo(ask, at) && ts.findAncestor(at, (node) => (node === body ? "quit" : ts.isIfStatement(node))) === undefined);
}

/** `socket.on("close", () => connect())` of a socket that `connect` makes: where the other side is down, that goes round as fast as it can. */
function isReconnect(ask: Ask, failure: TS.Node, call: TS.CallExpression, home: TS.Node): boolean {
  return isHandler(ask, failure) && call.arguments.length === 0 && ask.enclosing(call) === failure && isOfOwnConnection(ask, failure, home);
}

/**
 * `catch (error) { if (order.tries++ > max) throw error; return send(order); }`: the failure is noted at most. A number that the call hands on tells apart
 * what is attempted, such as names, hosts or what is in conflict: of four of these that were judged, none was a retry.
 */
function isSameAgain(ask: Ask, failure: TS.Node, call: TS.CallExpression): boolean {
  const { ts } = ask;
  if (!ts.isCatchClause(failure)) return false;
  const isOver = (statement: TS.Statement): boolean => statement.pos <= call.pos && call.end <= statement.end;
  const { statements } = failure.block;
  const last = statements.find(isOver);
  const before = last ? statements.slice(0, statements.indexOf(last)) : statements;
  const inBranch = last && ts.isIfStatement(last) && ts.isBlock(last.thenStatement) ? last.thenStatement.statements.filter((each) => !isOver(each)) : [];
  return last !== undefined && isPlain(ask, [...before, ...inBranch]);
}

/** `catch (error) { log(error); return send(order); }`: the function itself, handed what it was handed, without a condition, and with nothing set right before. */
function isSameForGood({ ts }: Ask, failure: TS.Node, call: TS.CallExpression, home: TS.FunctionLikeDeclaration): boolean {
  const branch = ts.isCatchClause(failure) ? failure.block : ts.isIfStatement(failure) ? failure.thenStatement : undefined;
  if (!branch) return false;
  const statements = ts.isBlock(branch) ? branch.statements : ts.isIfStatement(failure) && CONFLICT.test(failure.expression.getText()) ? [failure.thenStatement] : [];
  const isSame = call.arguments.every((argument, index) => ts.isIdentifier(argument) && argument.text === home.parameters[index]?.name.getText());
  const end = statements.findIndex((each) => each.pos <= call.pos && call.end <= each.end);
  const isLog = (each: TS.Statement): boolean => ts.isExpressionStatement(each) && ts.isCallExpression(each.expression) && /log|console|debug|warn|error|info|trace|capture/i.test(each.expression.expression.getText());
  // `if (error.status !== 409) throw error;`
  const isOther = (each: TS.Statement): boolean => ts.isIfStatement(each) && !each.elseStatement && CONFLICT.test(each.expression.getText()) && /^\{?\s*throw\b/.test(each.thenStatement.getText());
  const last = statements[end];
  return isSame && last !== undefined && (ts.isReturnStatement(last) || ts.isExpressionStatement(last)) && statements.slice(0, end).every((each) => isLog(each) || isOther(each));
}

/** `put(document).catch((error) => { if (error.status === 409) return save(id); throw error; })`: what is attempted is not awaited. */
function isRejectedConflict(ask: Ask, failure: TS.Node, home: TS.Node): boolean {
  const { ts } = ask;
  if (!ts.isIfStatement(failure) || !CONFLICT.test(failure.expression.getText())) return false;
  const handler = ask.enclosing(failure);
  return handler !== home && isFailureHandler(ask, handler) && ts.isCallExpression(handler.parent) && handler.parent.expression.getText().endsWith(".catch");
}

function isHandler({ ts }: Ask, failure: TS.Node): boolean {
  return ts.isFunctionLike(failure);
}

/** `n + 1`, `n - 1`, `delay * 2`, a number. */
function isCount(ask: Ask, argument: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isNumericLiteral(argument) || ts.isPrefixUnaryExpression(argument) || ts.isPostfixUnaryExpression(argument)) return true;
  if (ts.isBinaryExpression(argument)) return isPart(ask, argument.left) && isPart(ask, argument.right);
  if (ts.isParenthesizedExpression(argument)) return isCount(ask, argument.expression);
  return isFlag(ask, argument) || (ts.isCallExpression(argument) && argument.expression.getText().startsWith("Math."));
}

/** `attempt(true)` that is asked for: once more, and no further. */
function isFlag({ ts }: Ask, argument: TS.Expression): boolean {
  return argument.kind === ts.SyntaxKind.TrueKeyword || argument.kind === ts.SyntaxKind.FalseKeyword;
}

function isPart(ask: Ask, part: TS.Expression): boolean {
  const { ts } = ask;
  return ts.isIdentifier(part) || ts.isNumericLiteral(part) || ts.isPropertyAccessExpression(part) || isCount(ask, part);
}

/** The body without the branch that goes on after the failure. */
function attemptedIn({ ts }: Ask, body: TS.Node, branch: TS.Node): readonly TS.Node[] {
  const nodes: TS.Node[] = [];
  const visit = (node: TS.Node): void => {
    if (node === branch) return;
    if (node.pos <= branch.pos && branch.end <= node.end) ts.forEachChild(node, visit);
    else nodes.push(node);
  };
  visit(body);
  return nodes;
}

/** `sleep(1000).then(() => attempt(n + 1))`. */
function continuedAfter(ask: Ask, call: TS.Node, end: TS.Node): Wait | undefined {
  const { ts } = ask;
  for (let at = call; at !== end && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    const isThen = ts.isFunctionLike(at) && ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === "then";
    if (isThen) return waitOf(ask, (parent.expression).expression);
  }
  return undefined;
}

import type * as TS from "typescript";
import { isEffectName } from "../knowledge/effects.ts";
import { isAfterFailure, retrierOf } from "../knowledge/retry-calls.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { originOf } from "../model/origin.ts";
import { COUNTS, isNamedAnswer, isRefusedOnly, NOT_DONE, saidBy } from "./failures.ts";
import { conditionsAbove } from "./conditions.ts";
import { ofLoop } from "./loops.ts";
import { isRefusedByDefault, isRefusedAsked } from "./own-retriers.ts";
import { functionsOf } from "./values.ts";
import { isQuestion, TRIVIAL } from "./words.ts";

/** Code that is run again when it has failed. */
export interface Region {
  /** What one attempt runs. */
  readonly attempt: TS.Node;
  /** The loop, the call or the function that runs it again. */
  readonly node: TS.Node;
  /** The same for the message: `the loop`, `p-retry`. */
  readonly by: string;
  readonly isLibrary: boolean;
  /** Whether an answer decides that it is run again, and no failure. */
  readonly isByAnswer?: true;
  /** Where the part ends whose failure has it run again: what stands behind is not in that part. */
  readonly until?: number;
  /** What a `catch` in it calls to have it run again. */
  readonly again?: string;
}

/** The regions of one file. */
export function regionsIn(ask: Ask): readonly Region[] {
  const { ts } = ask;
  const loops = ([ts.SyntaxKind.ForStatement, ts.SyntaxKind.WhileStatement, ts.SyntaxKind.DoStatement].flatMap((kind) => ask.nodes(kind)) as TS.IterationStatement[]).filter((loop) => mayAct(ask, loop.statement));
  const calls = ask.nodes(ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[];
  return [...loops.flatMap((loop) => ofLoop(ask, loop)), ...calls.flatMap((call) => [...ofRetrier(ask, call), ...ofOperation(ask, call), ...ofRecursion(ask, call)])];
}

/** Whether code calls anything that may be an effect or lead to one, by its name alone: the cheapest question about it. */
function mayAct(ask: Ask, code: TS.Node): boolean {
  const { ts } = ask;
  const acts = (name: string | undefined): boolean => name === undefined || isEffectName(name) || !(TRIVIAL.has(name) || isQuestion(name));
  const visit = (node: TS.Node): boolean => ((ts.isCallExpression(node) || ts.isNewExpression(node)) && acts(calledName(ask, node.expression))) || (ts.forEachChild(node, visit) ?? false);
  return visit(code);
}

/** `pRetry(() => …)`, `pRetry(task)`. */
function ofRetrier(ask: Ask, call: TS.CallExpression): readonly Region[] {
  const name = calledName(ask, call.expression);
  if (name === undefined || TRIVIAL.has(name)) return [];
  return call.arguments.flatMap((argument): readonly Region[] => {
    if (isNoFunction(ask, argument) || (ask.ts.isFunctionLike(argument) && !mayAct(ask, argument))) return [];
    const by = retrierOf(ask, call, argument);
    if (by === undefined || isOptionRefusedOnly(ask, call, argument) || !mayGoRound(ask, call) || isRefusedByDefault(ask, call, argument) || isRefusedAsked(ask, call)) return [];
    // A retrier that is handed down its task has been told by its caller what to try again.
    const tasks = functionsOf(ask, argument, 2).filter((task) => task === argument || !ask.ts.isCallExpression(task.parent) || !isRefusedByDefault(ask, task.parent, task));
    return tasks.map(({ body }) => ({ attempt: body, node: call, by, isLibrary: true }));
  });
}

/** `operation.attempt(() => …)` of the package `retry`, whose callback asks for another run by `operation.retry(error)`. */
function ofOperation(ask: Ask, call: TS.CallExpression): readonly Region[] {
  const { ts } = ask;
  const [task] = call.arguments;
  const isNamed = ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === "attempt";
  if (!isNamed || !task || !ts.isFunctionLike(task) || originOf(ask, call.expression)?.module !== "retry") return [];
  return functionsOf(ask, task, 2).map(({ body }) => ({ attempt: body, node: call, by: "`retry`", isLibrary: true, again: "retry" }));
}

/** Whether a function of the project that tries again does so after failures that leave open what happened. */
function mayGoRound(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const called = calledFunction(ask, call);
  if (!called) return true;
  const home = ask.about(called.getSourceFile());
  const loops: TS.IterationStatement[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isForStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) loops.push(node);
    ts.forEachChild(node, visit);
  };
  visit(called.body);
  return loops.length === 0 || loops.some((loop) => ofLoop(home, loop).length > 0);
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
  if (!(isAfter || isFailed) || isRefusedOnly(text) || (!isAfter && conditions.some((each) => isNamedAnswer(ask, each) && ts.isIfStatement(each.parent) && call.pos < each.parent.thenStatement.end))) return [];
  const until = triedUntil(ask, call, home);
  return [{ attempt: home.body, node: home, by: `the recursion of \`${name}\``, isLibrary: false, again: name, ...(until === undefined ? {} : { until }), ...(isAfter ? {} : { isByAnswer: true as const }) }];
}

/** The end of the `try` after whose failure a function calls itself, where it stands in no loop. */
function triedUntil({ ts }: Ask, call: TS.Node, home: Body): number | undefined {
  const clause = ts.findAncestor(call, (each) => (each === home || ts.isFunctionLike(each) ? "quit" : ts.isCatchClause(each)));
  const isInLoop = ts.findAncestor(call, (each) => (each === home ? "quit" : ts.isIterationStatement(each, false))) !== undefined;
  return clause && !isInLoop ? clause.parent.end : undefined;
}

function nameText(node: TS.Node): string | undefined {
  const named = "name" in node && node.name ? node : node.parent;
  const name = "name" in named ? (named.name as TS.Node | undefined) : undefined;
  return name && "text" in name ? (name.text as string) : undefined;
}

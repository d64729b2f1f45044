import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { type Body, callersOf, inside } from "../../rules/model/calls.ts";
import { usesAny } from "./counters.ts";
import type { Growth } from "./growth.ts";
import { isPacing, type Pacing } from "./pacing.ts";
import { isLeft, type Plain } from "./plain-loop.ts";

/** A function that is one attempt, and calls itself with nothing but a count changed after a failure: `return load(url, attempt + 1)`. */
export function plainRecursion(ask: Ask, { region: { at: call, waits = [] } }: Growth): Plain | undefined {
  const { ts } = ask;
  const home = ts.isCallExpression(call) ? ask.enclosing(call) : undefined;
  if (!home || !ts.isCallExpression(call) || !ts.isFunctionLike(home) || !("body" in home) || !home.body || !ts.isBlock(home.body)) return undefined;
  const body = home as Body;
  const [attempt, ...others] = (body.body as TS.Block).statements;
  if (!attempt || others.length > 0 || !ts.isTryStatement(attempt) || !attempt.catchClause || attempt.finallyBlock || !isLeft(ask, attempt.tryBlock)) return undefined;
  const error = attempt.catchClause.variableDeclaration?.name;
  const last = attempt.catchClause.block.statements.at(-1);
  const returned = last && ts.isReturnStatement(last) && last.expression && inside(ask, last.expression);
  if ((error && !ts.isIdentifier(error)) || !returned || (ts.isAwaitExpression(returned) ? returned.expression : returned) !== call) return undefined;
  const counter = counterOf(ask, body, call);
  if (!counter) return undefined;
  const pacing: Pacing = { wait: waits[0], error, counters: new Set([counter]), exits: [], counted: [], last: undefined, asksSignal: false };
  const between = attempt.catchClause.block.statements.slice(0, -1);
  if (!between.every((each) => isPacing(ask, each, pacing)) || pacing.counted.length !== 1 || usesAny(ask, attempt.tryBlock, new Set([counter]))) return undefined;
  return { statements: [attempt], attempt: attempt.tryBlock, error: error?.text, exits: pacing.exits, asksSignal: pacing.asksSignal, parameter: counter };
}

/** The last parameter, which counts and which nobody else hands in. */
function counterOf(ask: Ask, home: Body, call: TS.CallExpression): TS.ParameterDeclaration | undefined {
  const { ts } = ask;
  const { parameters } = home;
  const counter = parameters.at(-1);
  const given = call.arguments;
  if (!counter?.initializer || !ts.isNumericLiteral(counter.initializer) || !ts.isIdentifier(counter.name) || given.length !== parameters.length) return undefined;
  const isHandedOn = given.slice(0, -1).every((argument, index) => ts.isIdentifier(argument) && ask.bindingOf(argument) === parameters[index]);
  const next = given.at(-1);
  const isCounted = next !== undefined && ts.isBinaryExpression(next) && ts.isIdentifier(next.left) && ask.bindingOf(next.left) === counter && /^[+-]$/.test(next.operatorToken.getText()) && next.right.getText() === "1";
  const callers = callersOf(ask, home)?.filter((each) => each !== call);
  return isHandedOn && isCounted && callers?.every((each) => each.arguments.length < parameters.length && !each.arguments.some(ts.isSpreadElement)) ? counter : undefined;
}

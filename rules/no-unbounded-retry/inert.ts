import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { createMachine } from "./evaluate.ts";

/** BullMQ 5 and Bull 4: what names a queue, and what runs its jobs. */
const QUEUE = "Queue";
const WORKER = "Worker";

/** Whether the jobs of every queue that the options are handed to are let through one after another, the failed ones too: `limiter: { max: 10, duration: 1000 }`. */
export function isMetered(ask: Ask, literal: TS.ObjectLiteralExpression): boolean {
  const { ts } = ask;
  const { parent } = literal;
  const places = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? ask.named(parent.name.text).filter((use) => use !== parent.name && ask.declarationOf(use) === parent) : [literal];
  const queues = places.map((place) => queueOf(ask, place));
  return queues.length > 0 && queues.every((queue) => queue !== undefined && ask.named("limiter").some(({ parent: member }) => ts.isPropertyAssignment(member) && queue.pos <= member.pos && member.end <= queue.end));
}

/** The queue that something is an option of: `new Queue(name, url, options)`, `queue.add(job, options)`. */
function queueOf(ask: Ask, place: TS.Node): TS.Node | undefined {
  const { ts } = ask;
  const made = ts.findAncestor(place, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isNewExpression(node) || ts.isCallExpression(node)));
  if (!made || !ts.isCallExpression(made)) return made;
  const owner = ts.isPropertyAccessExpression(made.expression) && ts.isIdentifier(made.expression.expression) ? ask.declarationOf(made.expression.expression) : undefined;
  return owner && ts.isVariableDeclaration(owner) ? owner.initializer : undefined;
}

/**
 * Whether a policy stands in the options of a queue whose jobs never fail: every worker of that name in the file catches whatever its processor meets and
 * throws nothing, so no job is attempted again. Queue and worker are joined by the value of their name.
 */
export function isInert(ask: Ask, literal: TS.ObjectLiteralExpression): boolean {
  const { ts } = ask;
  const queue = ts.findAncestor(literal, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isNewExpression(node)));
  if (!queue || !ts.isNewExpression(queue) || queue.expression.getText() !== QUEUE) return false;
  const name = nameOf(ask, queue);
  if (name === undefined) return false;
  const workers = ask.named(WORKER).flatMap(({ parent }) => (ts.isNewExpression(parent) && parent.expression.getText() === WORKER && nameOf(ask, parent) === name ? [parent] : []));
  return workers.length > 0 && workers.every((worker) => worker.arguments?.[1] !== undefined && neverFails(ask, worker.arguments[1]));
}

function nameOf(ask: Ask, { arguments: given }: TS.NewExpression): string | undefined {
  const [name] = given ?? [];
  const value = name && createMachine(ask, 0, () => 0).evaluate(name, new Map());
  return typeof value === "string" ? value : undefined;
}

/** A function all of whose work is in a `try` whose catch clause throws nothing, or that only calls such a function. */
function neverFails(ask: Ask, processor: TS.Expression): boolean {
  const { ts } = ask;
  const value = inside(ask, processor);
  if (!ts.isArrowFunction(value) && !ts.isFunctionExpression(value)) return false;
  if (ts.isBlock(value.body)) return catchesAll(ask, value.body);
  const called = ts.isAwaitExpression(value.body) ? value.body.expression : value.body;
  const handler = ts.isCallExpression(called) ? calledFunction(ask, called) : undefined;
  return handler !== undefined && ts.isBlock(handler.body) && catchesAll(ask, handler.body);
}

function catchesAll({ ts }: Ask, { statements }: TS.Block): boolean {
  const fails = (node: TS.Node): boolean => ts.isThrowStatement(node) || (ts.isIdentifier(node) && node.text === "reject") || (!ts.isFunctionLike(node) && (ts.forEachChild(node, fails) ?? false));
  const works = (node: TS.Node): boolean => ts.isAwaitExpression(node) || ts.isThrowStatement(node) || ts.isReturnStatement(node) || (ts.forEachChild(node, works) ?? false);
  const tries = statements.filter(ts.isTryStatement);
  const isQuiet = tries.every(({ catchClause, finallyBlock }) => catchClause !== undefined && !fails(catchClause.block) && (finallyBlock === undefined || !works(finallyBlock)));
  return tries.length > 0 && isQuiet && statements.every((each) => ts.isTryStatement(each) || !works(each));
}

import type * as TS from "typescript";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import { homeOf } from "../../rules/knowledge/turns.ts";
import type { Activation, Ask } from "../../rules/model/ask.ts";
import { functionOf, referencesTo } from "../../rules/model/functions.ts";
import type { Scene } from "./scene.ts";
import { placeOf } from "./splice.ts";
import { promiseOf } from "./throwing.ts";

/** So many functions are looked into below what stands after an add. */
const MAX_CALLEES = 60;

/**
 * Why a producer must not stop where it adds: what stands after the add is all that ever starts the consumer, and a consumer that stopped before
 * the queue was empty would not be started again. `undefined` where others start it too, or where it always goes on until the queue is empty.
 */
export function explainKick(scene: Scene, add: TS.Node, takers: ReadonlySet<Activation>): string | undefined {
  const { ask } = scene;
  const home = homeOf(ask, add);
  const stopped = ask.enclosing(add);
  // What throws in the executor of a promise stops the executor alone.
  for (const statement of statementsAfter(ask, add, promiseOf(ask, stopped) ? stopped : home)) {
    const reached = reachedFrom(ask, statement);
    const started = [...reached].find((each) => takers.has(each) && !empties(scene, each) && !isStartedElsewhere(ask, each, new Set([...reached, home])));
    if (started) return `${placeOf(ask, statement)} is all that starts the consumer, and would not run when the queue is full`;
  }
  return undefined;
}

function statementsAfter(ask: Ask, add: TS.Node, home: Activation): readonly TS.Statement[] {
  const { ts } = ask;
  const after: TS.Statement[] = [];
  for (let at = add; at !== home && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    const next = ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent) ? parent.statements.filter((statement) => statement.pos >= at.end) : [];
    after.push(...next);
    if (next.some((statement) => ts.isReturnStatement(statement) || ts.isThrowStatement(statement))) break;
  }
  return after;
}

/** The functions in sight that a piece of code calls, now or in a callback. */
function reachedFrom(ask: Ask, code: TS.Node): ReadonlySet<Activation> {
  const { ts } = ask;
  const reached = new Set<Activation>();
  const visit = (node: TS.Node): void => {
    if (ts.isFunctionLike(node)) reached.add(node);
    const name = ts.isPropertyAccessExpression(node) ? node.name : ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node.parent) ? node : undefined;
    const declaration = name && ask.declarationOf(name);
    const named = declaration && functionOf(ask, declaration);
    if (named && !reached.has(named) && reached.size < MAX_CALLEES) {
      reached.add(named);
      if ("body" in named && named.body) visit(named.body);
    }
    ts.forEachChild(node, visit);
  };
  visit(code);
  return reached;
}

/** Whether something else than the producer's own way starts a function. */
function isStartedElsewhere(ask: Ask, activation: Activation, own: ReadonlySet<Activation>): boolean {
  return (referencesTo(ask, activation) ?? []).some((reference) => !own.has(ask.enclosing(reference)) && !own.has(homeOf(ask, reference)) && !isSupportCode(ask.pathOf(reference.getSourceFile())));
}

/** Whether a consumer stops only when nothing is left: it drains, or loops on nothing but the queue itself. */
function empties({ ask, references }: Scene, consumer: Activation): boolean {
  const { ts } = ask;
  const own = references.filter((reference) => homeOf(ask, reference) === consumer);
  return own.some((reference) => {
    const { parent } = reference;
    if (ts.isBinaryExpression(parent) && parent.left === reference) return true;
    if (!ts.isPropertyAccessExpression(parent)) return false;
    const member = parent.name.text;
    const call = parent.parent;
    if (member === "splice" && ts.isCallExpression(call) && (call.arguments.length === 1 || call.arguments[1]?.getText() === `${reference.getText()}.length`)) return call.arguments[0]?.getText() === "0";
    if (member === "length" && ts.isBinaryExpression(call) && call.operatorToken.kind === ts.SyntaxKind.EqualsToken) return true;
    const loop = ts.findAncestor(parent, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isIterationStatement(node, false)));
    if (!loop) return false;
    const condition = ts.isWhileStatement(loop) || ts.isDoStatement(loop) ? loop.expression : ts.isForStatement(loop) ? loop.condition : undefined;
    return condition !== undefined && asksOnlyForEmptiness(ask, condition, reference);
  });
}

/** `queue.length > 0`, `queue.length`, `(job = queue.shift())`, `job !== undefined`. */
function asksOnlyForEmptiness(ask: Ask, condition: TS.Expression, reference: TS.Expression): boolean {
  const { ts } = ask;
  const queue = reference.getText().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const text = condition.getText().replace(/\s/g, "");
  if (new RegExp(`^${queue}\\.length(?:>0|!==?0|>=1)?$`).test(text)) return true;
  if (new RegExp(`^\\(?\\w+=${queue}\\.(?:shift|pop)\\(\\)\\)?(?:!==?(?:undefined|null))?$`).test(text)) return true;
  const isLocal = /^(\w+)(?:!==?(?:undefined|null))?$/.exec(text)?.[1];
  return isLocal !== undefined && ts.isForStatement(condition.parent) && condition.parent.incrementor?.getText().replace(/\s/g, "") === `${isLocal}=${reference.getText()}.${memberOf(ask, reference)}()`;
}

function memberOf(ask: Ask, reference: TS.Expression): string {
  return ask.ts.isPropertyAccessExpression(reference.parent) ? reference.parent.name.text : "";
}

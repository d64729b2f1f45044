import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { isFailureHandler } from "./flow.ts";
import type { Loop } from "./outcomes.ts";
import { isForGood } from "./outcomes.ts";
import type { Failure } from "./status-checks.ts";
import { collectWaits } from "./waits.ts";

/**
 * `while (this.running) { await new Promise((resolve) => { stream.on("error", resolve); … }); await sleep(1000); }`: what is opened is served until it ends, one
 * way or the other, and opened again after a pause. A poll asks and gets an answer; this waits for an end, and a failure ends it at once.
 */
export function findServed(ask: Ask, loop: Loop, body: TS.Block): Failure | undefined {
  if (!isForGood(ask, loop)) return undefined;
  for (const statement of body.statements) {
    const end = endIn(ask, statement);
    if (end && collectWaits(ask, [body], [statement]).waits.length > 0) return { at: end, attempted: [statement], isPlain: false };
  }
  return undefined;
}

/** The registration that settles an awaited promise when what it waits for fails or is closed. */
function endIn(ask: Ask, statement: TS.Statement): TS.Node | undefined {
  const { ts } = ask;
  const visit = (node: TS.Node): TS.Node | undefined => {
    if (ts.isFunctionLike(node) || ts.isIterationStatement(node, false)) return undefined;
    const awaited = ts.isAwaitExpression(node) ? inside(ask, node.expression) : undefined;
    const executor = awaited && ts.isNewExpression(awaited) ? awaited.arguments?.[0] : undefined;
    return (executor && settledIn(ask, executor)) ?? (awaited && onceIn(ask, awaited)) ?? ts.forEachChild(node, visit);
  };
  return visit(statement);
}

/** `await once(socket, "close")`. */
function onceIn({ ts }: Ask, awaited: TS.Expression): TS.Node | undefined {
  const event = ts.isCallExpression(awaited) && /(?:^|\.)once$/.test(awaited.expression.getText()) ? awaited.arguments.at(-1) : undefined;
  return event && ts.isStringLiteralLike(event) && /^(?:close|closed|end|disconnect|exit)$/.test(event.text) ? awaited : undefined;
}

function settledIn(ask: Ask, executor: TS.Expression): TS.Node | undefined {
  const { ts } = ask;
  if (!ts.isArrowFunction(executor) && !ts.isFunctionExpression(executor)) return undefined;
  const settles = executor.parameters.map(({ name }) => name.getText());
  const visit = (node: TS.Node): TS.Node | undefined => {
    // Called in a handler, or the handler itself.
    const isSettling = ts.isIdentifier(node) && settles.includes(node.text) && ts.isCallExpression(node.parent);
    const handler = isSettling ? ts.findAncestor(node, (each) => (each === executor ? "quit" : isFailureHandler(ask, each))) : undefined;
    return handler?.parent ?? ts.forEachChild(node, visit);
  };
  return visit(executor.body);
}

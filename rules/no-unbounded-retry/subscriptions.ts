import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { completes } from "./flow.ts";
import { serves } from "./may-find.ts";

/** What comes after an attempt whose failure is swallowed. */
export interface Continuation {
  /** The statements between the attempt's end and the next one. */
  readonly branch: readonly TS.Node[];
  readonly failure: TS.Node;
  readonly attempted: TS.Block;
}

/**
 * `try { await listen(); } catch (error) { log(error); } finally { await sleep(1000); start(); }`: serves until it ends, one way or the other, and starts again
 * from the `finally` or from behind the `try`. Whoever can't be reached is asked again at that pace.
 */
export function continuationAround(ask: Ask, call: TS.Node, home: TS.Node): Continuation | undefined {
  const { ts } = ask;
  for (let at = call; at !== home && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (!ts.isBlock(parent)) continue;
    const own = parent.statements.findIndex((each) => each === at);
    const before = parent.statements.slice(0, own + 1);
    const beside = ts.isTryStatement(parent.parent) && parent.parent.finallyBlock === parent ? parent.parent : before.findLast((each) => ts.isTryStatement(each) && each !== at);
    if (!beside || !ts.isTryStatement(beside)) continue;
    const { tryBlock, catchClause } = beside;
    if (!catchClause || !completes(ask, catchClause.block) || !serves(tryBlock.getText())) return undefined;
    return { branch: before.filter((each) => each.pos >= tryBlock.end && each !== beside), failure: catchClause, attempted: tryBlock };
  }
  return undefined;
}

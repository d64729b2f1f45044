import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** Whether a branch ends the function or the turn of a loop. */
export function leaves(ask: Ask, branch: TS.Statement): boolean {
  const { ts } = ask;
  const last = ts.isBlock(branch) ? branch.statements.at(-1) : branch;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last) || ts.isContinueStatement(last));
}

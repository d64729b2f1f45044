import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";

/** `cluster.fork(worker)`, not `cluster.fork()`: the members of what is handed over are variables of the child's environment (node:cluster). */
const FORKS_WITH = /\bcluster\.fork\(\s*[^)\s]/;

/** How operators write the names of variables. */
const IS_OPERATORS = /^[A-Z][A-Z\d_]*$/;

/** Whether the program gives a variable to the workers that it forks: a file that forks them with an object sets a member of that name, which is none that an operator would set. */
export function isGivenToWorkers(ask: Ask, key: string): boolean {
  const { ts } = ask;
  if (IS_OPERATORS.test(key)) return false;
  return ask.filesNaming(key, ["cluster.fork("]).some((file) => !isSupportCode(ask.pathOf(file)) && FORKS_WITH.test(file.text) && ask.about(file).named(key).some((name) => isSet(ts, name)));
}

/** `{ key: value }`, `{ key }`, `worker.key = value` */
function isSet(ts: typeof TS, name: TS.Node): boolean {
  const { parent } = name;
  if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) return parent.name === name;
  return ts.isPropertyAccessExpression(parent) && parent.name === name && ts.isBinaryExpression(parent.parent) && parent.parent.left === parent && parent.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { targetsOf } from "./targets.ts";

/** Whether a call hands a name and a function to code that looks up first whether it ran before: `runTask("send-mail", () => …)`. */
export function isStored(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const [name, ...rest] = call.arguments;
  const callback = rest.at(-1);
  if (name === undefined || callback === undefined || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) || ts.isFunctionLike(name)) return false;
  const index = call.arguments.length - 1;
  return targetsOf(ask, call).some(({ body }) => returnsBefore(ask, body, index));
}

/** Whether a function may return a value without having run its parameter. */
function returnsBefore(ask: Ask, body: Body, index: number): boolean {
  const { ts } = ask;
  const name = body.parameters[index]?.name;
  if (!name || !ts.isIdentifier(name)) return false;
  let returned = false;
  const runs = (node: TS.Node): boolean => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name.text) return true;
    if (ts.isIfStatement(node) && hasReturn(ask, node.thenStatement)) returned = true;
    return ts.forEachChild(node, runs) ?? false;
  };
  return runs(body.body) && returned;
}

function hasReturn(ask: Ask, branch: TS.Statement): boolean {
  const { ts } = ask;
  const last = ts.isBlock(branch) ? branch.statements.at(-1) : branch;
  return last !== undefined && ts.isReturnStatement(last) && last.expression !== undefined;
}

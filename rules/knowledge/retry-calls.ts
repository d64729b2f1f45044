import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { moduleOf } from "./deliveries.ts";

/** Packages whose function runs its first function argument again when it fails, as their documentation has it. */
const RETRIERS: ReadonlySet<string> = new Set(["p-retry", "async-retry", "promise-retry", "exponential-backoff", "ts-retry-promise", "@lifeomic/attempt"]);

/** How a call runs a function that it is handed again: the name of the retrier, as the message says it. */
export function retrierOf(ask: Ask, call: TS.CallExpression, callback: TS.Node): string | undefined {
  const { ts } = ask;
  const name = calledName(ask, call.expression);
  if (name === undefined || !/retr|attempt|backoff/i.test(name)) return undefined;
  const module = ts.isIdentifier(call.expression) ? moduleOf(ask, call.expression) : undefined;
  if (module !== undefined && RETRIERS.has(module)) return `\`${module}\``;
  const index = call.arguments.findIndex((argument) => argument === callback);
  const called = calledFunction(ask, call);
  const parameter = called?.parameters[index]?.name;
  return called && parameter && ts.isIdentifier(parameter) && runsAgain(ask, called.body, parameter.text) ? `\`${name}\`` : undefined;
}

/** Whether a body calls one of its parameters in the `try` of a loop, or of a function that calls itself from `catch`. */
function runsAgain(ask: Ask, body: TS.Node, name: string): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) {
      const attempt = ts.findAncestor(node, (each) => (each === body ? "quit" : ts.isTryStatement(each)));
      return attempt !== undefined && loopAround(ask, attempt, body) !== undefined;
    }
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(body);
}

/** The loop around a node that is no walk through a list, up to the end of the function. */
export function loopAround(ask: Ask, node: TS.Node, end?: TS.Node): TS.IterationStatement | undefined {
  const { ts } = ask;
  for (let at = node.parent; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isForStatement(at) || ts.isWhileStatement(at) || ts.isDoStatement(at)) return at;
    if (at === end || ts.isForOfStatement(at) || ts.isForInStatement(at)) return undefined;
  }
  return undefined;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { assignmentsTo } from "./assigned.ts";
import { leaves } from "./leaves.ts";
import type { Place } from "./placement.ts";
import type { Visit } from "./reach.ts";

/**
 * Whether something is made only where the service that makes it has just said that it is not there: `if ((await accounts.typeOf(email)) === "new") await accounts.create(email)`.
 * What is delivered again finds it, as the other side knows both by one name.
 */
export function isLookedUp(ask: Ask, { visit, call, below }: Place): boolean {
  let at: Visit | undefined = visit;
  for (let step: Place["call"] | undefined = call; at !== undefined && step !== undefined; step = at.call, at = at.from) if (standsBehindLook(ask, step)) return true;
  return below.some((each) => standsBehindLook(ask, each));
}

function standsBehindLook(ask: Ask, call: Place["call"]): boolean {
  const { ts } = ask;
  for (let at: TS.Node = call; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && at !== parent.expression && asksThere(ask, parent.expression, call)) return true;
    const above = ts.isBlock(parent) ? parent.statements.slice(0, parent.statements.indexOf(at as TS.Statement)) : [];
    if (above.some((each) => ts.isIfStatement(each) && leaves(ask, each.thenStatement) && asksThere(ask, each.expression, call))) return true;
  }
  return false;
}

/** Whether a condition is about what was looked up in the same module, or at the same client, with one of the arguments of a call. */
function asksThere(ask: Ask, condition: TS.Node, call: Place["call"]): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node, hops: number): boolean => {
    const binding = hops > 0 && ts.isIdentifier(node) ? ask.bindingOf(node) : undefined;
    if (binding && ts.isVariableDeclaration(binding)) {
      const made = [...(binding.initializer ? [binding.initializer] : []), ...assignmentsTo(ask, binding).flatMap(({ pos, right }) => (pos < call.pos ? [right] : []))];
      if (made.some((each) => visit(each, hops - 1))) return true;
    }
    if (ts.isAwaitExpression(node) && isSameService(ask, inside(ask, node.expression), call)) return true;
    return ts.forEachChild(node, (child) => visit(child, hops)) ?? false;
  };
  return visit(condition, 2);
}

function isSameService(ask: Ask, look: TS.Expression, call: Place["call"]): boolean {
  const { ts } = ask;
  if (!ts.isCallExpression(look) || look === call) return false;
  const words = new Set(look.arguments.flatMap((argument) => argument.getText().match(/[a-z_$][\w$.]*/gi) ?? []));
  if (!(call.arguments ?? []).some((argument) => (argument.getText().match(/[a-z_$][\w$.]*/gi) ?? []).some((word) => words.has(word)))) return false;
  return homeOf(ask, look) === homeOf(ask, call);
}

/** The client that a function is called on, or the file that it stands in. */
function homeOf(ask: Ask, { expression }: Place["call"]): string | undefined {
  const { ts } = ask;
  const callee = inside(ask, expression);
  if (ts.isPropertyAccessExpression(callee)) return callee.expression.getText();
  return ts.isIdentifier(callee) ? ask.declarationOf(callee)?.getSourceFile().fileName : undefined;
}

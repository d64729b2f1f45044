import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";

export interface Element {
  readonly loop: TS.ForOfStatement;
  /** What tells one element from the others, as it is written in the loop: `user.id`. */
  readonly parts: readonly string[];
}

const ID = /^id$|(?:I[dD]|_id)$/;

/**
 * `for (const user of users)` around a call that stands in no other loop, where the loop itself names the ids of its elements: a delivery that is repeated meets them
 * again, whatever their order. A list of bare ids may hold one twice (two pieces of one product), so that is for the caller to judge.
 */
export function elementOf(ask: Ask, body: Body, call: TS.CallExpression, isBareAllowed: boolean): Element | undefined {
  const { ts } = ask;
  const isLoop = (node: TS.Node): boolean | "quit" => (node === body ? "quit" : ts.isIterationStatement(node, false));
  const loop = ts.findAncestor(call, isLoop);
  if (!loop || !ts.isForOfStatement(loop) || ts.findAncestor(loop.parent, isLoop) || ask.enclosing(call) !== body) return undefined;
  const list = loop.initializer;
  const [item] = ts.isVariableDeclarationList(list) && (list.flags & ts.NodeFlags.Const) !== 0 ? list.declarations : [];
  const name = item?.name;
  if (!name) return undefined;
  const names = ts.isIdentifier(name) ? [name.text] : ts.isObjectBindingPattern(name) ? name.elements.flatMap((each) => (ts.isIdentifier(each.name) && !each.initializer && !each.dotDotDotToken ? [each.name.text] : [])) : [];
  if (names.some((each) => isBoundAgain(ask, loop.statement, each))) return undefined;
  if (!ts.isIdentifier(name)) {
    const ids = names.filter((each) => ID.test(each));
    return ids.length > 0 && (isBareAllowed || ids.includes("id")) ? { loop, parts: ids } : undefined;
  }
  if (ID.test(name.text) && name.text !== "id") return isBareAllowed ? { loop, parts: [name.text] } : undefined;
  const own = `${name.text}.id`;
  return readsOf(ask, loop.statement, name.text) ? { loop, parts: [own] } : undefined;
}

/** Whether the loop reads `user.id` itself, so that there is one. */
function readsOf({ ts }: Ask, statement: TS.Statement, name: string): boolean {
  const visit = (node: TS.Node): boolean => (ts.isPropertyAccessExpression(node) && node.name.text === "id" && !node.questionDotToken && ts.isIdentifier(node.expression) && node.expression.text === name) || (ts.forEachChild(node, visit) ?? false);
  return visit(statement);
}

function isBoundAgain({ ts }: Ask, statement: TS.Statement, name: string): boolean {
  const visit = (node: TS.Node): boolean => ((ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isParameter(node)) && node.name.getText() === name) || (ts.forEachChild(node, visit) ?? false);
  return visit(statement);
}

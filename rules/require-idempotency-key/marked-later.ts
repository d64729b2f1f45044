import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";

/** Writes that change a thing that is there. */
const CHANGES = /^(?:update|set|save|upsert|mark|put|patch)(?=$|[A-Z_])/;

/**
 * Whether a function looks at a member above a call, may leave then, and writes that member somewhere: `if (user.notifiedAt) return; await send(…); await
 * update(user.id, { notifiedAt: now })`. What is simply delivered again leaves before the call; only what dies between the two runs it again.
 */
export function isMarkedLater(ask: Ask, { body }: Body, call: TS.Node): boolean {
  const { ts } = ask;
  const written = new Set<string>();
  const asked = new Set<string>();
  const visit = (node: TS.Node): void => {
    if (ts.isCallExpression(node) && CHANGES.test(calledName(ask, node.expression) ?? "")) for (const argument of node.arguments) addMembers(ask, argument, written);
    if (ts.isIfStatement(node) && node.end <= call.pos && hasReturn(ask, node.thenStatement)) addReads(ask, node.expression, asked, 4);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return [...asked].some((name) => written.has(name));
}

function hasReturn(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  return ts.isReturnStatement(node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => hasReturn(ask, child)) ?? false));
}

/** The members that a condition is made from, also through local variables. */
function addReads(ask: Ask, value: TS.Node, names: Set<string>, hops: number): void {
  const { ts } = ask;
  if (ts.isPropertyAccessExpression(value)) names.add(value.name.text);
  const binding = hops > 0 && ts.isIdentifier(value) ? ask.bindingOf(value) : undefined;
  if (binding && ts.isVariableDeclaration(binding) && binding.initializer && !ts.isAwaitExpression(binding.initializer)) addReads(ask, binding.initializer, names, hops - 1);
  ts.forEachChild(value, (child) => {
    addReads(ask, child, names, hops);
  });
}

function addMembers(ask: Ask, value: TS.Node, names: Set<string>): void {
  const { ts } = ask;
  if (!ts.isObjectLiteralExpression(value)) return;
  for (const member of value.properties) {
    const name = member.name?.getText();
    if (name !== undefined && name !== "id" && name !== "where") names.add(name);
    if (ts.isPropertyAssignment(member) && name !== "where") addMembers(ask, member.initializer, names);
  }
}

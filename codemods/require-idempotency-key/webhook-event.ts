import type * as TS from "typescript";
import { chainOf as namesOf } from "../../rules/knowledge/effects.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import { inside } from "../../rules/model/calls.ts";
import { originOf } from "../../rules/model/origin.ts";

/**
 * What tells one webhook from the others where a handler has it in a variable: the id of the event that Stripe's own check returns, or the id that Svix (and
 * whoever follows Standard Webhooks) sends in a header. Both stay the same when it is delivered again. Stripe: docs.stripe.com/webhooks, "Handle duplicate
 * events"; Svix: docs.svix.com/receiving/verifying-payloads/how-manual, `svix-id`.
 */
export function webhookIdIn(ask: Ask, handler: Body, use: TS.CallExpression): string | undefined {
  const { ts } = ask;
  let found: string | undefined;
  const visit = (node: TS.Node): void => {
    if (found !== undefined || node.pos >= use.pos || ts.isFunctionLike(node)) return;
    if (ts.isVariableDeclaration(node) && node.initializer && isConstant(ask, node) && isInReach(ask, node, use)) found = idOf(ask, node.name, node.initializer);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(node.left)) {
      const declaration = ask.bindingOf(node.left);
      const isOnce = declaration && ts.isVariableDeclaration(declaration) && !declaration.initializer && ask.enclosing(declaration) === handler && isInReach(ask, declaration, use) && writesOf(ask, declaration, node.left.text) === 1;
      if (isOnce) found = idOf(ask, node.left, node.right);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(handler.body, visit);
  return found;
}

function idOf(ask: Ask, name: TS.Node, value: TS.Expression): string | undefined {
  const { ts } = ask;
  if (!ts.isIdentifier(name)) return undefined;
  const node = inside(ask, value);
  const call = inside(ask, ts.isAwaitExpression(node) ? node.expression : node);
  if (!ts.isCallExpression(call)) return undefined;
  const last = namesOf(ask, call.expression).at(-1);
  if (last === "constructEvent" || last === "constructEventAsync") return originOf(ask, call.expression)?.module === "stripe" ? `${name.text}.id` : undefined;
  const [header] = call.arguments;
  return last === "get" && header && ts.isStringLiteralLike(header) && /^(?:svix|webhook)-id$/.test(header.text) ? name.text : undefined;
}

function isConstant({ ts }: Ask, { parent }: TS.VariableDeclaration): boolean {
  return ts.isVariableDeclarationList(parent) && (parent.flags & ts.NodeFlags.Const) !== 0;
}

/** Whether a variable's block is around its use. */
function isInReach({ ts }: Ask, declaration: TS.VariableDeclaration, use: TS.Node): boolean {
  const block = ts.findAncestor(declaration, (node) => ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseOrDefaultClause(node));
  return block !== undefined && block.pos <= use.pos && use.end <= block.end;
}

function writesOf(ask: Ask, declaration: TS.VariableDeclaration, name: string): number {
  const { ts } = ask;
  return ask.usesInFile(declaration, name).filter((use) => ts.isBinaryExpression(use.parent) && use.parent.left === use && use.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken).length;
}

import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { calledFunction } from "../../rules/model/calls.ts";

/** Names of what the other side says. */
const TOLD = /^(?:e|err|errors?|ex|exception|cause|reason|res|resp|responses?|results?|headers?|(?:retry|wait)_?after\w*|rate_?limit\w*|\w*(?:Error|Response|Headers?|RetryAfter|ResetAt|ResetTime))$/i;

const MAX_HOPS = 3;

/**
 * The first name in an expression, or in what it is computed from, that may hold what the other side said: `Retry-After` is to be kept, and the rule
 * takes it as not given.
 */
export function toldBy(ask: Ask, expression: TS.Node, hops: number = MAX_HOPS, seen: Set<TS.Node> = new Set<TS.Node>()): string | undefined {
  const { ts } = ask;
  const visit = (node: TS.Node): string | undefined => {
    if ((ts.isStringLiteralLike(node) && /retry-after|ratelimit|x-rate/i.test(node.text)) || ts.isCatchClause(node)) return node.getText().slice(0, 30);
    if (ts.isIdentifier(node) && !isOwnName(ask, node)) {
      if (TOLD.test(node.text)) return node.text;
      const behind = hops > 0 ? behindName(ask, node) : [];
      for (const each of behind) {
        if (seen.has(each)) continue;
        seen.add(each);
        const told = toldBy(ask, each, hops - 1, seen);
        if (told !== undefined) return told;
      }
    }
    if (ts.isCallExpression(node) && hops > 0) {
      const called = calledFunction(ask, node);
      if (called && !seen.has(called)) {
        seen.add(called);
        const told = toldBy(ask.about(called.getSourceFile()), called.body, hops - 1, seen);
        if (told !== undefined) return told;
      }
    }
    return ts.forEachChild(node, visit);
  };
  return visit(expression);
}

/** The name of a function, a type or a defined member holds no value. */
function isOwnName({ ts }: Ask, node: TS.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAssignment(parent) && parent.name === node) || ts.isTypeReferenceNode(parent) || ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node && !/after/i.test(node.text)) || node.text === "Error";
}

/** What a variable or a field gets: its first value and all that is assigned to it in its file. */
function behindName(ask: Ask, name: TS.Identifier): readonly TS.Node[] {
  const { ts } = ask;
  const declaration = ask.declarationOf(name);
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration)) || !ts.isIdentifier(declaration.name)) return [];
  const written = ask.usesInFile(declaration, declaration.name.text).flatMap((use) => {
    const target = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
    const { parent } = target;
    return ts.isBinaryExpression(parent) && parent.left === target && isAssignment(ask, parent) ? [parent.right] : [];
  });
  return declaration.initializer ? [declaration.initializer, ...written] : written;
}

function isAssignment({ ts }: Ask, { operatorToken: { kind } }: TS.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

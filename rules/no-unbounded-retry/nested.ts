import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import type { Finding } from "../model/finding.ts";
import { evidenceOf, headOf } from "./judge.ts";
import type { Region } from "./region.ts";
import { roundsIn, type Round } from "./rounds.ts";

const MAX_HOPS = 3;

/** Two attempts each are no multiplication that anybody would notice. */
const FEW = 3;

/** Retries that run inside of retries: the attempts multiply. */
export function findNested(ask: Ask): readonly Finding[] {
  return roundsIn(ask).flatMap((outer) => {
    if (outer.attempts < FEW || (outer.region && asksFailure(ask, outer.region))) return [];
    const inner = findInner(ask, outer, outer.roots, MAX_HOPS, new Set());
    return inner ? [tell(ask, outer, inner)] : [];
  });
}

/** The round that an attempt runs into: in the code itself, or in a function that it calls. */
function findInner(ask: Ask, outer: Round, roots: readonly TS.Node[], hops: number, seen: Set<TS.Node>): Round | undefined {
  const { ts } = ask;
  const inner = roundsIn(ask).find((each) => each.at !== outer.at && each.attempts >= FEW && roots.some((root) => root.pos <= each.at.pos && each.at.end <= root.end && getsOut(ask, each.at, root)) && throws(ask, each));
  if (inner || hops === 0) return inner;
  const visit = (node: TS.Node): Round | undefined => {
    const called = ts.isCallExpression(node) ? calledFunction(ask, node) : undefined;
    if (called && !seen.has(called) && roots.some((root) => getsOut(ask, node, root))) {
      seen.add(called);
      const found = findInner(ask.about(called.getSourceFile()), outer, [called.body], hops - 1, seen);
      if (found) return found;
    }
    return ts.forEachChild(node, visit);
  };
  for (const root of roots) {
    const found = visit(root);
    if (found) return found;
  }
  return undefined;
}

/** Whether a failure at a node reaches the outer attempt as it is: no other `try` or `.catch` on the way changes or keeps it, and nothing decides whether it is run. */
function getsOut({ ts }: Ask, node: TS.Node, root: TS.Node): boolean {
  for (let at = node; at !== root && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isTryStatement(parent) && parent.tryBlock === at && parent.catchClause) return false;
    if (ts.isCatchClause(at) || ts.isIfStatement(at) || ts.isConditionalExpression(at) || ts.isSwitchStatement(at)) return false;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === at && parent.name.text === "catch") return false;
  }
  return true;
}

/** Whether the failure of the last attempt gets out. */
function throws(ask: Ask, { region }: Round): boolean {
  const { ts } = ask;
  if (!region) return true;
  const there = ask.about(region.at.getSourceFile());
  const visit = (node: TS.Node): boolean => {
    if (ts.isThrowStatement(node)) return true;
    return (!ts.isFunctionLike(node) || node === home) && (ts.forEachChild(node, visit) ?? false);
  };
  const home = there.enclosing(region.at);
  return visit(home) && !isTold(there, home, region);
}

/** Whether something that the caller hands in, other than the number of attempts, decides if there are any. */
function isTold(ask: Ask, home: TS.Node, { limit }: Region): boolean {
  const { ts } = ask;
  if (!ts.isFunctionLike(home)) return false;
  const names = home.parameters.map(({ name }) => name.getText().replace(/\W.*/s, "")).filter((name) => name !== "");
  const visit = (node: TS.Node): boolean => {
    const condition = ts.isIfStatement(node) ? node.expression : ts.isConditionalExpression(node) ? node.condition : undefined;
    const isLimit = limit.kind === "attempts" && condition === limit.at;
    if (condition && !isLimit && names.some((name) => new RegExp(`\\b${name}\\b`).test(condition.getText()))) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(home);
}

function tell(ask: Ask, outer: Round, inner: Round): Finding {
  return {
    rule: "no-unbounded-retry",
    messageId: "nestedRetry",
    file: ask.file.fileName,
    span: headOf(ask, outer.at),
    related: [evidenceOf(inner.at, "retries, too")],
    data: { what: outer.what, inner: inner.what, outerAttempts: String(outer.attempts), innerAttempts: String(inner.attempts), product: String(outer.attempts * inner.attempts), line: String(ask.about(inner.at.getSourceFile()).lineOf(inner.at)) },
    confidence: "medium",
  };
}

/** Goes round only after failures of some kind: that may be one that overload doesn't bring, or that an inner retry doesn't touch. */
function asksFailure({ ts }: Ask, { failure }: Region): boolean {
  if (!ts.isCatchClause(failure)) return true;
  const name = failure.variableDeclaration?.name.getText();
  if (name === undefined) return false;
  const visit = (node: TS.Node): boolean => {
    const isTold = ts.isBinaryExpression(node) && (node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken || node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) && !node.getText().endsWith("instanceof Error");
    const condition = ts.isIfStatement(node) ? node.expression : ts.isConditionalExpression(node) ? node.condition : isTold ? node : undefined;
    if (condition && new RegExp(`\\b${name}\\b`).test(condition.getText()) && !/^\w+ instanceof Error$/.test(condition.getText())) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(failure.block);
}

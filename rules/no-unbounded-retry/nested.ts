import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import type { Finding } from "../model/finding.ts";
import { evidenceOf, headOf } from "./judge.ts";
import { roundsIn, type Round } from "./rounds.ts";

const MAX_HOPS = 3;

/** Two attempts each are no multiplication that anybody would notice. */
const FEW = 3;

/** Retries that run inside of retries: the attempts multiply. */
export function findNested(ask: Ask): readonly Finding[] {
  return roundsIn(ask).flatMap((outer) => {
    if (outer.attempts < FEW || asksFailure(ask, outer)) return [];
    const inner = findInner(ask, outer, outer.roots, MAX_HOPS, new Set());
    return inner ? [tell(ask, outer, inner)] : [];
  });
}

/** Goes round only after failures of some kind: that may be one that the inner retries don't touch. */
function asksFailure(ask: Ask, { region }: Round): boolean {
  const { ts } = ask;
  if (!region) return false;
  const { failure } = region;
  if (!ts.isCatchClause(failure)) return true;
  const name = failure.variableDeclaration?.name;
  if (!name) return false;
  const text = name.getText();
  const visit = (node: TS.Node): boolean => {
    const condition = ts.isIfStatement(node) ? node.expression : ts.isConditionalExpression(node) ? node.condition : undefined;
    if (condition && new RegExp(`\\b${text}\\b`).test(condition.getText())) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(failure.block);
}

/** The round that an attempt runs into: in the code itself, or in a function that it calls. */
function findInner(ask: Ask, outer: Round, roots: readonly TS.Node[], hops: number, seen: Set<TS.Node>): Round | undefined {
  const { ts } = ask;
  const inner = roundsIn(ask).find((each) => each.at !== outer.at && each.attempts >= FEW && roots.some((root) => root.pos <= each.at.pos && each.at.end <= root.end) && throws(ask, each));
  if (inner || hops === 0) return inner;
  const visit = (node: TS.Node): Round | undefined => {
    const called = ts.isCallExpression(node) ? calledFunction(ask, node) : undefined;
    if (called && !seen.has(called)) {
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

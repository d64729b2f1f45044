import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { headOf } from "../../rules/no-unbounded-retry/judge.ts";
import { regionsIn } from "../../rules/no-unbounded-retry/regions.ts";
import { isTimerCall } from "../../rules/no-unbounded-retry/waits.ts";
import type { Refusal } from "../edit.ts";
import { isRefusal } from "../read-target.ts";
import { spreadWait, waitAt } from "./delay.ts";
import { endsLoop } from "./ends-loop.ts";
import { ownCatch } from "./give-up.ts";
import { explainUnheard } from "./heard.ts";
import type { Drawn } from "./want.ts";

/**
 * What nobody waits for (a client that connects again, a loop that works for as long as its service runs) has nobody who could be told of a last failure, and goes on: its
 * delay is drawn around its value, so that those who failed together don't come back together. `refusal` stays where somebody waits, or where a limit was meant.
 */
export function goOn(ask: Ask, finding: Finding, refusal: Refusal): Drawn | Refusal {
  const [evidence, ...others] = finding.related.filter(({ note }) => note === "waits");
  if (!evidence || others.length > 0 || evidence.file !== ask.file.fileName || refusal.reason !== "no-limit" || finding.related.some(({ note }) => note === "limits the attempts")) return refusal;
  const region = regionsIn(ask).find(({ at }) => headOf(ask, at).start === finding.span.start && headOf(ask, at).end === finding.span.end);
  if (region?.limit.kind === "none" && region.limit.why !== undefined) return refusal;
  const found = waitAt(ask, evidence.span.start);
  if (isRefusal(found)) return found;
  return isWaitedFor(ask, finding, found.wait) ? refusal : spreadWait(ask, finding, { draw: "even", needsCap: false, isEndless: true });
}

/** Whether somebody may stand there until the attempts have come to an end. */
function isWaitedFor(ask: Ask, finding: Finding, wait: TS.Node): boolean {
  const { ts } = ask;
  const home = ask.enclosing(wait);
  const isPromised = ts.findAncestor(wait.parent, (node) => ts.isNewExpression(node) && node.expression.getText() === "Promise") !== undefined;
  if (ts.isSourceFile(home) || isPromised) return true;
  // A timer's callback runs by itself.
  if (isTimerCall(ask, wait) && !ts.isAwaitExpression(wait.parent)) return false;
  const loop = ts.findAncestor(wait, (node): node is TS.IterationStatement => ts.isIterationStatement(node, false) && node.getStart() === finding.span.start);
  const clause = loop && ownCatch(ask, finding, loop);
  if (loop && clause && !endsLoop(ask, clause.parent.tryBlock, loop)) return false;
  if (isListener(ask, home)) return false;
  return !ts.isFunctionLike(home) || !("body" in home) || explainUnheard(ask, home as Body)?.isKnown !== true;
}

/** `socket.on("close", async () => …)`: who emits the event does not look at what its listeners return. */
function isListener({ ts }: Ask, home: TS.Node): boolean {
  const { parent } = home;
  return ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && /^(?:on|once|addListener|addEventListener)$/.test(parent.expression.name.text);
}

import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { calledFunction } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import { around } from "./draw.ts";
import { isAsync, layoutOf } from "./give-up.ts";
import { insertAt } from "./members.ts";
import { endOf, sleepOf, timerOf } from "./sleep.ts";
import type { Drawn } from "./want.ts";

/** About a second: long for a machine, short for whoever waits for the connection. */
const PAUSE = "(0.5 + Math.random()) * 1_000";

const HOW = "Wait for about a second, which is drawn, before it opens again";

/**
 * What opens again in the handler of its own end does so after about a second. Only as the last thing that the handler does, so that nothing else comes later, and
 * without a condition, which may have another answer after the wait.
 */
export function openLater(ask: Ask, finding: Finding): Drawn | Refusal {
  const { ts } = ask;
  const call = (ask.nodes(ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[]).find((each) => each.getStart() === finding.span.start && each.end === finding.span.end);
  if (!call) return refuse("no-limit", "what starts the next attempt is no call");
  const [registered] = finding.related;
  const called = calledFunction(ask, call);
  const isOpening = finding.data["what"] === "cluster.fork" || (called?.getSourceFile() === ask.file && registered !== undefined && called.pos <= registered.span.start && registered.span.end <= called.end);
  if (!isOpening) return refuse("no-delay", `what line ${String(ask.lineOf(call))} calls may do more than open again, and a wait would hold that up, too`);
  const home = ask.enclosing(call);
  const line = `line ${String(ask.lineOf(call))}`;
  if (ts.isSourceFile(home) || /\barguments\b/.test(call.getText())) return refuse("no-delay", `what opens again in ${line} can't wait`);
  const run = ts.isAwaitExpression(call.parent) || ts.isVoidExpression(call.parent) ? call.parent : call;
  if (ts.isArrowFunction(run.parent) && run.parent.body === run) {
    if (timerOf(ask) !== "plain") return refuse("name-clash", "`setTimeout` means something else in this file");
    if (ts.isAwaitExpression(run)) return refuse("no-delay", `what opens again in ${line} is waited for in an expression`);
    return { edits: around(run, "{ setTimeout(() => ", `, ${PAUSE}); }`), how: HOW, isCapped: false };
  }
  const last = lastOf(ask, run, home);
  if (!last) return refuse("no-delay", `what opens again in ${line} is not the last thing that its handler does, or hangs on what was so before a wait`);
  if (isAsync(ask, home)) {
    const { indent, lineEnd } = layoutOf(ask, last);
    const wait = sleepOf(ask, PAUSE);
    if (wait === undefined || indent === undefined) return refuse("name-clash", `there is no place for a wait before ${line}, or \`setTimeout\` means something else`);
    return { edits: [insertAt(last, last.getStart(), `${wait}${endOf(last)}${lineEnd}${indent}`)], how: HOW, isCapped: false };
  }
  if (timerOf(ask) !== "plain") return refuse("name-clash", "`setTimeout` means something else in this file");
  return { edits: around(run, "setTimeout(() => ", `, ${PAUSE})`), how: HOW, isCapped: false };
}

/** The last statement of a handler, if it is the call, and nothing before it may have left the handler. */
function lastOf({ ts }: Ask, run: TS.Expression, home: TS.Node): TS.ExpressionStatement | undefined {
  const own = run.parent;
  const block = own.parent;
  if (!ts.isExpressionStatement(own) || !ts.isBlock(block) || block.parent !== home || block.statements.at(-1) !== own) return undefined;
  return block.statements.some((each) => each !== own && /\b(?:return|throw)\b/.test(each.getText())) ? undefined : own;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import { nameOfFunction } from "../model/functions.ts";

/** Functions that wait until something is the case; `watchWithRetry` says what it does when that fails. */
const POLLS = /^_*(?:poll|waitFor|waitUntil|wait[A-Z]|await[A-Z]|monitor|watch|probe|until)|(?:Ready|Readiness|Health|Healthy|Poll|Polling)$|^wait$|\wUntil(?:Connected|Ready|Available)$/;

/** Functions that look whether something is well; what is inside of them repeats for that. */
const HEALTH = /health/i;

/** A log-in on another device is asked for until a person has confirmed it. */
const DEVICE = /\bdevice_?code\b/i;

/** Files of programs that do nothing but wait for something, or ask whether it is well. */
const POLL_FILES = /(?:^|\/)(?:wait-?for-[\w-]+|health-?checks?)\.[cm]?[jt]s$/i;

/** Whether a loop or function is one that polls, by the function it stands in. */
export function isPolling(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  if (POLL_FILES.test(ask.path)) return true;
  let isInner: boolean | undefined;
  for (let home = ask.enclosing(node); !ts.isSourceFile(home); home = ask.enclosing(home)) {
    const name = nameOfFunction(ask, home)?.text;
    isInner ??= name === undefined ? undefined : POLLS.test(name) && !/Retr(?:y|ies)/.test(name);
    if (name !== undefined && (isInner === true || HEALTH.test(name))) return true;
  }
  const home = ask.enclosing(node);
  return !ts.isSourceFile(home) && DEVICE.test(home.getText());
}

/** `throw new Error("Transcript not ready")`: what is asked for comes later. */
const NOT_YET = /\bthrow new \w*Error\([^;]*\b(?:not (?:\w+ ){0,3}(?:ready|found|yet|available|completed?)|in progress|still (?:pending|running|processing))\b/i;

/** Whether a task fails by itself as long as something is not there, also by the one call that does all of it: `() => getEvents(id)`. */
export function isTaskNotYet(ask: Ask, task: TS.Node): boolean {
  const { ts } = ask;
  const call = ts.isArrowFunction(task) && ts.isCallExpression(task.body) ? calledFunction(ask, task.body) : undefined;
  return NOT_YET.test(task.getText()) || (call !== undefined && NOT_YET.test(call.body.getText()));
}

/** Whether what is called says itself that it asks whether something is done. */
export function isPollName(name: string | undefined): boolean {
  return name !== undefined && !/^waitFor\w*(?:Connect(?:ion|ed)?|Open)$/.test(name) && /^(?:(?:poll|probe|check|wait)(?:[A-Z]|$)|getTransactionReceipt$)|(?:Check|Poll|Get|Fetch|^get|^fetch|^check)\w*Status$/.test(name.slice(name.lastIndexOf(".") + 1));
}

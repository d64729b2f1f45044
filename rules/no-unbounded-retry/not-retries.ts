import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { nameOfFunction } from "../model/functions.ts";

/** Functions that wait until something is the case. */
const POLLS = /^_*(?:poll|waitFor|waitUntil|wait[A-Z]|await[A-Z]|monitor|watch|probe|until)|(?:Ready|Readiness|Health|Healthy|Poll|Polling)$|^wait$/;

/** Whether a loop or function is one that polls, by the function it stands in. */
export function isPolling(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  for (let home = ask.enclosing(node); !ts.isSourceFile(home); home = ask.enclosing(home)) {
    const name = nameOfFunction(ask, home)?.text;
    if (name !== undefined) return POLLS.test(name);
  }
  return false;
}

/** Whether what is called says itself that it asks whether something is done. */
export function isPollName(name: string | undefined): boolean {
  return name !== undefined && /^(?:poll|probe|check)(?:[A-Z]|$)/.test(name.slice(name.lastIndexOf(".") + 1));
}

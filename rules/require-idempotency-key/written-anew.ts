import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import type { Place } from "./placement.ts";
import type { Visit } from "./reach.ts";

/** Names of calls that take away what was there. */
const TAKES_AWAY = /^(?:delete|del$|remove|clear|truncate|purge|wipe|reset|replace|destroy|drop)/;

/** SQL that does. */
const DELETES = /\b(?:DELETE\s+FROM|TRUNCATE)\b/i;

/** Whether what was there is taken away before a row is inserted: what is delivered again leaves the same rows. */
export function isWrittenAnew(ask: Ask, { visit, call }: Place): boolean {
  let below: TS.Node = call;
  for (let at: Visit | undefined = visit; at !== undefined; at = at.from) {
    if (takesAwayBefore(ask, at.body, below)) return true;
    below = at.call ?? below;
  }
  return false;
}

function takesAwayBefore(ask: Ask, body: Visit["body"], until: TS.Node): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (node.pos >= until.pos) return false;
    if (ts.isCallExpression(node) && node.end <= until.pos && (TAKES_AWAY.test(calledName(ask, node.expression) ?? "") || node.arguments.some((argument) => DELETES.test(argument.getText())))) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return ts.forEachChild(body, visit) ?? false;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import { originOf } from "../model/origin.ts";

/** The packages of lodash whose `defaultTo(value, default)` replaces NaN as it does `null`; `lodash/fp` takes them the other way round. */
const LODASH = /^lodash(?:-es)?(?:\/defaultTo(?:\.js)?)?$|^lodash\.defaultto$/;

/** `defaultTo(Number(x), 5)` of lodash. */
export function isDefaultedByLodash(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  const call = at.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== at || call.arguments.length !== 2 || calledName(ask, call.expression) !== "defaultTo") return false;
  return LODASH.test(originOf(ask, call.expression)?.module ?? "");
}

import { calledFunction } from "../model/calls.ts";
import { unwrapped } from "../model/functions.ts";
import type { Check } from "./handed.ts";
import { parameterOf, wholeOf } from "./handed.ts";
import { isReplaced } from "./readers.ts";
import { isOnlyTested } from "./tested.ts";

/** A function of the project that does without the parameter, or the member of it: wherever it uses it, it tests it or puts a default in its place (`({ source }) => source || "nobody"`). */
export const doesWithout: Check = (ask, call, argument, _hops, member) => {
  const { ts } = ask;
  const called = calledFunction(ask, call);
  const name = called && parameterOf(ask, call, argument)?.name;
  const asked = name && (member ?? (ts.isIdentifier(name) ? name.text : undefined));
  if (!called || asked === undefined) return false;
  const about = ask.about(called.getSourceFile());
  const uses = about.named(asked).filter((use) => use.pos >= called.body.pos && use.end <= called.body.end);
  return uses.length > 0 && uses.every((use) => isOnlyTested(about, wholeOf(about, use)) || isReplaced(about, unwrapped(about, wholeOf(about, use)), true));
};

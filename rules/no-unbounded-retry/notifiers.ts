import type * as TS from "typescript";
import { isRunByOne } from "../knowledge/single-runs.ts";
import type { Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import { evidenceOf } from "./judge.ts";
import { importedNames } from "./libraries.ts";
import type { Policy } from "./policies.ts";
import { apply } from "./run.ts";
import { ATTEMPTS } from "./simulate.ts";
import type { Machine, Value } from "./values.ts";
import { ABSENT, isObject, isSetting, toNumber, UNKNOWN } from "./values.ts";

/** Operators of rxjs 7 that turn each failure into something that is waited for, by a function of the error and its place from 0 on. */
const COMPUTES: ReadonlySet<string> = new Set(["mergeMap", "concatMap", "switchMap", "delayWhen"]);
/** Operators that change neither the time nor the number of the failures. */
const NEUTRAL: ReadonlySet<string> = new Set(["tap", "share"]);

/** `retryWhen((errors) => errors.pipe(delay(1000), take(10)))` of rxjs: another attempt each time that the function's observable says something. */
export function findNotifiers(ask: Ask): readonly Policy[] {
  const { ts } = ask;
  if (!ask.file.text.includes("retryWhen(") || isRunByOne(ask)) return [];
  const imported = ["rxjs", "rxjs/operators"].flatMap((module) => importedNames(ask, module));
  return ask.named("retryWhen").flatMap(({ parent: call }) => {
    const isCall = ts.isCallExpression(call) && ts.isIdentifier(call.expression) && call.expression.text === "retryWhen" && imported.includes("retryWhen");
    return isCall ? (explain(ask, call) ?? []) : [];
  });
}

function explain(ask: Ask, call: TS.CallExpression): Policy | undefined {
  const { ts } = ask;
  const [notifier] = call.arguments;
  if (!notifier || !ts.isArrowFunction(notifier) || !ts.isCallExpression(notifier.body) || calledName(ask, notifier.body.expression) !== "pipe") return undefined;
  const operators = notifier.body.arguments.map((each) => (ts.isCallExpression(each) ? { name: calledName(ask, each.expression) ?? "", given: each.arguments } : { name: "", given: [] }));
  const waits = operators.filter(({ name }) => name === "delay" || COMPUTES.has(name));
  const [wait] = waits;
  const time = wait?.given[0];
  if (!wait || !time || waits.length > 1 || operators.some(({ name }) => name !== "take" && name !== wait.name && !NEUTRAL.has(name))) return undefined;
  const taken = operators.find(({ name }) => name === "take")?.given[0];
  const compute = (machine: Machine, attempt: number): Value => {
    const value = machine.evaluate(time, new Map());
    if (wait.name === "delay") return value;
    return isObject(value) && value.kind === "closure" ? apply(machine, value, [ABSENT, attempt]) : UNKNOWN;
  };
  return {
    at: call.expression,
    what: "retryWhen",
    shown: time,
    evidence: [evidenceOf(notifier, "sets the policy")],
    bound: (machine) => {
      const limit = taken && toNumber(machine, machine.evaluate(taken, new Map()));
      if (limit !== undefined) return limit === UNKNOWN ? undefined : limit + 1;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) if (ends(compute(machine, attempt))) return attempt + 1;
      return machine.sawLimit ? undefined : Infinity;
    },
    *delays (machine) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const delay = compute(machine, attempt);
        if (ends(delay)) return;
        yield isSetting(delay) || typeof delay === "number" ? toNumber(machine, delay) : UNKNOWN;
      }
    },
  };
}

/** An error that is thrown on, or nothing. */
function ends(value: Value): boolean {
  return value === undefined || value === null;
}

import type * as TS from "typescript";
import { JITTER_KEYS, POLICY_KEYS } from "../knowledge/retry-libraries.ts";
import type { Strategy } from "../knowledge/retry-strategies.ts";
import { STRATEGY_OF } from "../knowledge/retry-strategies.ts";
import type { Ask } from "../model/ask.ts";
import { originOf } from "../model/origin.ts";
import { isInert } from "./inert.ts";
import { importedNames } from "./libraries.ts";
import { evidenceOf } from "./judge.ts";
import type { Policy } from "./policies.ts";
import { exponential, isMembers, isOn, optionOf } from "./policies.ts";
import { apply } from "./run.ts";
import { ATTEMPTS } from "./simulate.ts";
import type { Closure, Machine, Value } from "./values.ts";
import { ABSENT, isObject, isSetting, toNumber, UNKNOWN } from "./values.ts";

/** The policies that are written as members of options: functions that return the delay, and objects that describe it. */
export function findStrategies(ask: Ask): readonly Policy[] {
  const { ts } = ask;
  const members = [...ask.nodes(ts.SyntaxKind.PropertyAssignment), ...ask.nodes(ts.SyntaxKind.MethodDeclaration)] as unknown as readonly Member[];
  return members.flatMap((member) => {
    if (!ts.isIdentifier(member.name) || !ts.isObjectLiteralExpression(member.parent)) return [];
    const { text } = member.name;
    const strategy = STRATEGY_OF.get(text);
    if (strategy) return ofClient(ask, member, text, strategy) ?? [];
    if (text === "retryDelay") return ofAxios(ask, member) ?? [];
    if (text === "calculateDelay") return ofGot(ask, member) ?? [];
    if (text === "backoff" && ts.isPropertyAssignment(member)) return ofJobs(ask, member, member.parent) ?? [];
    return JITTER_KEYS.test(text) && ts.isPropertyAssignment(member) ? (ofLiteral(ask, member, member.parent) ?? []) : [];
  });
}

type Member = TS.PropertyAssignment | TS.MethodDeclaration;

/** The function that a member is, or names. */
function closureIn(machine: Machine, member: Member): Closure | undefined {
  const { ts } = machine.ask;
  if (ts.isMethodDeclaration(member)) return { kind: "closure", node: member, names: new Map() };
  const value = machine.evaluate(member.initializer, new Map());
  return isObject(value) && value.kind === "closure" ? value : undefined;
}

/** A function from the number of the attempt to the delay; what is no number ends the attempts. */
function ofFunction(ask: Ask, member: Member, what: string, argument: (attempt: number) => Value, limit: number, isEnd: (value: Value) => boolean = () => false): Policy | undefined {
  const compute = (machine: Machine, attempt: number): Value => {
    const closure = closureIn(machine, member);
    // A number that was drawn may be any, so nought is no end.
    machine.sawRandom = false;
    return closure ? apply(machine, closure, [argument(attempt), ABSENT]) : UNKNOWN;
  };
  const ends = (value: Value, machine: Machine): boolean => (isEnd(value) && !machine.sawRandom) || value === undefined || value === null || value === false || value === ABSENT || (typeof value === "object" && !isSetting(value)) || value === "";
  return {
    at: member.name,
    what,
    shown: undefined,
    evidence: [evidenceOf(member, "computes the delay")],
    *delays (machine) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const value = compute(machine, attempt);
        if (value !== UNKNOWN && ends(value, machine)) {
          // Ended at once: this is no policy that goes on.
          if (attempt === 0) yield UNKNOWN;
          return;
        }
        yield isSetting(value) ? toNumber(machine, value) : typeof value === "number" ? value : UNKNOWN;
      }
    },
    bound: (machine) => {
      for (let attempt = 0; attempt < 3 * ATTEMPTS; attempt++) {
        machine.steps = 4000;
        const value = compute(machine, attempt);
        if (value !== UNKNOWN && ends(value, machine)) return attempt + 1;
      }
      return machine.sawLimit ? undefined : limit;
    },
  };
}

/** A strategy of a client; a number in its place is the delay each time (node-redis). */
function ofClient(ask: Ask, member: Member, what: string, { first, within, isLimited }: Strategy): Policy | undefined {
  const given = (attempt: number): Value => (within === undefined ? attempt + first : called(within, attempt + first));
  const policy = ofFunction(ask, member, what, given, Infinity);
  if (!policy) return undefined;
  const numberIn = (machine: Machine): number | undefined => {
    const value = ask.ts.isPropertyAssignment(member) ? machine.evaluate(member.initializer, new Map()) : UNKNOWN;
    return typeof value === "number" ? value : undefined;
  };
  return {
    ...policy,
    isReconnect: isLimited !== true,
    bound: (machine) => (isLimited ? undefined : numberIn(machine) === undefined ? policy.bound(machine) : Infinity),
    delays: (machine) => {
      const number = isLimited ? undefined : numberIn(machine);
      return number === undefined ? policy.delays(machine) : exponential(machine, number, 1, Infinity, false);
    },
  };
}

/** What a client tells about a failure: how many there were, the error, and times that nobody knows here. */
function called(name: string, attempt: number): Value {
  const get = (asked: string): Value => (asked === name ? attempt : asked === "error" ? ABSENT : { kind: "setting", key: asked, name: asked });
  return { kind: "members", isOpen: true, has: () => true, get };
}

/** axios-retry 4.5: three retries at once, unless `retryDelay` says otherwise. Its own functions are not computed here. */
function ofAxios(ask: Ask, member: Member): Policy | undefined {
  const { ts } = ask;
  const call = member.parent.parent;
  if (!ts.isCallExpression(call) || !importedNames(ask, "axios-retry").includes(call.expression.getText())) return undefined;
  const policy = ofFunction(ask, member, "retryDelay", (attempt) => attempt + 1, Infinity);
  return policy && { ...policy, bound: (machine) => {
    const options = machine.evaluate(member.parent as TS.ObjectLiteralExpression, new Map());
    const retries = isMembers(options) ? optionOf(options, "retries", 3) : UNKNOWN;
    // A default of none is there to be set.
    return typeof retries === "number" && retries > 1 ? retries + 1 : undefined;
  } };
}

/** got 14: `calculateDelay` decides alone if it doesn't look at `computedValue`, which is 0 for what must not be attempted again. */
function ofGot(ask: Ask, member: Member): Policy | undefined {
  const text = member.getText();
  if (/computedValue|\barguments\b|\.\.\./.test(text)) return undefined;
  const members = (attempt: number): Value => ({ kind: "members", isOpen: true, has: () => true, get: (name) => (name === "attemptCount" ? attempt + 1 : name === "error" || name === "retryOptions" ? ABSENT : UNKNOWN) });
  const policy = ofFunction(ask, member, "calculateDelay", members, Infinity, (value) => value === 0);
  if (!policy) return undefined;
  const { parent: holder } = member.parent;
  const isOfRequest = ask.ts.isPropertyAssignment(holder) && holder.name.getText() === "retry" && !ask.file.text.includes("@lifeomic/attempt");
  // `limit` and the statuses are in `computedValue` alone, so a function that neither looks at it nor ever returns 0 has no end.
  return { ...policy, bound: (machine) => (isOfRequest && policy.bound(machine) === Infinity ? Infinity : undefined), ifEndless: ["retriesEverything"] };
}

/** BullMQ 5 and Bull 4: jobs whose `backoff` is fixed or exponential without `jitter` (BullMQ: 0 by default, Bull: none). */
function ofJobs(ask: Ask, member: TS.PropertyAssignment, literal: TS.ObjectLiteralExpression): Policy | undefined {
  // Taken from another policy, which is reported itself.
  if (ask.ts.isPropertyAccessExpression(member.initializer) || isInert(ask, literal)) return undefined;
  const read = (machine: Machine): { readonly attempts: Value; readonly backoff: Value } | undefined => {
    const options = machine.evaluate(literal, new Map());
    if (!isMembers(options) || !options.has("attempts")) return undefined;
    return { attempts: options.get("attempts"), backoff: options.get("backoff") };
  };
  return {
    at: member,
    what: "backoff",
    shown: undefined,
    evidence: [evidenceOf(literal, "sets the policy of the jobs")],
    bound: (machine) => {
      const attempts = read(machine)?.attempts;
      return typeof attempts === "number" ? attempts : undefined;
    },
    delays: (machine) => {
      const options = read(machine);
      if (!options) return [UNKNOWN];
      const { backoff } = options;
      if (typeof backoff === "number") return exponential(machine, backoff, 1, Infinity, false);
      if (!isMembers(backoff)) return [UNKNOWN];
      const type = backoff.get("type");
      const isJittered = isOn(optionOf(backoff, "jitter", 0));
      if ((type !== "fixed" && type !== "exponential") || isJittered === undefined) return [UNKNOWN];
      return exponential(machine, backoff.get("delay"), type === "fixed" ? 1 : 2, Infinity, isJittered);
    },
  };
}

/** `{ maxAttempts: 5, minTimeoutInMs: 500, factor: 2, randomize: false }`: a policy that says itself that its delays are not spread. */
function ofLiteral(ask: Ask, member: TS.PropertyAssignment, literal: TS.ObjectLiteralExpression): Policy | undefined {
  const { ts } = ask;
  const keys = literal.properties.flatMap((each) => (each.name && ts.isIdentifier(each.name) ? [each.name.text] : []));
  const find = (pattern: RegExp): string | undefined => keys.find((key) => pattern.test(key));
  const base = find(POLICY_KEYS.base);
  const attempts = find(POLICY_KEYS.attempts);
  if (base === undefined || attempts === undefined || isCallOfLibrary(ask, literal)) return undefined;
  const optionsIn = (machine: Machine): Value => machine.evaluate(literal, new Map());
  return {
    at: member,
    what: nameOf(ask, literal),
    shown: undefined,
    evidence: [evidenceOf(literal, "sets the policy")],
    bound: (machine) => {
      const options = optionsIn(machine);
      const value = isMembers(options) ? options.get(attempts) : UNKNOWN;
      return typeof value === "number" ? value : undefined;
    },
    delays: (machine) => {
      const options = optionsIn(machine);
      if (!isMembers(options) || isOn(machine.evaluate(member.initializer, new Map())) !== false) return [UNKNOWN];
      return exponential(machine, options.get(base), optionOf(options, find(POLICY_KEYS.factor), 2), optionOf(options, find(POLICY_KEYS.cap), Infinity), false);
    },
  };
}

/** The options of a library that is known are read there. */
function isCallOfLibrary(ask: Ask, literal: TS.ObjectLiteralExpression): boolean {
  const { ts } = ask;
  const call = literal.parent;
  return ts.isCallExpression(call) && originOf(ask, call.expression)?.module !== undefined;
}

/** The variable or member that holds the literal. */
function nameOf({ ts }: Ask, literal: TS.ObjectLiteralExpression): string {
  const { parent } = literal;
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) && ts.isIdentifier(parent.name)) return parent.name.text;
  return "retry";
}

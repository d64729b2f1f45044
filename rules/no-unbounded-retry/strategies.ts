import type * as TS from "typescript";
import { JITTER_KEYS } from "../knowledge/retry-libraries.ts";
import type { Strategy } from "../knowledge/retry-strategies.ts";
import { STRATEGY_OF } from "../knowledge/retry-strategies.ts";
import type { Ask } from "../model/ask.ts";
import { importedNames } from "./libraries.ts";
import { evidenceOf } from "./judge.ts";
import { ofJobs, ofLiteral } from "./policy-literals.ts";
import type { Policy } from "./policies.ts";
import { exponential, isMembers, optionOf } from "./policies.ts";
import { apply } from "./run.ts";
import { ATTEMPTS } from "./simulate.ts";
import type { Closure, Machine, Value } from "./values.ts";
import { ABSENT, isObject, isSetting, toNumber, UNKNOWN } from "./values.ts";

/** The policies that are written as members of options: functions that return the delay, and objects that describe it. */
export function findStrategies(ask: Ask): readonly Policy[] {
  const { ts } = ask;
  const members = [...ask.nodes(ts.SyntaxKind.PropertyAssignment), ...ask.nodes(ts.SyntaxKind.MethodDeclaration)] as unknown as readonly (TS.PropertyAssignment | TS.MethodDeclaration)[];
  const assigned = (ask.nodes(ts.SyntaxKind.BinaryExpression) as readonly TS.BinaryExpression[]).flatMap((each) => {
    // `options.retryStrategy = (times) => …`; mqtt has a number in the place of such a function.
    const isSet = each.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(each.left);
    const name = isSet ? each.left.name.text : "";
    const strategy = STRATEGY_OF.get(name) ?? (name === "reconnectPeriod" && importedNames(ask, "mqtt").length > 0 ? STRATEGY_OF.get("reconnectStrategy") : undefined);
    return strategy ? (ofClient(ask, each, name, strategy) ?? []) : [];
  });
  const written = members.flatMap((member) => {
    if (!ts.isIdentifier(member.name) || !ts.isObjectLiteralExpression(member.parent)) return [];
    const { text } = member.name;
    const strategy = STRATEGY_OF.get(text);
    if (strategy) return ofClient(ask, member, text, strategy) ?? [];
    if (text === "retryDelay") return ofAxios(ask, member) ?? [];
    if (text === "calculateDelay") return ofGot(ask, member) ?? [];
    if (text === "backoff" && ts.isPropertyAssignment(member)) return ofJobs(ask, member, member.parent) ?? [];
    return JITTER_KEYS.test(text) && ts.isPropertyAssignment(member) ? (ofLiteral(ask, member, member.parent) ?? []) : [];
  });
  return [...written, ...assigned];
}

type Member = TS.PropertyAssignment | TS.MethodDeclaration | TS.BinaryExpression;

function valueIn({ ts }: Ask, member: TS.PropertyAssignment | TS.BinaryExpression): TS.Expression {
  return ts.isBinaryExpression(member) ? member.right : member.initializer;
}

/** The function that a member is, or names. */
function closureIn(machine: Machine, member: Member): Closure | undefined {
  const { ts } = machine.ask;
  if (ts.isMethodDeclaration(member)) return { kind: "closure", node: member, names: new Map() };
  const value = machine.evaluate(valueIn(machine.ask, member), new Map());
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
    at: ask.ts.isBinaryExpression(member) ? member.left : member.name,
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
  if (isReplaced(ask, member)) return undefined;
  const given = (attempt: number): Value => (within === undefined ? attempt + first : called(within, attempt + first));
  const policy = ofFunction(ask, member, what, given, Infinity);
  if (!policy) return undefined;
  const numberIn = (machine: Machine): number | undefined => {
    const value = ask.ts.isMethodDeclaration(member) ? UNKNOWN : machine.evaluate(valueIn(ask, member), new Map());
    // Set to nought, a client does not connect again.
    return typeof value === "number" && (value > 0 || !ask.ts.isBinaryExpression(member)) ? value : undefined;
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

/** Nest 11's client and server of Redis put a strategy of their own in the place of this one: `{ transport: Transport.REDIS, options: { retryStrategy } }`. */
function isReplaced({ ts }: Ask, member: Member): boolean {
  const holder = member.parent.parent;
  return ts.isPropertyAssignment(holder) && holder.parent.properties.some((each) => ts.isPropertyAssignment(each) && each.name.getText() === "transport" && each.initializer.getText().endsWith("Transport.REDIS"));
}

/** What a client tells about a failure: how many there were, the error, and times that nobody knows here. */
function called(name: string, attempt: number): Value {
  const get = (asked: string): Value => (asked === name ? attempt : asked === "error" ? ABSENT : { kind: "setting", key: asked, name: asked });
  return { kind: "members", isOpen: true, has: () => true, get };
}

/** axios-retry 4.5: three retries at once, unless `retryDelay` says otherwise. Its own functions are not computed here. */
function ofAxios(ask: Ask, member: TS.PropertyAssignment | TS.MethodDeclaration): Policy | undefined {
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
function ofGot(ask: Ask, member: TS.PropertyAssignment | TS.MethodDeclaration): Policy | undefined {
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

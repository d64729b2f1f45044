import type * as TS from "typescript";
import { POLICY_KEYS } from "../knowledge/retry-libraries.ts";
import type { Ask } from "../model/ask.ts";
import { originOf } from "../model/origin.ts";
import { isInert, isMetered } from "./inert.ts";
import { evidenceOf } from "./judge.ts";
import type { Policy } from "./policies.ts";
import { exponential, isMembers, isOn, optionOf } from "./policies.ts";
import { ATTEMPTS } from "./simulate.ts";
import type { Machine, Value } from "./values.ts";
import { toNumber, UNKNOWN } from "./values.ts";

/** BullMQ 5 and Bull 4: jobs whose `backoff` is fixed or exponential without `jitter` (BullMQ: 0 by default, Bull: none). */
export function ofJobs(ask: Ask, member: TS.PropertyAssignment, literal: TS.ObjectLiteralExpression): Policy | undefined {
  // Taken from another policy, which is reported itself.
  if (ask.ts.isPropertyAccessExpression(member.initializer) || isMetered(ask, literal) || isInert(ask, literal)) return undefined;
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
      const delay = backoff.get("delay");
      return type === "exponential" && isBull(ask) ? doubledAndOne(machine, delay) : exponential(machine, delay, type === "fixed" ? 1 : 2, Infinity, isJittered);
    },
  };
}

/** The packages whose jobs have a `backoff`. */
const BULLS = /(?:\bfrom\s{0,9}|\brequire\(\s{0,9})["'](bull|bullmq)["']/g;

/** Bull 4, which waits `(2 ** n - 1) * delay` after the n-th failure: the file's own package, or the only one in sight. */
function isBull(ask: Ask): boolean {
  const own = new Set([...ask.file.text.matchAll(BULLS)].map(([, name = ""]) => name));
  const used = own.size > 0 ? own : ask.once(bulls);
  return used.has("bull") && !used.has("bullmq");
}

function bulls(ask: Ask): ReadonlySet<string> {
  return ask.saidInSight(BULLS);
}

function* doubledAndOne(machine: Machine, delay: Value): Iterable<Value> {
  const number = toNumber(machine, delay);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) yield number === UNKNOWN ? UNKNOWN : (2 ** attempt - 1) * number;
}

/** `{ maxAttempts: 5, minTimeoutInMs: 500, factor: 2, randomize: false }`: a policy that says itself that its delays are not spread. */
export function ofLiteral(ask: Ask, member: TS.PropertyAssignment, literal: TS.ObjectLiteralExpression): Policy | undefined {
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
  if (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left)) return parent.left.name.text;
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) && ts.isIdentifier(parent.name)) return parent.name.text;
  return "retry";
}

/** Packages whose options are `retries`, `factor`, `minTimeout`; async-retry has the same and spreads its delays by itself. */
const NODE_RETRY = /(?:\bfrom\s{0,9}|\brequire\(\s{0,9})["'](p-retry|retry|promise-retry|async-retry)["']/g;
const NODE_RETRY_KEYS = /^(?:retries|factor|minTimeout|maxTimeout|unref|maxRetryTime)$/;

/** `export const fiveRetries: RetryOptions = { retries: 5, factor: 3.86 }`: options of node-retry that are handed to it somewhere else, and don't spread the delays. */
export function findNodeRetryOptions(ask: Ask): readonly Policy[] {
  const { ts, file } = ask;
  if (!/\bfactor\b/.test(file.text)) return [];
  return (ask.nodes(ts.SyntaxKind.ObjectLiteralExpression) as readonly TS.ObjectLiteralExpression[]).flatMap((literal) => {
    const keys = literal.properties.map(({ name }) => (name && ts.isIdentifier(name) ? name.text : ""));
    if (!keys.includes("retries") || !keys.includes("factor") || !keys.every((key) => NODE_RETRY_KEYS.test(key)) || isHandedOver(ask, literal)) return [];
    const own = new Set([...file.text.matchAll(NODE_RETRY)].map(([, name = ""]) => name));
    const used = own.size > 0 ? own : ask.once(nodeRetries);
    if (used.size === 0 || used.has("async-retry")) return [];
    const read = (machine: Machine, name: string, otherwise: number): Value => {
      const options = machine.evaluate(literal, new Map());
      return isMembers(options) ? optionOf(options, name, otherwise) : UNKNOWN;
    };
    const bound = (machine: Machine): number | undefined => {
      const retries = read(machine, "retries", 10);
      return typeof retries === "number" ? retries + 1 : undefined;
    };
    const delays = (machine: Machine): Iterable<Value> => exponential(machine, read(machine, "minTimeout", 1000), read(machine, "factor", 2), read(machine, "maxTimeout", Infinity), false);
    const { parent } = literal;
    const at = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name : ts.isBinaryExpression(parent) ? parent.left : literal;
    return [{ at, what: nameOf(ask, literal), shown: undefined, evidence: [evidenceOf(literal, "sets the policy")], bound, delays }];
  });
}

function nodeRetries(ask: Ask): ReadonlySet<string> {
  return ask.saidInSight(NODE_RETRY);
}

/** An argument or a part of one, by itself or by the name of its variable: the call tells what becomes of it, and may be another package's. */
function isHandedOver(ask: Ask, literal: TS.ObjectLiteralExpression): boolean {
  const { ts } = ask;
  const { parent } = literal;
  const names = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? ask.named(parent.name.text) : [];
  const isGiven = (node: TS.Node): boolean => ts.findAncestor(node.parent, (each) => (ts.isStatement(each) || ts.isFunctionLike(each) ? "quit" : ts.isCallExpression(each) || ts.isNewExpression(each))) !== undefined;
  return [literal, ...names].some(isGiven);
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { boundIn } from "./bound.ts";
import { createMachine } from "./evaluate.ts";
import { findLibraries } from "./libraries.ts";
import { mayFind } from "./may-find.ts";
import type { Policy } from "./policies.ts";
import type { Region } from "./region.ts";
import { regionsIn } from "./regions.ts";
import type { Machine, Value } from "./values.ts";

/** Something that runs the same code so many times if it fails each time. */
export interface Round {
  readonly at: TS.Node;
  /** What is attempted, as it is called in the code. */
  readonly what: string;
  /** What each attempt runs. */
  readonly roots: readonly TS.Node[];
  /** How many attempts there are at most, the first one included. */
  readonly attempts: number;
  /** The code that goes round; none is in sight of a library. */
  readonly region: Region | undefined;
}

const known = new WeakMap<TS.SourceFile, readonly Round[]>();

/** The rounds of a file whose number of attempts is known. A number that is set from outside is not. */
export function roundsIn(ask: Ask): readonly Round[] {
  const rounds = known.get(ask.file) ?? (mayFind(ask.file.text) ? [...regionsIn(ask).flatMap((region) => ofRegion(ask, region) ?? []), ...handedRounds(ask), ...findLibraries(ask).flatMap((policy) => ofLibrary(ask, policy) ?? [])] : []);
  known.set(ask.file, rounds);
  return rounds;
}

function machineFor(ask: Ask): Machine {
  return createMachine(ask, 0, () => Number.NaN);
}

function ofRegion(ask: Ask, region: Region): Round | undefined {
  const attempts = boundIn(region)(machineFor(ask));
  return isKnown(attempts) && region.attempted.length > 0 ? { at: region.at, what: region.what, roots: region.attempted, attempts, region } : undefined;
}

function isKnown(attempts: number | undefined): attempts is number {
  return attempts !== undefined && Number.isInteger(attempts) && attempts > 1;
}

const SPEAKS_OF_RETRIES = /retr|attempt|backoff/i;

/** `withRetry(() => send(order), 3)`: a function of the project that goes round with what it is handed. */
function handedRounds(ask: Ask): readonly Round[] {
  const { ts } = ask;
  return (ask.nodes(ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[]).flatMap((call) => {
    const index = call.arguments.findIndex((each) => ts.isArrowFunction(each) || ts.isFunctionExpression(each));
    const callback = call.arguments[index];
    // What a plain name means is cheap to ask; of methods, only those are asked about that speak of retries.
    if (!callback || !(ts.isIdentifier(call.expression) || SPEAKS_OF_RETRIES.test(calledName(ask, call.expression) ?? ""))) return [];
    const called = calledFunction(ask, call);
    const parameter = called?.parameters[index];
    if (!called || !parameter || !SPEAKS_OF_RETRIES.test(called.getText())) return [];
    const there = ask.about(called.getSourceFile());
    const region = regionsIn(there).find((each) => there.enclosing(each.at) === called && each.attempted.some((root) => runs(there, root, parameter)));
    if (!region) return [];
    const given = new Map<TS.Node, Value>();
    called.parameters.forEach((each, place) => {
      const argument = call.arguments[place];
      if (argument && argument !== callback) given.set(each, machineFor(ask).evaluate(argument, new Map()));
    });
    const attempts = boundIn(region, given)(machineFor(there));
    return isKnown(attempts) ? [{ at: call.expression, what: call.expression.getText(), roots: [callback], attempts, region }] : [];
  });
}

function runs(ask: Ask, root: TS.Node, parameter: TS.ParameterDeclaration): boolean {
  const { ts } = ask;
  const name = ts.isIdentifier(parameter.name) ? parameter.name.text : undefined;
  const visit = (node: TS.Node): boolean => {
    const callee = ts.isCallExpression(node) ? inside(ask, node.expression) : undefined;
    if (callee && ts.isIdentifier(callee) && callee.text === name && ask.declarationOf(callee) === parameter) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(root);
}

/** `pRetry(() => send(order), { retries: 3 })`, unless options or the task say which failures are attempted again. */
function ofLibrary(ask: Ask, { at, what, bound }: Policy): Round | undefined {
  const { ts } = ask;
  const call = at.parent;
  const [task] = ts.isCallExpression(call) ? call.arguments : [];
  if (!task || !(ts.isArrowFunction(task) || ts.isFunctionExpression(task)) || /\b(?:AbortError|bail|shouldRetry|retryIf|onFailedAttempt|retry:)/.test(call.getText())) return undefined;
  const attempts = bound(machineFor(ask));
  return isKnown(attempts) ? { at, what, roots: [task], attempts, region: undefined } : undefined;
}

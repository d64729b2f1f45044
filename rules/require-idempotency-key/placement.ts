import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledName, referencesTo } from "../model/functions.ts";
import type { Edge, Reach, Reached, Visit } from "./reach.ts";
import { isCutOff } from "./cut-off.ts";
import { targetsOf } from "./targets.ts";

/** The place that a finding is about. */
export interface Place {
  readonly call: TS.CallExpression | TS.NewExpression;
  /** The function it stands in, with the way from the handler. */
  readonly visit: Visit;
  /** The calls between the place and the effect, the upper ones first. */
  readonly below: readonly TS.CallExpression[];
}

/**
 * Where the key belongs: the effect itself, or every call that hands work over to a sender which other files use as well, or which is one of several
 * behind an interface, or which only passes on what it is given. Such a sender does one kind of thing, and knows nothing of deliveries.
 */
export function placesOf(ask: Ask, reach: Reach, { visit, call, kind }: Reached): readonly Place[] {
  const above = handOvers(ask, reach, visit.body, new Set(), [], { call, kind });
  const callers = reach.callersOf(visit.body);
  if (callers.length > 0 && callers.every((edge) => isCutOff(ask, edge.call, visit.body, call))) return [];
  return above.length > 0 ? above : [{ call, visit, below: [] }];
}

/** So many calls may lie between a place and the effect that somebody would still call the two one thing; the wrappers of a queue are told from one another by its name. */
const MAX_BELOW = 3;

/** Modules that hold the mails of a program: which one is sent when, their callers know. */
const MAILERS = /(?:^|\/)(?:(?:node)?mail(?:er|ers|s)?[/.]|emails?\/)/i;

/** Names of what works off what it is handed, and is no sender that it uses. */
const HANDLES = /^(?:handle|process|execute|run|perform|consume|dispatch|on[A-Z])|[hH]andler/;

function handOvers(ask: Ask, reach: Reach, body: Body, seen: Set<Body>, below: readonly TS.CallExpression[], { call, kind }: Pick<Reached, "call" | "kind">): readonly Place[] {
  if (seen.has(body) || !reach.isSender(body) || below.length >= (kind === "publish" ? 4 : MAX_BELOW)) return [];
  seen.add(body);
  const isBoundary = passesOn(ask, body) || isShared(ask, body);
  return reach.callersOf(body).flatMap((edge: Edge): readonly Place[] => {
    if (isCutOff(ask, edge.call, body, below[0] ?? call)) return [];
    const higher = handOvers(ask, reach, edge.from.body, seen, [edge.call, ...below], { call, kind });
    if (higher.length > 0) return higher;
    const name = calledName(ask, edge.call.expression) ?? "";
    const isChosen = edge.isDispatched && !isOwnMethod(ask, edge.call) && !handsOn(ask, edge.call);
    const isAway = (kind === "mail" || kind === "post") && body.getSourceFile() !== edge.call.getSourceFile() && MAILERS.test(ask.pathOf(body.getSourceFile()));
    return !HANDLES.test(name) && (isBoundary || isChosen || isAway) ? [{ call: edge.call, visit: edge.from, below }] : [];
  });
}

/** `this.handle(message)` of a class whose subclasses say what is done: they are the handler, and no sender that it uses. */
function isOwnMethod({ ts }: Ask, { expression }: TS.CallExpression): boolean {
  return ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword;
}

/** `handlers.get(event.type)?.handle(event)`: hands what it was handed to the one of several that it is for, which is the handler then. */
function handsOn(ask: Ask, { arguments: [only, ...others] }: TS.CallExpression): boolean {
  const binding = only && others.length === 0 && ask.ts.isIdentifier(only) ? ask.bindingOf(only) : undefined;
  return binding !== undefined && ask.ts.isParameter(binding);
}

/** Whether all that a function does is one call with what it was given. */
function passesOn(ask: Ask, { body, parameters }: Body): boolean {
  const { ts } = ask;
  const [statement, ...others] = ts.isBlock(body) ? body.statements : [];
  const value = !ts.isBlock(body) ? body : statement && others.length === 0 && (ts.isReturnStatement(statement) || ts.isExpressionStatement(statement)) ? statement.expression : undefined;
  const call = value && ts.isAwaitExpression(value) ? value.expression : value;
  if (call === undefined || !ts.isCallExpression(call) || parameters.length === 0) return false;
  const names = new Set(parameters.map(({ name }) => name.getText()));
  if (call.arguments.length === 0 || !call.arguments.every((argument) => ts.isIdentifier(argument) && names.has(argument.text))) return false;
  return !(isOwnMethod(ask, call) || handsOn(ask, call)) || !targetsOf(ask, call).some(({ isDispatched }) => isDispatched);
}

const shared = (): Map<Body, boolean> => new Map<Body, boolean>();

/** Whether several files use a function. */
export function isShared(ask: Ask, body: Body): boolean {
  const known = ask.once(shared);
  let answer = known.get(body);
  if (answer === undefined) {
    const files = new Set((referencesTo(ask, body) ?? []).map((reference) => reference.getSourceFile()));
    known.set(body, (answer = [...files].filter((file) => !isSupportCode(ask.pathOf(file))).length > 1));
  }
  return answer;
}

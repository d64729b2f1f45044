import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { referentOf } from "./referent.ts";
import { assignedValue } from "./run.ts";
import type { Machine, Names, Value } from "./values.ts";
import { isSetting, toBoolean, toNumber, UNKNOWN } from "./values.ts";
import type { Write } from "./writes.ts";
import { isStep, placeOfName, writeTo } from "./writes.ts";

/** A variable, field or parameter that one attempt leaves to the next. */
export interface Carried {
  readonly declaration: TS.Declaration;
  readonly name: string;
  /** Its value at the first attempt. */
  readonly initial: TS.Expression | undefined;
  /** What changes it, in source order. */
  readonly writes: readonly Write[];
  /** For a parameter: what the next attempt is given. */
  readonly argument?: TS.Expression;
}

/** All that attempts carry over, found in the nodes that one attempt runs. */
export function findCarried(ask: Ask, scopes: readonly TS.Node[], isOwn: (node: TS.Node) => boolean): readonly Carried[] {
  const { ts } = ask;
  const writes = new Map<TS.Declaration, { readonly name: string; readonly writes: Write[] }>();
  const visit = (node: TS.Node): void => {
    const isName = ts.isIdentifier(node) || ts.isPrivateIdentifier(node);
    const write = isName ? writeTo(ask, placeOfName(ask, node)) : undefined;
    const declaration = write && referentOf(ask, node);
    if (isName && write && declaration) {
      const known = writes.get(declaration) ?? { name: node.text, writes: [] };
      if (!known.writes.includes(write)) known.writes.push(write);
      writes.set(declaration, known);
    }
    if (isOwn(node)) ts.forEachChild(node, visit);
  };
  for (const scope of scopes) visit(scope);
  return [...writes].map(([declaration, { name, writes: all }]) => ({ declaration, name, initial: initialOf(ask, declaration), writes: all.sort((a, b) => a.pos - b.pos) }));
}

function initialOf(ask: Ask, declaration: TS.Declaration): TS.Expression | undefined {
  const { ts } = ask;
  // `let { retryTime } = options`: what its own name stands for.
  if (ts.isBindingElement(declaration)) return ts.isIdentifier(declaration.name) ? declaration.name : undefined;
  const hasInitial = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isParameter(declaration) || ts.isPropertyAssignment(declaration);
  return hasInitial ? declaration.initializer : undefined;
}

/** The values that the first attempt starts with. */
export function startOf(machine: Machine, carried: readonly Carried[]): Map<TS.Node, Value> {
  const names = new Map<TS.Node, Value>();
  for (const { declaration, initial } of carried) if (initial) names.set(declaration, machine.evaluate(initial, names));
  for (const { declaration, writes, argument, initial } of carried) {
    if (initial && !isSetting(names.get(declaration) ?? undefined)) continue;
    const isCounted = isCounter(machine.ask, writes, argument);
    // A counter that starts somewhere out of sight starts at nought.
    if (!initial || isCounted) names.set(declaration, isCounted ? 0 : UNKNOWN);
    else names.set(declaration, toNumber(machine, names.get(declaration)));
  }
  return names;
}

/** `x++`, `x += 1`, or `f(x + 1)`. */
function isCounter({ ts }: Ask, writes: readonly Write[], argument: TS.Expression | undefined): boolean {
  const { SyntaxKind: Kind } = ts;
  const isUp = (node: TS.Node): boolean => {
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return node.operator === Kind.PlusPlusToken;
    return ts.isBinaryExpression(node) && (node.operatorToken.kind === Kind.PlusEqualsToken || node.operatorToken.kind === Kind.PlusToken);
  };
  return writes.some(isUp) || (argument !== undefined && isUp(argument));
}

/** Carries the values on: applies the writes that `isNow` chooses, each if the conditions around it allow. */
export function advance(machine: Machine, carried: readonly Carried[], names: Map<TS.Node, Value>, region: TS.Node, isNow: (write: Write) => boolean, wait?: TS.Node): void {
  const { ask } = machine;
  const all = carried.flatMap(({ declaration, writes }) => {
    const steps = writes.filter((write) => isStep(ask, write));
    const settings = writes.filter((write) => !steps.includes(write));
    const isDerived = steps.length === 0 && settings.length === 1;
    return writes.flatMap((write) => (isNow(write) ? [{ declaration, write, isFirm: steps.includes(write) || isDerived, isOneOfSteps: steps.length > 1 }] : []));
  });
  for (const { declaration, write, isFirm, isOneOfSteps } of all.sort((a, b) => a.write.pos - b.write.pos)) {
    const allowed = isAllowed(machine, write, names, region, wait);
    // What sets it to something new counts only where it surely happens: mostly that is the way of success.
    if (allowed === false || (!isFirm && (allowed === undefined || !isConditional(ask, write, region) || isOfSuccess(ask, write)))) continue;
    // One step forward and one that may take it back: where it stands can't be told.
    names.set(declaration, allowed === undefined && isOneOfSteps && isFirm ? UNKNOWN : assignedValue(machine, write, names));
  }
  const given = carried.map(({ argument }) => argument && machine.evaluate(argument, names));
  carried.forEach(({ declaration, argument }, index) => {
    if (argument) names.set(declaration, given[index]);
  });
}

/** Whether the `if`s between a write and the region let it happen; `undefined`: can't be told. Where attempts are waited for, so is what stands beside the wait. */
function isAllowed(machine: Machine, write: TS.Node, names: Names, region: TS.Node, wait: TS.Node | undefined): boolean | undefined {
  const { ts } = machine.ask;
  let allowed: boolean | undefined = true;
  for (let at = write; at !== region && !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    if (!ts.isIfStatement(parent) || parent.expression === at || (wait && at.pos <= wait.pos && wait.end <= at.end)) continue;
    const isTrue = toBoolean(machine.evaluate(parent.expression, names));
    if (isTrue === undefined) allowed = undefined;
    else if (isTrue !== (parent.thenStatement === at)) return false;
  }
  return allowed;
}

/** In `send().then(() => { … })`. */
function isOfSuccess(ask: Ask, write: TS.Node): boolean {
  const { ts } = ask;
  const home = ask.enclosing(write);
  const call = ts.isSourceFile(home) ? undefined : home.parent;
  return call !== undefined && ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === "then" && call.arguments[0] === home;
}

function isConditional({ ts }: Ask, write: TS.Node, region: TS.Node): boolean {
  return ts.findAncestor(write, (node) => (node === region ? "quit" : ts.isIfStatement(node))) !== undefined;
}

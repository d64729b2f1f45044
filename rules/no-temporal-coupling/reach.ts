import type * as TS from "typescript";
import { blamesOrder } from "../knowledge/readiness.ts";
import type { Ask } from "../model/ask.ts";
import { isExported } from "./classes.ts";
import type { Dependent, Initialiser } from "./judge.ts";
import type { Machine, Member } from "./machine.ts";
import { isOutward } from "./words.ts";

/**
 * Whether a caller is the one who has to run an initialiser. Who asks whether there is a hook runs it, and so does a base class that calls it on itself:
 * in its constructor, or before it lets anybody else near the object.
 */
export function isForCallers(machine: Machine, { member }: Initialiser): boolean {
  const { optional, steps } = machine.supertypes();
  return !optional.has(member.name) && !steps.has(member.name);
}

/**
 * Whether a caller can get to a member before anything was set up. An error that blames the order says so. For everything else it is asked who calls: not
 * the framework that sets up all classes of a supertype which declares member and initialiser, not a base class, and not the class itself.
 */
export function isReachable(ask: Ask, machine: Machine, { member, demand }: Dependent, initialisers: readonly Initialiser[]): boolean {
  if (blamesOrder(demand.said)) return true;
  const { contracts, steps } = machine.supertypes();
  const isAgreed = contracts.some((names) => names.has(member.name) && initialisers.some((initialiser) => names.has(initialiser.member.name) && !isOutward(initialiser.member.name)));
  return !isAgreed && !steps.has(member.name) && !isInternal(ask, machine, member);
}

/** Whether a class is set up by others than callers, as far as that can be told: by a base class that is not in sight, by who implements an interface, or by who wires it. */
export function isInForeignHands(machine: Machine, initialisers: readonly Initialiser[], { demand }: Dependent): boolean {
  if (machine.form !== "class" || blamesOrder(demand.said)) return false;
  const { isCut, isForeign } = machine.supertypes();
  const isWired = initialisers.every(({ member, write }) => isParameter(write.value) && (isForeign || /^set[A-Z_]/.test(member.name)));
  return isCut || (isWired && demand.failure !== "throws" && demand.failure !== "fails") || (isWired && isForeign);
}

/** `this.next = next`: what is set comes from the caller. */
function isParameter(value: TS.Expression | undefined): boolean {
  return value !== undefined && /^[\w$]+$/.test(value.getText());
}

/** Whether all who call a method do so on `this`: however public it is, it is a step of something else. */
function isInternal(ask: Ask, machine: Machine, { name, body }: Member): boolean {
  const { ts } = ask;
  if (machine.form !== "class" || !ts.isMethodDeclaration(body) || !ts.isClassLike(body.parent)) return false;
  const isPrivate = ts.isClassDeclaration(body.parent) && !isExported(ts, body.parent);
  if (!ask.wholeProject && !isPrivate) return false;
  const uses = ask.usesOf(body, name).filter((use) => use !== body.name);
  return uses.length > 0 && uses.every(({ parent }) => ts.isPropertyAccessExpression(parent) && (parent.expression.kind === ts.SyntaxKind.ThisKeyword || parent.expression.kind === ts.SyntaxKind.SuperKeyword));
}

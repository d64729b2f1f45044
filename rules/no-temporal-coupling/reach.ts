import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { blames } from "./blame.ts";
import type { Dependent, Initialiser } from "./scene.ts";
import type { Machine, Member } from "./machine.ts";
import { isExported } from "./made.ts";
import { isCallback, isOutward, isSetUp, isTeardown } from "./words.ts";

/**
 * Whether a caller is the one who has to run an initialiser. Who asks whether there is a hook runs it, and so does a base class that calls it on itself:
 * in its constructor, or before it lets anybody else near the object.
 */
export function isForCallers(machine: Machine, { member }: Initialiser): boolean {
  const { optional, alone, steps } = machine.supertypes();
  return ![optional, alone, steps].some((names) => names.has(member.name));
}

/**
 * Whether a caller can get to a member before anything was set up. An error that blames the order says so. For everything else it is asked who calls: not
 * the framework that sets up all classes of a supertype which declares member and initialiser, not a base class, and not the class itself.
 */
export function isReachable(ask: Ask, machine: Machine, { member, demand }: Dependent, initialisers: readonly Initialiser[]): boolean {
  const owner = member.isInherited === true ? machine.at?.parent : member.body.parent;
  if (isLedUpTo(ask, machine, member, initialisers)) return false;
  const isHidden = isKeptInFile(ask, owner);
  const isBlamed = blames(demand.said, initialisers);
  if (isBlamed && !isHidden) return !(isCallback(member.name) && isInternal(ask, machine, member)) && !isStepOf(ask, machine, member, initialisers);
  if (isHidden && !isBlamed && !isGivenOut(ask, owner)) return false;
  const { contracts, steps, isForeign } = machine.supertypes();
  // All that others hold is what an interface of a package says, and the package calls it.
  if (isHidden && isForeign && !isBlamed) return false;
  const agreed = initialisers.filter((initialiser) => contracts.some((names) => names.has(member.name) && names.has(initialiser.member.name)));
  // One who runs the steps of a life cycle runs them in order; one who sends or asks may do so too early, whatever type the object has for him.
  const isStep = isHidden || isSetUp(member.name) || isTeardown(member.name) || demand.failure === "skips" || demand.failure === "loses";
  const isAgreed = agreed.some((initialiser) => isStep && !(demand.failure !== "skips" && demand.failure !== "loses" && !isHidden && isOutward(initialiser.member.name)));
  return !isAgreed && !steps.has(member.name) && !((isHidden || ask.wholeProject) && isInternal(ask, machine, member));
}

/** Whether only the file knows the class of a method: others hold its objects as what an interface says. */
function isKeptInFile(ask: Ask, owner: TS.Node | undefined): boolean {
  const { ts } = ask;
  return owner !== undefined && ((ts.isClassDeclaration(owner) && !isExported(ask, owner)) || (ts.isClassExpression(owner) && ts.isReturnStatement(owner.parent)));
}

/** Whether a class is set up by others than callers, as far as that can be told: by a base class that is not in sight, by who implements an interface, or by who wires it. */
export function isInForeignHands(machine: Machine, initialisers: readonly Initialiser[], { demand }: Dependent): boolean {
  if (machine.form !== "class" || blames(demand.said, initialisers)) return false;
  const { isCut, isFar, isForeign } = machine.supertypes();
  const isOwn = initialisers.every(({ member }) => /[a-z][A-Z]\w*[A-Z]/.test(member.name)) && demand.failure !== "skips" && demand.failure !== "loses";
  if (isFar && !isOwn) return true;
  const isWired = initialisers.every(({ member, write }) => isParameter(write.value) && (isForeign || /^set[A-Z_]/.test(member.name)));
  return isCut || (isWired && demand.failure !== "throws" && demand.failure !== "fails") || (isWired && isForeign);
}

/** `this.next = next`: what is set comes from the caller. */
function isParameter(value: TS.Expression | undefined): boolean {
  return value !== undefined && /^[\w$]+$/.test(value.getText());
}

/** Whether an object of a class that only the file knows leaves it as it was made: it is kept by the module, or is what a function returns. */
function isGivenOut(ask: Ask, owner: TS.Node | undefined): boolean {
  const { ts } = ask;
  if (!owner || !ts.isClassDeclaration(owner) || !owner.name) return false;
  const made = ask.usesInFile(owner, owner.name.text).flatMap(({ parent }) => (ts.isNewExpression(parent) ? [parent] : []));
  return made.some((node) => ts.isSourceFile(ask.enclosing(node)) || ts.isReturnStatement(node.parent) || ts.isArrowFunction(node.parent));
}

/** Whether all who call a method, or a function that is kept in a field, do so on `this`: however public it is, it is a step of something else. */
function isInternal(ask: Ask, machine: Machine, member: Member): boolean {
  const uses = usesOf(ask, machine, member);
  return uses.length > 0 && uses.every((use) => isOnSelf(ask, use));
}

/** Whether nobody but the initialisers themselves calls a method: it is a part of the set-up, and what it asks for is always there. */
function isStepOf(ask: Ask, machine: Machine, member: Member, initialisers: readonly Initialiser[]): boolean {
  const uses = usesOf(ask, machine, member);
  return uses.length > 0 && uses.every((use) => isOnSelf(ask, use) && initialisers.some((initialiser) => ask.ts.findAncestor(use, (node) => node === initialiser.member.body) !== undefined));
}

/** Whether nobody calls a method but the class itself, in functions that have run an initialiser right before: `await this.open(); this.#check();`. */
function isLedUpTo(ask: Ask, machine: Machine, member: Member, initialisers: readonly Initialiser[]): boolean {
  const { ts } = ask;
  const isOwn = (callee: TS.Node): boolean => ts.isPropertyAccessExpression(callee) && (isOnSelf(ask, callee.name) || (ts.isIdentifier(callee.expression) && callee.expression.text === machine.name));
  const runs = (node: TS.Node): boolean => {
    if (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node)) return runs(node.expression);
    return ts.isCallExpression(node) && isOwn(node.expression) && initialisers.some((initialiser) => ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === initialiser.member.name);
  };
  const isRun = (statement: TS.Statement): boolean => {
    if (ts.isExpressionStatement(statement)) return runs(statement.expression) || (ts.isBinaryExpression(statement.expression) && runs(statement.expression.right));
    return ts.isVariableStatement(statement) && statement.declarationList.declarations.some(({ initializer }) => initializer !== undefined && runs(initializer));
  };
  const isLed = (use: TS.Node): boolean => {
    for (let at = use; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
      if (ts.isBlock(at.parent) && at.parent.statements.some((statement) => statement.end <= at.pos && isRun(statement))) return true;
    }
    return false;
  };
  const uses = usesOf(ask, machine, member);
  return uses.length > 0 && uses.every((use) => isOwn(use.parent) && isLed(use));
}

/** Whether somebody is seen to call a method on an object of its class, and not on `this`. */
export function isCalledFromOutside(ask: Ask, machine: Machine, member: Member): boolean {
  return usesOf(ask, machine, member).some((use) => !isOnSelf(ask, use));
}

function usesOf(ask: Ask, { form }: Machine, { name, body }: Member): readonly TS.Node[] {
  const { ts } = ask;
  const declaration = ts.isMethodDeclaration(body) ? body : ts.isPropertyDeclaration(body.parent) ? body.parent : undefined;
  return form === "class" && declaration ? ask.usesOf(declaration, name).filter((use) => use !== declaration.name) : [];
}

function isOnSelf({ ts }: Ask, { parent }: TS.Node): boolean {
  return ts.isPropertyAccessExpression(parent) && (parent.expression.kind === ts.SyntaxKind.ThisKeyword || parent.expression.kind === ts.SyntaxKind.SuperKeyword);
}

import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { derivedFrom } from "./derived.ts";
import { methodsNamed } from "./named-methods.ts";
import { memberNamed } from "./receiver.ts";
import { registeredFunctions } from "./registry.ts";
import { typedMethods } from "./typed.ts";
import { functionsOf } from "./values.ts";

/** So many implementations of one interface are looked at. */
const MAX_IMPLEMENTERS = 64;

/** What a call runs in the project. */
export interface Target {
  readonly body: Body;
  /** Whether the call goes through an interface or an abstract method, so that the body is one of several. */
  readonly isDispatched: boolean;
  /** Whether it was put into a registry by name, or handed over to be run: then the call that runs it is no place for a key. */
  readonly isRegistered?: boolean;
}

/** The functions of the project that a call may run; through an interface or an abstract class, the methods of those that implement it. */
export function targetsOf(ask: Ask, call: TS.CallExpression | TS.NewExpression): readonly Target[] {
  const { ts } = ask;
  const body = calledFunction(ask, call) ?? behindOverloads(ask, call);
  if (body) return [{ body, isDispatched: false }];
  const called = inside(ask, call.expression);
  const isApplied = ts.isPropertyAccessExpression(called) && /^(?:call|apply)$/.test(called.name.text) && ts.isIdentifier(called.expression);
  const callee = isApplied ? called.expression : called;
  if (ts.isIdentifier(callee)) {
    if (!callsVariable(ask, callee)) return [];
    const registered = registeredFunctions(ask, callee);
    return registered.length > 0 ? registered.map((each) => ({ body: each, isDispatched: false, isRegistered: true })) : functionsOf(ask, callee).map((each) => ({ body: each, isDispatched: false }));
  }
  const member = ts.isPropertyAccessExpression(callee) ? (ask.declarationOf(callee.name) ?? memberNamed(ask, callee)) : undefined;
  if (member === undefined || ts.isPropertySignature(member)) {
    const found = functionsOf(ask, callee);
    const bodies = found.length > 0 || !ts.isPropertyAccessExpression(callee) ? found : methodsNamed(ask, callee, (call.arguments ?? []).length);
    return bodies.map((each) => ({ body: each, isDispatched: false }));
  }
  if (!(ts.isMethodSignature(member) || ts.isMethodDeclaration(member))) return [];
  if (ts.isMethodDeclaration(member) && member.body) return [{ body: member as Body, isDispatched: false }];
  // A class may implement a type as well: `type Mailer = { send(…): … }`.
  const owner = ts.isTypeLiteralNode(member.parent) ? member.parent.parent : member.parent;
  if (!(ts.isInterfaceDeclaration(owner) || ts.isClassDeclaration(owner) || ts.isTypeAliasDeclaration(owner)) || owner.getSourceFile().isDeclarationFile) return [];
  const written = callee as TS.PropertyAccessExpression;
  const all = ask.once(implementersIn).of(ask, owner, written.name.text);
  const own = all.filter((each) => !isSupportCode(ask.pathOf(each.getSourceFile())));
  const bodies = own.length > 0 ? own : methodsNamed(ask, written, (call.arguments ?? []).length);
  // The only implementation in sight is the one that is called, unless other classes inherit it.
  const isOneOfSeveral = bodies.length > 1 || bodies.some(({ parent }) => ts.isClassDeclaration(parent) && derivedFrom(ask, parent, 1).length > 0);
  return bodies.map((each) => ({ body: each, isDispatched: isOneOfSeveral }));
}

/** The implementation of a function or method that is declared several times, of which the checker names the first. */
function behindOverloads(ask: Ask, call: TS.CallExpression | TS.NewExpression): Body | undefined {
  const { ts } = ask;
  const callee = inside(ask, call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const declaration = ts.isIdentifier(name) ? ask.declarationOf(name) : undefined;
  if (!declaration || !(ts.isFunctionDeclaration(declaration) || ts.isMethodDeclaration(declaration)) || declaration.body) return undefined;
  const { parent } = declaration;
  const siblings: readonly TS.Node[] = ts.isClassLike(parent) ? parent.members : ts.isSourceFile(parent) || ts.isModuleBlock(parent) ? parent.statements : [];
  return siblings.find((each): each is Body & (TS.FunctionDeclaration | TS.MethodDeclaration) => each.kind === declaration.kind && (each as TS.FunctionDeclaration).body !== undefined && (each as TS.FunctionDeclaration).name?.getText() === declaration.name?.getText());
}

/** Whether a name is that of a local variable, whose value has to be followed. */
function callsVariable(ask: Ask, name: TS.Identifier): boolean {
  const declaration = ask.declarationOf(name);
  return declaration !== undefined && ask.ts.isVariableDeclaration(declaration) && declaration.getSourceFile() === name.getSourceFile();
}

/** Keeps the implementations of each interface: one look through the project for each. */
function implementersIn(): { of(ask: Ask, owner: TS.InterfaceDeclaration | TS.ClassDeclaration | TS.TypeAliasDeclaration, name: string): readonly Body[] } {
  const classes = new Map<TS.Declaration, readonly TS.ClassLikeDeclaration[]>();
  return {
    of: (ask, owner, name) => {
      let known = classes.get(owner);
      if (known === undefined) classes.set(owner, (known = derivedFrom(ask, owner, 2)));
      const written = ask.ts.isClassDeclaration(owner) ? [] : typedMethods(ask, owner, name);
      return [...known.flatMap((each) => methodOf(ask, each, name) ?? []), ...written].slice(0, MAX_IMPLEMENTERS);
    },
  };
}

function methodOf(ask: Ask, owner: TS.ClassLikeDeclaration, name: string): Body | undefined {
  const { ts } = ask;
  return owner.members.find((member): member is TS.MethodDeclaration & Body => ts.isMethodDeclaration(member) && member.body !== undefined && ts.isIdentifier(member.name) && member.name.text === name);
}

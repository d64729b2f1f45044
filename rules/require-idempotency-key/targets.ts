import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { derivedFrom } from "./derived.ts";
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
  /** Whether it was put into a registry by name: then it is a handler, and the call that runs it no place for a key. */
  readonly isRegistered?: boolean;
}

/** The functions of the project that a call may run; through an interface or an abstract class, the methods of those that implement it. */
export function targetsOf(ask: Ask, call: TS.CallExpression | TS.NewExpression): readonly Target[] {
  const { ts } = ask;
  const body = calledFunction(ask, call);
  if (body) return [{ body, isDispatched: false }];
  const written = inside(ask, call.expression);
  const isApplied = ts.isPropertyAccessExpression(written) && /^(?:call|apply)$/.test(written.name.text) && ts.isIdentifier(written.expression);
  const callee = isApplied ? written.expression : written;
  if (ts.isIdentifier(callee)) {
    if (!callsVariable(ask, callee)) return [];
    const registered = registeredFunctions(ask, callee);
    return registered.length > 0 ? registered.map((each) => ({ body: each, isDispatched: false, isRegistered: true })) : functionsOf(ask, callee).map((each) => ({ body: each, isDispatched: false }));
  }
  const member = ts.isPropertyAccessExpression(callee) ? (ask.declarationOf(callee.name) ?? memberNamed(ask, callee)) : undefined;
  if (member === undefined) return functionsOf(ask, callee).map((each) => ({ body: each, isDispatched: false }));
  if (ts.isPropertySignature(member)) return functionsOf(ask, callee).map((each) => ({ body: each, isDispatched: false }));
  if (!(ts.isMethodSignature(member) || ts.isMethodDeclaration(member))) return [];
  if (ts.isMethodDeclaration(member) && member.body) return [{ body: member as Body, isDispatched: false }];
  const owner = member.parent;
  if (!(ts.isInterfaceDeclaration(owner) || ts.isClassDeclaration(owner)) || owner.getSourceFile().isDeclarationFile) return [];
  const name = (callee as TS.PropertyAccessExpression).name.text;
  return ask.once(implementersIn).of(ask, owner, name).map((each) => ({ body: each, isDispatched: true }));
}

/** Whether a name is that of a local variable, whose value has to be followed. */
function callsVariable(ask: Ask, name: TS.Identifier): boolean {
  const declaration = ask.declarationOf(name);
  return declaration !== undefined && ask.ts.isVariableDeclaration(declaration) && declaration.getSourceFile() === name.getSourceFile();
}

/** Keeps the implementations of each interface: one look through the project for each. */
function implementersIn(): { of(ask: Ask, owner: TS.InterfaceDeclaration | TS.ClassDeclaration, name: string): readonly Body[] } {
  const classes = new Map<TS.Declaration, readonly TS.ClassLikeDeclaration[]>();
  return {
    of: (ask, owner, name) => {
      let known = classes.get(owner);
      if (known === undefined) classes.set(owner, (known = derivedFrom(ask, owner, 2)));
      const written = ask.ts.isInterfaceDeclaration(owner) ? typedMethods(ask, owner, name) : [];
      return [...known.flatMap((each) => methodOf(ask, each, name) ?? []), ...written].slice(0, MAX_IMPLEMENTERS);
    },
  };
}

function methodOf(ask: Ask, owner: TS.ClassLikeDeclaration, name: string): Body | undefined {
  const { ts } = ask;
  return owner.members.find((member): member is TS.MethodDeclaration & Body => ts.isMethodDeclaration(member) && member.body !== undefined && ts.isIdentifier(member.name) && member.name.text === name);
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { functionIn, isFilledElsewhere, isStub, lies, memberOf, nameOf } from "./classes.ts";
import type { Body, Cell, Member, Start } from "./machine.ts";
import { isEmitter, ownerNamed } from "./supertypes.ts";

/** Base classes above a base class that are looked at. */
const MAX_LEVELS = 2;

/** What a class is made of, while it is put together. */
interface Making {
  readonly cells: Map<string, Cell>;
  readonly members: Map<string, Member>;
  readonly given: Set<string>;
  readonly start: (Start | TS.Statement)[];
}

/**
 * Adds what a class has from base classes in sight: their fields, and their methods, which are judged where they stand and only run here when the class
 * calls them (`connect() { this.setState("connected"); }`).
 */
export function inherit(ask: Ask, owner: TS.ClassLikeDeclaration, into: Making, levels: number = MAX_LEVELS): void {
  const { ts } = ask;
  const named = owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  const base = named && !isEmitter(named.getText()) ? ownerNamed(ask, named) : undefined;
  if (!base || !ts.isClassLike(base) || levels === 0) return;
  const fields: Start[] = [];
  const statements: TS.Statement[] = [];
  for (const member of base.members) {
    if (ts.isConstructorDeclaration(member) && member.body) {
      for (const parameter of member.parameters) if (ts.isParameterPropertyDeclaration(parameter, member) && ts.isIdentifier(parameter.name)) into.given.add(parameter.name.text);
      statements.push(...member.body.statements);
    }
    const name = member.name && nameOf(ts, member.name);
    if (name === undefined || ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static || into.cells.has(name)) continue;
    if (ts.isPropertyDeclaration(member)) {
      const body = functionIn(ts, member.initializer);
      if (body && !isStub(ts, body)) addStep(ask, into, name, name, member, body);
      else if (!into.members.has(name)) {
        into.cells.set(name, { name, at: member.name, lies: lies(ts, member) });
        if (isFilledElsewhere(ask, member)) into.given.add(name);
        else fields.push({ cell: name, value: member.initializer });
      }
    } else if ((ts.isMethodDeclaration(member) || ts.isAccessor(member)) && member.body) addStep(ask, into, name, ts.isGetAccessor(member) ? `get ${name}` : ts.isSetAccessor(member) ? `set ${name}` : name, member, member as Body);
  }
  into.start.unshift(...fields, ...statements);
  inherit(ask, base, into, levels - 1);
}

function addStep(ask: Ask, { members }: Making, name: string, key: string, at: TS.ClassElement, body: Body): void {
  const member = memberOf(ask, at, name, key, body);
  if (!members.has(key)) members.set(key, { ...member, isEntry: false, isInherited: member.isEntry, isHook: false });
}

import type * as TS from "typescript";
import { BUILT_IN } from "../knowledge/buffers.ts";
import type { BufferKind } from "../knowledge/buffers.ts";
import type { Ask } from "../model/ask.ts";
import { nameOfFunction } from "../model/functions.ts";
import { isBounded } from "./bounds.ts";
import { contentOf } from "./given.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";
import { traceUses } from "./uses.ts";

/** The cheap question: names by which people call such a class. What it does decides. */
export const MAY_WRAP_CREATION: RegExp = /new \w*(?:queue|fifo|deque|list|buffer|backlog|mailbox|inbox|outbox|stack)\w*\s*[<(;]/i;
const MAY_WRAP = /queue|fifo|deque|list|buffer|backlog|mailbox|inbox|outbox|stack/i;

/** A class of the project that is nothing but a list without a bound, as those who hold an instance see it. */
export interface Wrapper {
  readonly kind: BufferKind;
  /** The list inside. */
  readonly inner: Stock;
}

/**
 * What the class that an expression makes an instance of is to its users: which of its methods put in what they are given, and which hand over what was put in.
 * `stocksIn` finds the lists that a file makes itself. `undefined`: it holds more than one, or bounds it, or hands it out, or has work of its own to do with it.
 */
export function wrapperOf(ask: Ask, creation: TS.NewExpression, stocksIn: (ask: Ask) => readonly Stock[]): Wrapper | undefined {
  const { ts } = ask;
  if (!ts.isIdentifier(creation.expression) || !MAY_WRAP.test(creation.expression.text)) return undefined;
  const owner = ask.declarationOf(creation.expression);
  if (!owner || !ts.isClassDeclaration(owner) || owner.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)) return undefined;
  const there = ask.about(owner.getSourceFile());
  const [inner, ...others] = stocksIn(there).filter(({ declaredAt }) => ts.findAncestor(declaredAt, ts.isClassLike) === owner);
  if (!inner || others.length > 0 || inner.owner || inner.around || inner.holder || inner.isGlobal || (inner.kind !== BUILT_IN.Array && inner.link === undefined)) return undefined;
  const uses = traceUses(there, inner, "file").filter(({ at }) => ts.findAncestor(at, ts.isClassLike) === owner);
  const kind = kindOfUses(there, owner, uses);
  return kind && { kind, inner };
}

function kindOfUses(ask: Ask, owner: TS.ClassDeclaration, uses: readonly Use[]): BufferKind | undefined {
  const { ts } = ask;
  const methods = { add: new Set<string>(), take: new Set<string>(), drain: new Set<string>(), clear: new Set<string>(), remove: new Set<string>(), size: new Set(["length", "size"]) };
  for (const use of uses) {
    const { home, operation } = use;
    if (ts.isConstructorDeclaration(home)) continue;
    const name = nameOfFunction(ask, home)?.text;
    if (name === undefined || home.parent !== owner || operation === "escape" || operation === "trim" || operation === "wait" || operation === "replace") return undefined;
    if (operation === "add") {
      if (!contentOf(ask, use).isGiven || isBounded(ask, use, uses)) return undefined;
      methods.add.add(name);
    } else if (operation === "take" || operation === "take-last") methods.take.add(name);
    else if (operation === "drain" || operation === "clear" || operation === "remove") methods[operation].add(name);
    else if (operation === "size" && uses.every((other) => other.home !== home || other.operation === "size")) methods.size.add(name);
  }
  // What takes the last node of a linked list leaves both ends empty.
  for (const name of methods.take) for (const other of [methods.drain, methods.clear, methods.remove]) other.delete(name);
  const hasBoth = methods.add.size > 0 && methods.take.size + methods.drain.size > 0;
  return hasBoth && ![...methods.add].some((name) => methods.take.has(name) || methods.drain.has(name)) ? methods : undefined;
}

import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { isAssignment } from "./assign.ts";
import type { Machine, Member } from "./machine.ts";

/** One assignment to a cell. */
export interface Write {
  readonly cell: string;
  readonly at: TS.Node;
  /** What it is set to, where that is one expression. */
  readonly value: TS.Expression | undefined;
  /** Whether it only fills what is empty: `??=`, `||=`. */
  readonly isFallback: boolean;
}

/** What some code of a machine does, without what it calls. */
export interface Doings {
  readonly writes: readonly Write[];
  /** Members that it calls or hands on. */
  readonly mentions: ReadonlySet<string>;
  /** Members that it hands on without calling them: somebody else calls them later. */
  readonly handsOn: ReadonlySet<string>;
}

/** Looks through code once, nested functions included. */
export function doingsOf(ask: Ask, machine: Machine, code: TS.Node): Doings {
  const { ts } = ask;
  const writes: Write[] = [];
  const mentions = new Set<string>();
  const handsOn = new Set<string>();
  const visit = (node: TS.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignment(ts, node)) writes.push(...writesOf(ask, machine, node));
    else if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && isStep(ts, node.operator)) {
      const cell = machine.refOf(node.operand);
      if (cell !== undefined) writes.push({ cell, at: node, value: undefined, isFallback: false });
    } else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isIdentifier(node)) {
      const key = machine.refOf(node);
      if (key !== undefined) {
        mentions.add(key);
        if (machine.members.has(key) && isHandedOn(ts, node) && !isRebound(ask, machine, node, key)) handsOn.add(key);
      }
    }
    if (!ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  visit(code);
  return { writes, mentions, handsOn };
}

function isStep(ts: typeof TS, operator: TS.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

function writesOf(ask: Ask, machine: Machine, node: TS.BinaryExpression): readonly Write[] {
  const { ts } = ask;
  const { left, right, operatorToken } = node;
  const isPlain = operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const cell = machine.refOf(left);
  if (cell !== undefined) return [{ cell, at: node, value: isPlain ? right : undefined, isFallback: !isPlain }];
  if (!ts.isArrayLiteralExpression(left) && !ts.isObjectLiteralExpression(left)) return [];
  const found: Write[] = [];
  const visit = (target: TS.Node): void => {
    const inner = machine.refOf(target);
    if (inner !== undefined) found.push({ cell: inner, at: node, value: undefined, isFallback: false });
    else ts.forEachChild(target, visit);
  };
  visit(left);
  return found;
}

/** `on("x", this.handle)`, `this.handle.bind(this)`; a call, an assignment to it or `this.x = this.x.bind(this)` hands nothing on. */
function isHandedOn(ts: typeof TS, node: TS.Node): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent)) return parent.expression !== node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    const isBind = parent.name.text === "bind" && ts.isCallExpression(parent.parent);
    return isBind && !ts.isBinaryExpression(parent.parent.parent);
  }
  return ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent) || ts.isArrayLiteralExpression(parent) || (ts.isBinaryExpression(parent) && parent.right === node);
}

/** `null`, `undefined`, `false`: what a cell is emptied with. */
export function isNothing(ts: typeof TS, value: TS.Expression): boolean {
  const { kind } = value;
  if (kind === ts.SyntaxKind.NullKeyword || kind === ts.SyntaxKind.FalseKeyword || ts.isVoidExpression(value)) return true;
  return ts.isIdentifier(value) && value.text === "undefined";
}

/** `this.send = this.send.bind(this)`, `this.send = traced("send", this.send)`: what is handed on comes back under its name. */
export function isRebound({ ts }: Ask, machine: Machine, at: TS.Node, key: string): boolean {
  const assignment = ts.findAncestor(at, (node) => (ts.isStatement(node) ? "quit" : ts.isBinaryExpression(node) && isAssignment(ts, node)));
  return assignment !== undefined && machine.refOf((assignment as TS.BinaryExpression).left) === key;
}

/** The doings of all members, and what follows from who mentions whom. */
export interface Survey {
  readonly of: ReadonlyMap<Member, Doings>;
  /** Cells that a member sets, itself or through what it calls or hands on. */
  setsOf(member: Member): ReadonlySet<string>;
  setsWithin(code: TS.Node): ReadonlySet<string>;
  /** Members that a member runs or hands on, however many calls below. */
  reachedFrom(member: Member): ReadonlySet<Member>;
}

export function surveyOf(ask: Ask, machine: Machine): Survey {
  const of = new Map<Member, Doings>();
  for (const member of machine.members.values()) of.set(member, doingsOf(ask, machine, member.body));
  const known = new Map<Member, ReadonlySet<string>>();
  const follow = (doings: Doings, seen: Set<Member>, into: Set<string>): Set<string> => {
    for (const { cell, value } of doings.writes) if (!value || !isNothing(ask.ts, value)) into.add(cell);
    const written = doings.writes.map(({ cell }) => `set ${cell}`);
    for (const name of [...[...doings.mentions].flatMap((key) => [key, `get ${key}`]), ...written]) {
      const member = machine.members.get(name);
      if (!member || seen.has(member)) continue;
      seen.add(member);
      const next = of.get(member);
      if (next) follow(next, seen, into);
    }
    return into;
  };
  return {
    of,
    setsOf: (member) => {
      let sets = known.get(member);
      if (!sets) known.set(member, (sets = follow(of.get(member) ?? doingsOf(ask, machine, member.body), new Set([member]), new Set())));
      return sets;
    },
    reachedFrom: (member) => {
      const seen = new Set<Member>();
      const doings = of.get(member);
      if (doings) follow(doings, seen, new Set());
      seen.delete(member);
      return seen;
    },
    setsWithin: (code) => follow(doingsOf(ask, machine, code), new Set(), new Set()),
  };
}

import type * as TS from "typescript";
import type { Refusal } from "../edit.ts";
import { isNeverEmptied, typeWithoutNothing } from "./definite.ts";
import { typeOfLiteral } from "./parameters.ts";
import { isEffect } from "./settled.ts";
import { returnsIn } from "./sites.ts";
import { isRefused, refusal } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** What a member of the ready class is handed by the one before it. */
export interface Handed {
  readonly name: string;
  /** `private readonly`. */
  readonly modifiers: string;
  readonly type: string;
  /** The declaration that it had. */
  readonly field: TS.PropertyDeclaration | TS.ParameterDeclaration;
  /** Where the initialiser sets it; without it, it was there before. */
  readonly write: TS.BinaryExpression | undefined;
}

/** A class that is two: what can be done before its initialiser ran, and what after it. */
export interface States {
  /** Members that go to the first state, besides constructor and initialiser, in source order. */
  readonly first: ReadonlySet<TS.ClassElement>;
  /** Fields that the second state is handed, in source order. */
  readonly handed: readonly Handed[];
}

/** Parts a class, given what is called before the initialiser ran. */
export function statesOf(subject: Subject, early: ReadonlySet<string>): States | Refusal {
  const { ask, owner, base, constructor, initialiser } = subject;
  const { ts } = ask;
  if (base || owner.heritageClauses) return entangled(subject, owner, "has a base class or an interface");
  const named = new Map(owner.members.flatMap((member) => (member.name ? [[member.name.getText(), member] as const] : [])));
  const first = new Set<TS.ClassElement>();
  for (const name of early) {
    const member = named.get(name);
    if (!member || !ts.isMethodDeclaration(member)) return entangled(subject, member ?? owner, `\`${name}\` is used before, and is no method`);
    first.add(member);
  }
  const code: TS.Node[] = [initialiser, ...(constructor ? [constructor] : [])];
  for (const part of [...first, ...code]) {
    const strange = findStrange(subject, part, first);
    if (strange) return entangled(subject, strange, "reaches what belongs to the instance when it is ready");
  }
  const last = initialiser.body.statements.at(-1);
  const leaving = returnsIn(ts, initialiser.body).find((statement) => statement !== last);
  if (leaving) return entangled(subject, leaving, "may leave the initialiser early");
  const handed = handedOf(subject, first);
  return isRefused(handed) ? handed : { first, handed };
}

export function entangled({ ask, owner }: Subject, at: TS.Node, why: string): Refusal {
  return refusal("states-entangled", `line ${String(ask.lineOf(at))} of \`${owner.name.text}\` ${why}`);
}

/** `this` in a function that is called later, or for anything but a field or a member of the first state. */
function findStrange({ ask, owner }: Subject, part: TS.Node, first: ReadonlySet<TS.ClassElement>): TS.Node | undefined {
  const { ts } = ask;
  const isField = (name: string): boolean => owner.members.some((member) => member.name?.getText() === name && (ts.isPropertyDeclaration(member) || first.has(member))) || isParameterProperty(name);
  const isParameterProperty = (name: string): boolean => owner.members.some((member) => ts.isConstructorDeclaration(member) && member.parameters.some((parameter) => ts.isParameterPropertyDeclaration(parameter, member) && parameter.name.getText() === name));
  const visit = (node: TS.Node, isInner: boolean): TS.Node | undefined => {
    if (node.kind === ts.SyntaxKind.SuperKeyword) return node;
    if (node.kind === ts.SyntaxKind.ThisKeyword) {
      const { parent } = node;
      const isPlain = ts.isPropertyAccessExpression(parent) && ts.isIdentifier(parent.name) && isField(parent.name.text);
      const isReturned = ts.isReturnStatement(parent);
      return isPlain ? (isInner ? node : undefined) : isReturned && !isInner ? undefined : node;
    }
    const inner = isInner || (ts.isFunctionLike(node) && node !== part);
    return ts.forEachChild(node, (child) => visit(child, inner));
  };
  return visit(part, false);
}

function handedOf(subject: Subject, first: ReadonlySet<TS.ClassElement>): readonly Handed[] | Refusal {
  const { ask, owner, constructor, initialiser } = subject;
  const { ts } = ask;
  const early = new Set<TS.Node>([initialiser, ...(constructor ? [constructor] : []), ...first]);
  const isEarly = (node: TS.Node): boolean => ts.findAncestor(node, (at) => early.has(at)) !== undefined;
  const fields = [...(constructor?.parameters ?? []).filter((parameter) => ts.isParameterPropertyDeclaration(parameter, parameter.parent)), ...owner.members.filter((member) => ts.isPropertyDeclaration(member))];
  const handed: Handed[] = [];
  for (const field of fields) {
    if (ts.getCombinedModifierFlags(field) & ts.ModifierFlags.Static) continue;
    const name = field.name.getText();
    const uses = ask.usesOf(field, name).filter((use) => use !== field.name && ts.isPropertyAccessExpression(use.parent));
    const writes = uses.map(({ parent }) => parent.parent).filter((node): node is TS.BinaryExpression => ts.isBinaryExpression(node) && isEarly(node) && uses.some(({ parent }) => node.left === parent) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken);
    const inInitialiser = writes.filter((write) => ts.findAncestor(write, (node) => node === initialiser));
    const [write] = inInitialiser;
    if (field.initializer && ts.isPropertyDeclaration(field) && standsOnInstance(ts, field.initializer)) return entangled(subject, field, "is a function, or made from other fields");
    const isLate = uses.some((use) => !isEarly(use));
    const isEarlyUsed = uses.some(isEarly) || ts.isParameter(field);
    if (!isEarlyUsed && field.initializer && isEffect(ts, field.initializer)) return entangled(subject, field, "is computed when an instance is made, and would be computed later");
    if (!isEarlyUsed || (!isLate && !write)) continue;
    if (!ts.isIdentifier(field.name)) return entangled(subject, field, `is needed in both states, and \`${name}\` can't be a parameter`);
    if (write && (inInitialiser.length > 1 || writes.length > 1 || write.parent.parent !== initialiser.body || isReadBefore(subject, uses, write))) return entangled(subject, write, `sets \`${name}\` in a way that can't be told apart from what was there`);
    if (ts.isPropertyDeclaration(field) && /\/[/*]/.test(field.getFullText()) && write) return entangled(subject, field, "has a comment that belongs to both states");
    const type = typeText(subject, field, write);
    if (type === undefined) return refusal("parameters", `\`${name}\` (line ${String(ask.lineOf(field))}) has no type that could be written down`);
    const modifiers = (field.modifiers ?? []).filter((modifier) => !ts.isDecorator(modifier)).map((modifier) => modifier.getText()).join(" ");
    handed.push({ name, modifiers: modifiers === "" ? "public" : modifiers, type, field, write });
  }
  return handed;
}

/** `handle = () => this.x`, `max = this.min + 1`. */
function standsOnInstance(ts: typeof TS, value: TS.Node): boolean {
  return value.kind === ts.SyntaxKind.ThisKeyword || (ts.forEachChild(value, (child) => standsOnInstance(ts, child) || undefined) ?? false);
}

function isReadBefore({ ask: { ts }, initialiser }: Subject, uses: readonly TS.Node[], write: TS.BinaryExpression): boolean {
  return uses.some((use) => use.parent !== write.left && use.getStart() < write.end && ts.findAncestor(use, (node) => node === initialiser) !== undefined);
}

function typeText(subject: Subject, field: Handed["field"], write: TS.BinaryExpression | undefined): string | undefined {
  const { ts } = subject.ask;
  const { type, initializer } = field;
  if (!type) return initializer && typeOfLiteral(ts, initializer);
  const isFilled = write !== undefined && ts.isPropertyDeclaration(field) && isNeverEmptied(subject, field);
  return isFilled ? typeWithoutNothing(ts, type) : `${type.getText()}${field.questionToken ? " | undefined" : ""}`;
}

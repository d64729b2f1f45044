import type * as TS from "typescript";
import type { Edit, Refusal } from "../edit.ts";
import { textStyleOf } from "../module-form.ts";
import { rewriteSites } from "./call-sites.ts";
import { closedMember } from "./closed-member.ts";
import { FACTORY, factoryHead, stepOf, typedName } from "./factory-head.ts";
import { handOver } from "./handed-over.ts";
import { type Given, type Parameters, parametersOf } from "./parameters.ts";
import type { Site } from "./sites.ts";
import { indentOf, insert, isRefused, refusal, startWithComments } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** What stays open beside the factory, for those who can't follow. */
export interface Open {
  readonly constructor: boolean;
  readonly initialiser: boolean;
  /** What the factory says about that. */
  readonly note: string | undefined;
}

/**
 * A private constructor, and `static async create` that makes an instance, runs the initialiser, and only then hands it out. The initialiser becomes the
 * factory where it can, else it stays what it is, for `create` alone.
 */
export function withFactory(subject: Subject, sites: readonly Site[], open?: Open): readonly Edit[] | Refusal {
  const { ask, owner } = subject;
  const taken = owner.members.find((member) => member.name?.getText() === FACTORY && (ask.ts.getCombinedModifierFlags(member) & ask.ts.ModifierFlags.Static) !== 0);
  if (taken) return refusal("name-clash", `\`${owner.name.text}\` has a \`${FACTORY}\` already (line ${String(ask.lineOf(taken))})`);
  const unwaited = sites.find(({ isAwaited }) => !isAwaited);
  if (unwaited) return refusal("not-awaited", `line ${String(ask.lineOf(unwaited.begun))} goes on without waiting for \`${subject.initialiser.name.text}\``);
  const parameters = parametersOf(subject, sites);
  if (isRefused(parameters)) return parameters;
  const following = rewriteSites(subject, sites, { opening: (name) => `${name}.${FACTORY}`, parameters: parameters.made.length, isAwaited: true });
  if (isRefused(following)) return following;
  const handed = open ? undefined : handOver(subject, parameters);
  if (handed) return [...handed, ...following];
  const note = open?.note === undefined ? "" : `/** ${open.note} */\n${indentOf(subject.initialiser)}`;
  const factory = `${note}${factoryText(subject, parameters)}`;
  const made = open?.constructor === true ? besideConstructor(subject, factory) : closedConstructor(subject, parameters, factory);
  return [...made, ...(open?.initialiser === true ? [] : closedMember(ask.ts, subject.initialiser)), ...following];
}

/** The text of the factory, without its indentation on the first line and without a line end behind it. */
function factoryText(subject: Subject, { made, begun }: Parameters): string {
  const { ask, owner, initialiser } = subject;
  const { semicolon: end } = textStyleOf(ask.ts, ask.file);
  const indent = indentOf(initialiser);
  const step = stepOf(subject);
  const { text: name } = owner.name;
  const instance = instanceName(name, [...made, ...begun]);
  const values = (list: readonly Given[]): string => list.map(({ value }) => value).join(", ");
  return [
    `${factoryHead(subject, { made, begun })} {`,
    `${indent}${step}const ${instance} = new ${typedName(owner)}(${values(made)})${end}`,
    `${indent}${step}await ${instance}.${initialiser.name.text}(${values(begun)})${end}`,
    `${indent}${step}return ${instance}${end}`,
    `${indent}}`,
  ].join("\n");
}

function instanceName(name: string, parameters: readonly Given[]): string {
  const wanted = /^[A-Z][a-z]/.test(name) ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : "instance";
  return parameters.some((each) => each.name === wanted) ? "made" : wanted;
}

/** The factory behind the constructor, or before the first method. */
function besideConstructor(subject: Subject, factory: string): readonly Edit[] {
  const { constructor, initialiser } = subject;
  if (constructor) return [insert(constructor, constructor.end, `\n\n${indentOf(initialiser)}${factory}`)];
  const { before, at } = firstMethodOf(subject);
  return [insert(before, at, `${factory}\n\n${indentOf(before)}`)];
}

/** The constructor, closed, and behind it the factory. */
function closedConstructor(subject: Subject, { made }: Parameters, factory: string): readonly Edit[] {
  const { ask, base, constructor, initialiser } = subject;
  const indent = indentOf(initialiser);
  if (constructor) return [...closedMember(ask.ts, constructor), insert(constructor, constructor.end, `\n\n${indent}${factory}`)];
  const { semicolon: end } = textStyleOf(ask.ts, ask.file);
  const step = stepOf(subject);
  const own = base
    ? `private constructor(${made.map(({ text }) => text).join(", ")}) {\n${indent}${step}super(${made.map(({ value }) => value).join(", ")})${end}\n${indent}}`
    : "private constructor() {}";
  const { before, at } = firstMethodOf(subject);
  return [insert(before, at, `${own}\n\n${indent}${factory}\n\n${indentOf(before)}`)];
}

function firstMethodOf({ ask: { ts }, owner, initialiser }: Subject): { readonly before: TS.ClassElement; readonly at: number } {
  const before = owner.members.find((member) => ts.isMethodDeclaration(member) || ts.isAccessor(member)) ?? initialiser;
  return { before, at: startWithComments(ts, before) };
}

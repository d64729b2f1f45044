import type * as TS from "typescript";
import type { Edit, Refusal } from "../edit.ts";
import { textStyleOf } from "../module-form.ts";
import { rewriteSites } from "./call-sites.ts";
import { type Given, type Parameters, parametersOf } from "./parameters.ts";
import type { Site } from "./sites.ts";
import { between, indentOf, insert, isRefused, refusal, startWithComments } from "./splice.ts";
import type { Subject } from "./subject.ts";

export const FACTORY = "create";

/**
 * A private constructor, and `static async create` that makes an instance, runs the initialiser, and only then hands it out. The initialiser stays what it
 * is, for `create` alone.
 */
export function withFactory(subject: Subject, sites: readonly Site[]): readonly Edit[] | Refusal {
  const { ask, owner } = subject;
  const taken = owner.members.find((member) => member.name?.getText() === FACTORY);
  if (taken) return refusal("name-clash", `\`${owner.name.text}\` has a \`${FACTORY}\` already (line ${String(ask.lineOf(taken))})`);
  const unwaited = sites.find(({ isAwaited }) => !isAwaited);
  if (unwaited) return refusal("not-awaited", `line ${String(ask.lineOf(unwaited.begun))} goes on without waiting for \`${subject.initialiser.name.text}\``);
  const parameters = parametersOf(subject, sites);
  if (isRefused(parameters)) return parameters;
  const following = rewriteSites(subject, sites, { opening: (name) => `${name}.${FACTORY}`, parameters: parameters.made.length, isAwaited: true });
  if (isRefused(following)) return following;
  return [...closedConstructor(subject, parameters, factoryText(subject, parameters)), ...closedMember(ask.ts, subject.initialiser), ...following];
}

/** The text of the factory, without its indentation on the first line and without a line end behind it. */
function factoryText({ ask, owner, initialiser, constructor }: Subject, { made, begun }: Parameters): string {
  const { semicolon: end } = textStyleOf(ask.ts, ask.file);
  const indent = indentOf(initialiser);
  const step = indent.includes("\t") ? "\t" : indent.slice(indentOf(owner).length) || "  ";
  const { text: name } = owner.name;
  const generic = owner.typeParameters?.map((each) => each.name.text).join(", ");
  const typed = generic === undefined ? name : `${name}<${generic}>`;
  const declared = generic === undefined ? "" : `<${owner.typeParameters?.map((each) => each.getText()).join(", ") ?? ""}>`;
  const instance = instanceName(name, [...made, ...begun]);
  const isPublic = [initialiser, constructor].some((member) => member?.modifiers?.some(({ kind }) => kind === ask.ts.SyntaxKind.PublicKeyword) === true);
  const values = (list: readonly Given[]): string => list.map(({ value }) => value).join(", ");
  const head = `${isPublic ? "public " : ""}static async ${FACTORY}${declared}`;
  return [
    `${head}${listOf([...made, ...begun], `${indent}${head}`, indent, step)}: Promise<${typed}> {`,
    `${indent}${step}const ${instance} = new ${typed}(${values(made)})${end}`,
    `${indent}${step}await ${instance}.${initialiser.name.text}(${values(begun)})${end}`,
    `${indent}${step}return ${instance}${end}`,
    `${indent}}`,
  ].join("\n");
}

/** Parameters in one line, or, where that gets too long, one a line. */
export function listOf(parameters: readonly { readonly text: string }[], before: string, indent: string, step: string): string {
  const line = `(${parameters.map(({ text }) => text).join(", ")})`;
  if (before.length + line.length < 100 && !line.includes("\n")) return line;
  return `(\n${parameters.map(({ text }) => `${indent}${step}${text},\n`).join("")}${indent})`;
}

function instanceName(name: string, parameters: readonly Given[]): string {
  const wanted = /^[A-Z][a-z]/.test(name) ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : "instance";
  return parameters.some((each) => each.name === wanted) ? "made" : wanted;
}

/** The constructor, closed, and behind it the factory. */
function closedConstructor({ ask, owner, base, constructor, initialiser }: Subject, { made }: Parameters, factory: string): readonly Edit[] {
  const indent = indentOf(initialiser);
  if (constructor) return [...closedMember(ask.ts, constructor), insert(constructor, constructor.end, `\n\n${indent}${factory}`)];
  const { semicolon: end } = textStyleOf(ask.ts, ask.file);
  const step = indent.includes("\t") ? "\t" : indent.slice(indentOf(owner).length) || "  ";
  const own = base
    ? `private constructor(${made.map(({ text }) => text).join(", ")}) {\n${indent}${step}super(${made.map(({ value }) => value).join(", ")})${end}\n${indent}}`
    : "private constructor() {}";
  const before = owner.members.find((member) => ask.ts.isMethodDeclaration(member) || ask.ts.isAccessor(member)) ?? initialiser;
  const at = startWithComments(ask.ts, before);
  return [insert(before, at, `${own}\n\n${indent}${factory}\n\n${indentOf(before)}`)];
}

/** Makes a member or a constructor `private`. */
export function closedMember(ts: typeof TS, member: TS.MethodDeclaration | TS.ConstructorDeclaration): readonly Edit[] {
  const open = member.modifiers?.find(({ kind }) => kind === ts.SyntaxKind.PublicKeyword);
  if (open) return [between(open, open.getStart(), open.end, "private")];
  const first = member.modifiers?.find((modifier) => !ts.isDecorator(modifier)) ?? member.name ?? constructorKeyword(member);
  return [insert(member, typeof first === "number" ? first : first.getStart(), "private ")];
}

function constructorKeyword(member: TS.Node): number {
  return member.getStart() + member.getText().indexOf("constructor");
}

import type { Parameters } from "./parameters.ts";
import { indentOf } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** The name of what makes an instance and makes it ready. */
export const FACTORY = "create";

/** `static async create(a: A, b: B): Promise<X>` */
export function factoryHead(subject: Subject, { made, begun }: Parameters): string {
  const { ask, owner, initialiser, constructor } = subject;
  const indent = indentOf(initialiser);
  const declared = owner.typeParameters ? `<${owner.typeParameters.map((each) => each.getText()).join(", ")}>` : "";
  const isPublic = [initialiser, constructor].some((member) => member?.modifiers?.some(({ kind }) => kind === ask.ts.SyntaxKind.PublicKeyword) === true);
  const types = subject.isJavaScript ? "" : `: Promise<${typedName(owner)}>`;
  const head = `${isPublic ? "public " : ""}static async ${FACTORY}${declared}`;
  return `${head}${listOf([...made, ...begun], `${indent}${head}`, indent, stepOf(subject))}${types}`;
}

export function typedName({ name, typeParameters }: Subject["owner"]): string {
  return typeParameters ? `${name.text}<${typeParameters.map((each) => each.name.text).join(", ")}>` : name.text;
}

export function stepOf({ owner, initialiser }: Subject): string {
  const indent = indentOf(initialiser);
  return indent.includes("\t") ? "\t" : indent.slice(indentOf(owner).length) || "  ";
}

/** Parameters in one line, or, where that gets too long, one a line. */
export function listOf(parameters: readonly { readonly text: string }[], before: string, indent: string, step: string): string {
  const line = `(${parameters.map(({ text }) => text).join(", ")})`;
  if (before.length + line.length < 100 && !line.includes("\n")) return line;
  return `(\n${parameters.map(({ text }) => `${indent}${step}${text},\n`).join("")}${indent})`;
}

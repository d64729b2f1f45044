import { PRISMA_SCHEMAS } from "../../rules/knowledge/prisma-schema.ts";
import type { Aside, CodemodContext } from "../codemod.ts";

/** A model of a schema of Prisma, and where it stands in its text. */
export interface PrismaModel {
  readonly schema: Aside;
  readonly provider: string;
  /** `Alert` */
  readonly name: string;
  /** What the table is called in the database. */
  readonly table: string;
  readonly fields: ReadonlyMap<string, PrismaField>;
  /** The offset of the line that ends the model. */
  readonly end: number;
  /** What its lines begin with. */
  readonly indent: string;
  /** Whether the table is in a schema of the database that is named. */
  readonly isElsewhere: boolean;
}

export interface PrismaField {
  /** What the column is called in the database. */
  readonly column: string;
  readonly isOptional: boolean;
  /** Whether it is a value, and neither a relation nor a list. */
  readonly isValue: boolean;
  /** Where the field's attributes end. */
  readonly end: number;
}

const VALUES = /^(?:String|Boolean|Int|BigInt|Float|Decimal|DateTime)$/;

/** The one model that a member of the client stands for: `projectAlert`. `undefined` where several schemas have it. */
export function prismaModel(context: CodemodContext, member: string): PrismaModel | undefined {
  const models = context.asides(PRISMA_SCHEMAS).flatMap((schema) => modelIn(schema, member) ?? []);
  return models.length === 1 ? models[0] : undefined;
}

function modelIn(schema: Aside, member: string): PrismaModel | undefined {
  const { text } = schema;
  const head = [...text.matchAll(/^[ \t]*model[ \t]+(\w+)[ \t]*\{[ \t]*\r?\n/gm)].find(([, name = ""]) => name.charAt(0).toLowerCase() + name.slice(1) === member);
  if (!head?.[1]) return undefined;
  const fields = new Map<string, PrismaField>();
  const enums = new Set([...text.matchAll(/^[ \t]*enum[ \t]+(\w+)/gm)].map(([, name = ""]) => name));
  let [at, table, isElsewhere, indent] = [head.index + head[0].length, head[1], false, "  "];
  for (;;) {
    const lineEnd = text.indexOf("\n", at);
    const line = text.slice(at, lineEnd === -1 ? text.length : lineEnd);
    if (/^[ \t]*\}/.test(line)) break;
    if (lineEnd === -1) return undefined;
    const code = /^(?:"(?:[^"\\]|\\.)*"|[^"/\r]|\/(?!\/))*/.exec(line)?.[0].trimEnd() ?? "";
    table = /^\s*@@map\("([^"]+)"\)/.exec(code)?.[1] ?? table;
    isElsewhere ||= /^\s*@@schema\(/.test(code);
    const [, own, name, type = "", mark] = /^([ \t]*)(\w+)\s+(\w+)(\[\]|\?)?/.exec(code) ?? [];
    if (name !== undefined && own !== undefined) {
      indent = own;
      fields.set(name, { column: /@map\("([^"]+)"\)/.exec(code)?.[1] ?? name, isOptional: mark === "?", isValue: mark !== "[]" && (VALUES.test(type) || enums.has(type)), end: at + code.length });
    }
    at = lineEnd + 1;
  }
  const provider = /datasource\s+\w+\s*\{[^}]*?\bprovider\s*=\s*"(\w+)"/.exec(text)?.[1] ?? "";
  return { schema, provider, name: head[1], table, fields, end: at, indent, isElsewhere };
}

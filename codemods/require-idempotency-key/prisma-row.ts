import type * as TS from "typescript";
import { literalOf, memberOf } from "../../rules/knowledge/posts.ts";
import { inside } from "../../rules/model/calls.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Refusal } from "../edit.ts";
import type { Constraint, Constrained } from "./migration.ts";
import { type PrismaModel, prismaModel } from "./prisma-model.ts";
import { type Insert, isRepeatable, valueOf } from "./row-insert.ts";
import { between, isRefused, refusal, replace } from "./splice.ts";

/** Databases for which Prisma's `skipDuplicates` leaves out what a constraint refuses and nothing else: MySQL's `INSERT IGNORE` passes over other errors, too. */
const SKIPS = /^(?:postgresql|postgres|cockroachdb)$/;

/** Databases with unique indexes of the usual kind. */
const KNOWN = /^(?:postgresql|postgres|cockroachdb|mysql|sqlite)$/;

/** So long may a name be in PostgreSQL. */
const MAX_NAME = 63;

export function isPrismaInsert({ callee }: Insert): boolean {
  return callee.name.text.startsWith("create");
}

/** A row of Prisma: the model gets the constraint, and the insert becomes one that leaves out or finds a row that is there. */
export function prismaRow(insert: Insert, columns: readonly string[], context: CodemodContext): Constrained | Refusal {
  const { ask, callee } = insert;
  const owner = inside(ask, callee.expression);
  const model = ask.ts.isPropertyAccessExpression(owner) ? prismaModel(context, owner.name.text) : undefined;
  if (!model || model.isElsewhere || !KNOWN.test(model.provider)) return refusal("table-unclear", model ? `${model.name} is in a named schema, or in a database of another kind` : "its model is in no schema, or in several");
  const fields = columns.map((column) => model.fields.get(column));
  if (!fields.every((field) => field?.isValue === true)) return refusal("table-unclear", `${columns.join(", ")} are not all plain columns of ${model.name}`);
  const stored = fields.map((field) => field?.column ?? "");
  const full = `${model.table}_${stored.join("_")}_key`;
  const name = full.length > MAX_NAME ? `${full.slice(0, MAX_NAME - 4)}_key` : full;
  const tolerant = insert.isUsed || !SKIPS.test(model.provider) ? asUpsert(insert, columns, model) : asMany(insert, model);
  if (isRefused(tolerant)) return tolerant;
  const constraint: Constraint = { name, table: model.table, columns: stored, prisma: { schema: model.schema.path, provider: model.provider } };
  return { constraint, edits: [...tolerant, inSchema(model, columns, full === name ? "" : `map: "${name}"`)] };
}

/** `@unique` behind the field, or `@@unique([ruleId, day])` at the end of the model. */
function inSchema({ schema, fields, end, indent }: PrismaModel, columns: readonly string[], map: string): Edit {
  const [only = "", ...others] = columns;
  if (others.length === 0) {
    const at = fields.get(only)?.end ?? end;
    return { file: schema.path, span: { start: at, end: at }, text: map === "" ? " @unique" : ` @unique(${map})` };
  }
  const before = schema.text.slice(0, end).trimEnd().split("\n").at(-1) ?? "";
  const isApart = /^\s*@@/.test(before);
  return { file: schema.path, span: { start: end, end }, text: `${isApart ? "" : "\n"}${indent}@@unique([${columns.join(", ")}]${map === "" ? "" : `, ${map}`})\n` };
}

/** `createMany({ data: { … }, skipDuplicates: true })` */
function asMany(insert: Insert, { fields }: PrismaModel): readonly Edit[] | Refusal {
  const { ask, call, callee, values } = insert;
  const query = queryOf(insert);
  if (!query) return refusal("options-unknown", `line ${String(ask.lineOf(call))} does not write its query in place`);
  const nested = [...values.keys()].find((name) => fields.get(name)?.isValue !== true);
  const other = query.properties.find(({ name }) => name?.getText() !== "data")?.name?.getText();
  const foreign = nested ?? other;
  if (foreign !== undefined) return asUpsertOnly(insert, `\`${foreign}\` has no place in \`createMany\``);
  const last = query.properties.at(-1);
  return last ? [...(callee.name.text === "create" ? [replace(callee.name, "createMany")] : []), between(last, last.end, last.end, ", skipDuplicates: true")] : refusal("options-unknown", "the query is empty");
}

function asUpsertOnly({ ask, call }: Insert, why: string): Refusal {
  return refusal("options-unknown", `line ${String(ask.lineOf(call))}: ${why}`);
}

/** `upsert({ where: { ruleId_day: { … } }, create: { … }, update: {} })`: gives back the row that is there. */
function asUpsert(insert: Insert, columns: readonly string[], { fields, name: model }: PrismaModel): readonly Edit[] | Refusal {
  const { ask, call, callee } = insert;
  const query = queryOf(insert);
  if (callee.name.text !== "create" || !query) return refusal("row-used", `line ${String(ask.lineOf(call))} inserts several rows, or its query is written elsewhere`);
  const optional = columns.find((column) => fields.get(column)?.isOptional === true);
  if (optional !== undefined) return refusal("not-one-row", `\`${optional}\` of ${model} may be null, and no two nulls are the same`);
  const pairs: string[] = [];
  for (const column of columns) {
    const value = valueOf(insert, column);
    if (!value || !isRepeatable(ask, value)) return refusal("not-one-row", `the value of \`${column}\` is computed where it is written`);
    pairs.push(value.getText() === column ? column : `${column}: ${value.getText()}`);
  }
  const where = columns.length === 1 ? `{ ${pairs.join(", ")} }` : `{ ${columns.join("_")}: { ${pairs.join(", ")} } }`;
  const data = query.properties.find(({ name }) => name?.getText() === "data");
  if (!data?.name) return refusal("options-unknown", "the query is empty");
  const written = ask.ts.isShorthandPropertyAssignment(data) ? "create: data" : "create";
  return [replace(callee.name, "upsert"), between(data, data.getStart(), data.name.end, `where: ${where}, ${written}`), between(data, data.end, data.end, ", update: {}")];
}

function queryOf({ ask, call }: Insert): TS.ObjectLiteralExpression | undefined {
  const [first] = call.arguments;
  const query = first && inside(ask, first);
  const isOwn = query !== undefined && ask.ts.isObjectLiteralExpression(query) && literalOf(ask, query) === query && !query.properties.some((each) => ask.ts.isSpreadAssignment(each));
  return isOwn && memberOf(ask, query, "data") ? query : undefined;
}

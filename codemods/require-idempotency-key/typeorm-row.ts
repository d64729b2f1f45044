import type * as TS from "typescript";
import { literalOf, memberOf } from "../../rules/knowledge/posts.ts";
import { entityOf } from "../../rules/knowledge/typeorm-entities.ts";
import { snakeCase } from "../../rules/knowledge/typeorm-migrations.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { CodemodContext } from "../codemod.ts";
import { textStyleOf } from "../module-form.ts";
import type { Edit, Refusal } from "../edit.ts";
import type { Constrained } from "./migration.ts";
import { seriesFor } from "./migration-series.ts";
import type { Insert } from "./row-insert.ts";
import { between, isRefused, refusal, replace } from "./splice.ts";

/** Drivers of databases whose `orIgnore` passes over more than what a constraint refuses, or that have none. */
const OTHERS = ["mysql", "mysql2", "sqlite3", "better-sqlite3", "sql.js", "mssql", "oracledb", "mongodb", "@google-cloud/spanner"];

/** A row of TypeORM: the entity gets a unique index, and the insert one that leaves out what it refuses. */
export function typeormRow(insert: Insert, columns: readonly string[], context: CodemodContext): Constrained | Refusal {
  const { ask, call, callee } = insert;
  if (insert.isUsed) return refusal("row-used", `line ${String(ask.lineOf(call))} goes on with what \`${callee.name.text}\` gives back: catch the violation there, and take the row for found`);
  if (callee.name.text !== "insert") return refusal("row-used", `\`${callee.name.text}\` also runs what listens to the entity, and updates a row that has its key`);
  const entity = entityOf(ask, callee.expression);
  if (!entity?.name) return refusal("table-unclear", "the entity has no name");
  const asked = context.packageOf(ask.file.fileName)?.manifest["dependencies"];
  const names = typeof asked === "object" && asked !== null ? Object.keys(asked) : [];
  if (!names.includes("pg") || OTHERS.some((name) => names.includes(name))) return refusal("table-unclear", "the package depends on other databases than PostgreSQL, or on none in sight");
  const own = ask.about(entity.getSourceFile());
  const stored = storedIn(own, entity, columns, context, insert);
  if (isRefused(stored)) return stored;
  // Names without quotes are written small by PostgreSQL.
  const name = `uq_${stored.table}_${stored.columns.join("_")}`.toLowerCase().slice(0, 63);
  const marked = indexed(own, entity, columns, name);
  if (isRefused(marked)) return marked;
  const tolerant = [replace(callee.name, "createQueryBuilder().insert().values"), between(call, call.end, call.end, ".orIgnore().execute()")];
  return { constraint: { name, ...stored }, edits: [...tolerant, ...marked] };
}

/** What an entity's table and columns are called in the database: as its decorators say, else as the migrations do. */
function storedIn(own: Ask, entity: TS.ClassLikeDeclaration, columns: readonly string[], context: CodemodContext, { ask }: Insert): { readonly table: string; readonly columns: readonly string[] } | Refusal {
  const { ts } = own;
  const argumentsOf = (node: TS.Node, wanted: RegExp): readonly TS.Expression[] | undefined => {
    const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
    return decorators.map(({ expression }) => expression).filter(ts.isCallExpression).find(({ expression }) => wanted.test(expression.getText()))?.arguments;
  };
  const nameIn = (given: readonly TS.Expression[]): string | undefined => {
    const literal = given.map((each) => literalOf(own, each)).find((each) => each !== undefined);
    const value = literal && memberOf(own, literal, "name");
    return value && ts.isStringLiteralLike(value) ? value.text : undefined;
  };
  const ofEntity = argumentsOf(entity, /^Entity$/) ?? [];
  const [first] = ofEntity;
  const table = nameIn(ofEntity) ?? (first && ts.isStringLiteralLike(first) ? first.text : undefined);
  const told: (string | undefined)[] = [];
  for (const column of columns) {
    const member = entity.members.find((each) => ts.isPropertyDeclaration(each) && each.name.getText() === column);
    const given = member && argumentsOf(member, /^(?:Column|PrimaryColumn)$/);
    if (!given) return refusal("table-unclear", `\`${column}\` is no column of its own in ${entity.name?.text ?? "the entity"}`);
    told.push(nameIn(given));
  }
  for (const style of [(name: string): string => name, snakeCase]) {
    const stored = { table: table ?? snakeCase(entity.name?.text ?? ""), columns: columns.map((column, index) => told[index] ?? style(column)) };
    if (seriesFor({ name: "", ...stored }, context, ask.file.fileName)) return stored;
  }
  return refusal("no-migrations", `no migrations in sight have made the table of ${entity.name?.text ?? "the entity"} with ${columns.join(", ")}`);
}

/** `@Index("uq_alert_run_id", ["runId"], { unique: true })` above the class. */
function indexed(own: Ask, entity: TS.ClassLikeDeclaration, columns: readonly string[], name: string): readonly Edit[] | Refusal {
  const { ts, file } = own;
  const [decorator] = ts.canHaveDecorators(entity) ? (ts.getDecorators(entity) ?? []) : [];
  const imported = file.statements.find((each): each is TS.ImportDeclaration => ts.isImportDeclaration(each) && ts.isStringLiteral(each.moduleSpecifier) && each.moduleSpecifier.text === "typeorm");
  const bindings = imported?.importClause?.namedBindings;
  const isThere = bindings !== undefined && ts.isNamedImports(bindings) && bindings.elements.some((each) => each.name.text === "Index" && !each.propertyName);
  const last = bindings && ts.isNamedImports(bindings) ? bindings.elements.at(-1) : undefined;
  if (!decorator || !last || (!isThere && own.named("Index").length > 0)) return refusal("table-unclear", "`Index` can't be imported where the entity is");
  const start = decorator.getStart();
  const indent = file.text.slice(file.text.lastIndexOf("\n", start - 1) + 1, start);
  const { quote } = textStyleOf(ts, file);
  const list = columns.map((column) => `${quote}${column}${quote}`).join(", ");
  const text = `@Index(${quote}${name}${quote}, [${list}], { unique: true })\n${indent.trim() === "" ? indent : ""}`;
  return [...(isThere ? [] : [between(last, last.end, last.end, ", Index")]), between(decorator, start, start, text)];
}

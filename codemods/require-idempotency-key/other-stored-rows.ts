import type * as TS from "typescript";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { foundThenMadeIn } from "../../rules/require-idempotency-key/found-then-made.ts";
import { knexInsertion } from "../../rules/require-idempotency-key/knex-calls.ts";
import { statementAt } from "../../rules/require-idempotency-key/sql-calls.ts";
import type { StoredRow } from "../../rules/require-idempotency-key/stored-rows.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import type { Insert } from "./row-insert.ts";
import { refusal } from "./splice.ts";

/** Why a constraint would refuse rows that other code inserts with Knex, in SQL, or through a model of the table that is not looked into. */
export function explainStored(insert: Insert, { made: { name } }: StoredRow, columns: readonly string[], context: CodemodContext): Refusal | undefined {
  const inSql = new RegExp(String.raw`\b(?:INSERT|REPLACE)\s(?:[\w\s]{0,40}\s)?INTO\s+["\x60\\\w.]*\b${name}\b|\bCOPY\s+["\x60]?${name}\b`, "gi");
  const named = new RegExp(String.raw`["'\x60](?:\w+\.)?${name}["'\x60]`);
  const own = statementAt(insert.ask, insert.call)?.literal;
  for (const path of context.paths) {
    const text = context.textOf(path) ?? "";
    const statements = [...text.matchAll(inSql)];
    if (statements.length === 0 && !(named.test(text) && /insert|tableName/i.test(text))) continue;
    const ask = context.ask(path);
    if (!ask || isSupportCode(ask.path) || isMigration(text)) continue;
    const at = (offset: number): Refusal => refusal("inserted-elsewhere", `line ${String(text.slice(0, offset).split("\n").length)} of ${ask.path}`);
    const model = named.test(text) ? /\btableName\b|\bbatchInsert\s*\(|\binsertInto\s*\(/.exec(text) : undefined;
    if (model) return at(model.index);
    const calls = ask.nodes(ask.ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[];
    const others = calls.filter((call) => call !== insert.call && !isLookedFor(ask, call, columns));
    const shared = own && others.find((call) => statementAt(ask, call)?.literal === own);
    if (shared) return at(shared.getStart());
    const other = others.find((call) => {
      const found = knexInsertion(ask, call);
      return found !== undefined && !found.isBound && found.table.replace(/^\w+\./, "") === name;
    });
    if (other) return refusal("inserted-elsewhere", `line ${String(ask.lineOf(other))} of ${ask.path}`);
    const spared = calls.filter((call) => !others.includes(call)).flatMap((call) => statementAt(ask, call)?.literal ?? []);
    const statement = statements.find(({ index }) => !spared.some((literal) => literal.pos <= index && index < literal.end) && !/\bON\s+CONFLICT\b/i.test(text.slice(index, index + 1_500).split(/;|[`"']\s*[,)]/, 1)[0] ?? ""));
    if (statement) return at(statement.index);
  }
  return undefined;
}

function isMigration(text: string): boolean {
  return /\bexports\.(?:up|down)\b|\bexport\s+(?:async\s+function|const)\s+(?:up|down)\b|\bMigrationInterface\b/.test(text);
}

function isLookedFor(ask: Ask, call: TS.CallExpression, columns: readonly string[]): boolean {
  return foundThenMadeIn(ask).some((found) => found.call === call && found.columns.length === columns.length && found.columns.every((column) => columns.includes(column)));
}

import type * as TS from "typescript";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import { literalOf, memberOf } from "../../rules/knowledge/posts.ts";
import { typeormTable } from "../../rules/knowledge/typeorm-entities.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import { foundThenMadeIn } from "../../rules/require-idempotency-key/found-then-made.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import type { Insert } from "./row-insert.ts";
import { refusal } from "./splice.ts";
import { explainStored } from "./other-stored-rows.ts";

const INSERTS = /^(?:create|createMany|createManyAndReturn|insert|save|upsert)$/;

/** Why a constraint would refuse rows that other code means to insert: code that neither looks for them by the same columns first, nor leaves out what is there. */
export function explainOthers(insert: Insert, columns: readonly string[], context: CodemodContext): Refusal | undefined {
  if (insert.stored) return explainStored(insert, insert.stored, columns, context);
  const isSame = sameTableAs(insert);
  for (const path of context.paths) {
    const text = context.textOf(path) ?? "";
    if (!/\.\s*(?:create\w*|insert|save|upsert)\s*\(/.test(text)) continue;
    const ask = context.ask(path);
    if (!ask || isSupportCode(ask.path)) continue;
    const other = (ask.nodes(ask.ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[]).find((call) => call !== insert.call && isSame(ask, call) && !isTolerant(ask, call) && !isLookedFor(ask, call, columns));
    if (other) return refusal("inserted-elsewhere", `line ${String(ask.lineOf(other))} of ${ask.path}`);
  }
  return undefined;
}

/** Whether a call inserts into the table that a row goes to. */
function sameTableAs({ ask: own, callee: { expression, name } }: Insert): (ask: Ask, call: TS.CallExpression) => boolean {
  const { ts } = own;
  const owner = inside(own, expression);
  const model = name.text.startsWith("create") && ts.isPropertyAccessExpression(owner) ? owner.name.text : undefined;
  const table = model === undefined ? typeormTable(own, expression) : undefined;
  return (ask, call) => {
    const callee = inside(ask, call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !INSERTS.test(callee.name.text)) return false;
    const holder = inside(ask, callee.expression);
    if (model !== undefined) return ts.isPropertyAccessExpression(holder) && holder.name.text === model;
    return table !== undefined && !callee.name.text.startsWith("create") && typeormTable(ask, holder) === table;
  };
}

/** `createMany({ …, skipDuplicates: true })` */
function isTolerant(ask: Ask, { arguments: [first] }: TS.CallExpression): boolean {
  const query = first && literalOf(ask, first);
  return query !== undefined && memberOf(ask, query, "skipDuplicates") !== undefined;
}

function isLookedFor(ask: Ask, call: TS.CallExpression, columns: readonly string[]): boolean {
  return foundThenMadeIn(ask).some((found) => found.call === call && found.columns.length === columns.length && found.columns.every((column) => columns.includes(column)));
}

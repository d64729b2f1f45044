import type { Finding } from "../../rules/model/finding.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Refusal, Rewrite } from "../edit.ts";
import { proposeMigration } from "./migration.ts";
import { explainOthers } from "./other-inserts.ts";
import { isPrismaInsert, prismaRow } from "./prisma-row.ts";
import { sameRowColumns } from "./row-columns.ts";
import { insertOf } from "./row-insert.ts";
import { isRefused, refusal } from "./splice.ts";
import { storedRowKept } from "./stored-row.ts";
import { typeormRow } from "./typeorm-row.ts";

/**
 * A row that may be inserted twice: a unique constraint over what tells the two from others, in the schema and as a migration that is proposed beside the
 * project's own, and an insert that a row which is there does not fail. Nothing runs the migration.
 */
export function constrainRow(finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const ask = context.ask(finding.file);
  const insert = ask && insertOf(ask, finding);
  if (!ask || !insert) return refusal("reached-through", "the insert is in another function, which serves other callers, too, or its row is not written in place");
  const columns = sameRowColumns(insert, finding);
  if (isRefused(columns)) return columns;
  const others = explainOthers(insert, columns, context);
  if (others) return others;
  const row = insert.stored ? storedRowKept(insert, insert.stored, columns, context) : isPrismaInsert(insert) ? prismaRow(insert, columns, context) : typeormRow(insert, columns, context);
  if (isRefused(row)) return row;
  const proposed = proposeMigration(row.constraint, context, finding.file);
  if (isRefused(proposed)) return proposed;
  const { constraint: { name } } = row;
  return { finding, edits: row.edits, newFiles: proposed.newFiles, choices: { constraint: `${name} (${columns.join(", ")})`, "proposed migration": `${proposed.path} (nothing runs it: clean what is there twice, and run it before this code)` } };
}

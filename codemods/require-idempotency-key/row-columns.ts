import type * as TS from "typescript";
import { literalOf, memberOf } from "../../rules/knowledge/posts.ts";
import type { Body } from "../../rules/model/calls.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { RowLook } from "../../rules/require-idempotency-key/knex-calls.ts";
import { storedLook } from "../../rules/require-idempotency-key/stored-rows.ts";
import type { Refusal } from "../edit.ts";
import { registrationsOf } from "./direct.ts";
import { identityIn } from "./identity.ts";
import { explainRepeated } from "./once.ts";
import { recordLoopOf } from "./record.ts";
import { type Insert, isRepeatable, valueOf } from "./row-insert.ts";
import { isRefused, nodeAt, refusal } from "./splice.ts";

/** The columns of which no two rows may have the same values, in the order of the code. */
export function sameRowColumns(insert: Insert, finding: Finding): readonly string[] | Refusal {
  return finding.messageId === "foundThenMade" ? lookedFor(insert, finding) : delivered(insert, finding);
}

/** What the row was looked for by: all of it has to be plain values that the row gets, too. */
function lookedFor(insert: Insert, { related: [look] }: Finding): readonly string[] | Refusal {
  const { ask } = insert;
  const { ts } = ask;
  const call = look?.file === ask.file.fileName ? nodeAt(ask, look.span, (node): node is TS.CallExpression => ts.isCallExpression(node)) : undefined;
  const stored = call && storedLook(ask, call);
  if (stored) return sameAs(insert, stored.filter);
  const callee = call && inside(ask, call.expression);
  const literal = call?.arguments[0] && literalOf(ask, call.arguments[0]);
  const where = literal && memberOf(ask, literal, "where");
  const filter = where ? literalOf(ask, where) : callee && ts.isPropertyAccessExpression(callee) && callee.name.text.endsWith("By") ? literal : undefined;
  if (!call || !filter || filter.properties.length === 0) return refusal("not-one-row", "what it is looked for by is not written in place");
  const columns: string[] = [];
  for (const member of filter.properties) {
    const name = member.name?.getText() ?? "";
    const asked = memberOf(ask, filter, name);
    const given = valueOf(insert, name);
    const line = String(ask.lineOf(member));
    if (!asked || !given) return refusal("not-one-row", `line ${line} looks by ${name === "" ? "something merged" : `\`${name}\``}, for which the row gets no value`);
    if (asked.getText() !== given.getText() || !isRepeatable(ask, asked)) return refusal("not-one-row", `line ${line} looks by another \`${name}\` than the row gets, or by a condition`);
    columns.push(name);
  }
  return columns;
}

/** The columns of a look by Knex or in SQL, whose conditions are the values of the row. */
function sameAs(insert: Insert, filter: RowLook["filter"]): readonly string[] | Refusal {
  const different = [...filter].find(([column, asked]) => !asked || asked.getText() !== valueOf(insert, column)?.getText() || !isRepeatable(insert.ask, asked));
  return different ? refusal("not-one-row", `it is looked for by another \`${different[0]}\` than the row gets, or by a condition`) : [...filter.keys()];
}

/** What tells one delivery from the others, where columns of the row hold it. */
function delivered(insert: Insert, finding: Finding): readonly string[] | Refusal {
  const { ask, call } = insert;
  const { ts } = ask;
  const [first] = finding.related;
  const handler = first?.file === ask.file.fileName ? nodeAt(ask, first.span, (node): node is Body => ts.isFunctionLike(node) && "body" in node) : undefined;
  if (!handler || ask.enclosing(call) !== handler) return refusal("reached-through", "the insert is not in the handler itself, where what is delivered is known");
  const record = recordLoopOf(ask, handler, call);
  const repeated = explainRepeated(ask, call, handler, "", { isNumbered: false, records: record?.loop });
  if (repeated) return repeated;
  const registrations = registrationsOf(ask, handler);
  if (registrations.length === 0 && !record && finding.data["noun"] !== "webhook") return refusal("reached-through", "the handler is wrapped, or used in other ways, so what it is handed is not certain");
  const identity = record ? { parts: [record.id], edits: [] } : identityIn(ask, handler, finding.data["noun"] ?? "", call, registrations);
  if (isRefused(identity)) return identity;
  const columns = identity.edits.length > 0 ? undefined : holding(insert, identity.parts);
  return columns ?? refusal("no-identity", `no column of the row holds what tells one delivery from the others: ${identity.parts.map((part) => `\`${part}\``).join(", ")}`);
}

/** The columns that hold all parts of an identity: one that is made from all of them, or one for each. */
function holding(insert: Insert, parts: readonly string[]): readonly string[] | undefined {
  const { ask, values } = insert;
  const { ts } = ask;
  const names = [...values.keys()];
  const textOf = (name: string): string => plain(valueOf(insert, name)?.getText() ?? "");
  const whole = names.find((name) => {
    const value = valueOf(insert, name);
    return value && ts.isTemplateExpression(value) && parts.every((part) => value.templateSpans.some(({ expression }) => plain(expression.getText()) === part));
  });
  if (whole !== undefined) return [whole];
  const each = parts.map((part) => names.find((name) => textOf(name) === part));
  return each.every((name) => name !== undefined) ? each : undefined;
}

/** `job.id!` is `job.id`. */
function plain(text: string): string {
  return text.replace(/!|\s+as string$/g, "").replace(/^String\((.*)\)$/, "$1");
}

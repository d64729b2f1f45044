import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { inside } from "../model/calls.ts";
import { testedIn } from "./knex-calls.ts";
import { leaves } from "./leaves.ts";
import { statementAt } from "./sql-calls.ts";
import { CLAIMS, TAKES_OUT, UNIQUE_VIOLATION } from "./words.ts";

/** From where on a function has its work for itself: what stands below runs once. `Infinity`: it never claims anything. */
export function claimedFrom(ask: Ask, body: Body): number {
  const { ts } = ask;
  let first = Infinity;
  const visit = (node: TS.Node): void => {
    if (node.pos >= first) return;
    if (ts.isCallExpression(node) && isClaim(ask, node, body)) first = Math.min(first, node.end);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return first;
}

function isClaim(ask: Ask, call: TS.CallExpression, body: Body): boolean {
  const name = calledName(ask, call.expression);
  if (name === undefined) return false;
  if (CLAIMS.test(name) || TAKES_OUT.test(name)) return true;
  const list = call.arguments.map((argument) => argument.getText());
  if (/^set$/i.test(name) && list.some((text) => /^["']NX["']$/i.test(text) || /\bNX: true\b/i.test(text))) return true;
  if (/onConflict|orIgnore/.test(name)) return true;
  if (/^(?:query|execute|\$executeRaw|\$queryRaw|raw|sql)$/.test(name) && list.some((text) => /ON CONFLICT|INSERT IGNORE|SKIP LOCKED/i.test(text))) return true;
  if (isStateChange(statementAt(ask, call)?.sql ?? "") || (name === "update" && testsInChain(ask, call))) return true;
  if (name === "updateMany" || name === "update" || name === "findOneAndUpdate" || name === "updateOne") return testsWhatItSets(ask, call, body);
  return /^(?:create|insert|insertOne|save)$/.test(name) && isCaughtAsDuplicate(ask, call);
}

/** `UPDATE jobs SET state = 'sent' WHERE id = $1 AND state = 'queued'` */
function isStateChange(sql: string): boolean {
  const [, set = "", where = ""] = /^\s*UPDATE\s+\S+\s+SET\s([^;]{1,2000}?)\sWHERE\s([^;]{1,2000})/i.exec(sql) ?? [];
  return [...set.matchAll(/(?:^|,)\s*["`]?(\w+)["`]?\s*=/g)].some(([, column = ""]) => new RegExp(String.raw`\b${column}\b`, "i").test(where));
}

/** `knex("jobs").where({ id, state: "queued" }).update({ state: "sent" })` */
function testsInChain(ask: Ask, { expression, arguments: [first] }: TS.CallExpression): boolean {
  const set = first && literalOf(ask, first);
  const callee = inside(ask, expression);
  if (!set || !ask.ts.isPropertyAccessExpression(callee)) return false;
  const tested = testedIn(ask, callee.expression);
  return namesOf(ask, set).some((name) => tested.has(name));
}

/** An update whose filter names a member that it sets; or that sets one which the function has looked at before, to stop if it is set. */
function testsWhatItSets(ask: Ask, call: TS.CallExpression, body: Body): boolean {
  const [first, second] = call.arguments;
  const literal = first && literalOf(ask, first);
  const where = literal && memberOf(ask, literal, "where");
  const filter = where ? literalOf(ask, where) : literal;
  const data = literal && memberOf(ask, literal, "data");
  const set = data ? literalOf(ask, data) : second && literalOf(ask, second);
  if (!filter || !set) return false;
  const names = new Set(namesOf(ask, filter));
  return namesOf(ask, set).some((name) => names.has(name) || isTestedBefore(ask, body, name, call));
}

function namesOf(ask: Ask, literal: TS.ObjectLiteralExpression): readonly string[] {
  const { ts } = ask;
  return literal.properties.flatMap(({ name }) => (name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? [name.text] : []));
}

/** `if (mail.sentAt) return;` above the update. */
function isTestedBefore(ask: Ask, body: Body, name: string, update: TS.Node): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (node.pos >= update.pos) return false;
    if (ts.isIfStatement(node) && leaves(ask, node.thenStatement) && new RegExp(String.raw`\b${name}\b`).test(node.expression.getText())) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return ts.forEachChild(body, visit) ?? false;
}

/** Whether the code around an insert catches that the row is there already, also around the transaction in whose callback it stands. */
export function isCaughtAsDuplicate(ask: Ask, call: TS.Node): boolean {
  const { ts } = ask;
  const around = ts.findAncestor(call, (node) => (ts.isFunctionLike(node) && !ts.isCallExpression(node.parent) ? "quit" : ts.isTryStatement(node)));
  return around !== undefined && ts.isTryStatement(around) && UNIQUE_VIOLATION.test(around.catchClause?.getText() ?? "");
}

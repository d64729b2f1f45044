import type * as TS from "typescript";
import { literalOf } from "../knowledge/posts.ts";
import { madeTable } from "../knowledge/made-tables.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { originOf } from "../model/origin.ts";
import { toldText } from "./told-text.ts";

/** A row that a statement inserts, by the names in the code. */
export interface Insertion {
  readonly table: string;
  /** What each column gets; `undefined`: something that is the same each time, or that can't be told. */
  readonly values: ReadonlyMap<string, TS.Expression | undefined>;
}

/** A look for rows by the values of columns, and nothing else. */
export interface RowLook {
  readonly table: string;
  readonly filter: ReadonlyMap<string, TS.Expression | undefined>;
}

/** Methods of Knex' builder. */
const STEPS = /^(?:table|from|into|insert|select|where|andWhere|first|returning|withSchema|transacting|onConflict|ignore|merge|limit|forUpdate|forShare|skipLocked|timeout|column|columns|pluck|orderBy)$/;

interface Chain {
  /** `knex`, `trx`, `this.db` */
  readonly client: TS.Expression;
  /** Whether the client is called with the table's name. */
  readonly isCalled: boolean;
  readonly table: string | undefined;
  readonly steps: readonly { readonly name: string; readonly call: TS.CallExpression }[];
}

/** The calls of one statement of Knex, from the client up to `last`. */
function chainUpTo(ask: Ask, last: TS.CallExpression): Chain | undefined {
  const { ts } = ask;
  const steps: Chain["steps"][number][] = [];
  let table: string | undefined;
  for (let at: TS.Expression = last; ; ) {
    const node = inside(ask, at);
    if (!ts.isCallExpression(node)) return { client: node, isCalled: false, table, steps };
    const callee = inside(ask, node.expression);
    const [first] = node.arguments;
    if (!ts.isPropertyAccessExpression(callee) || !STEPS.test(callee.name.text)) {
      const named = first && node.arguments.length === 1 ? toldText(ask, first) : undefined;
      return named === undefined || !(ts.isIdentifier(callee) || ts.isPropertyAccessExpression(callee)) ? undefined : { client: callee, isCalled: true, table: named, steps };
    }
    const { text } = callee.name;
    if (/^(?:table|from|into)$/.test(text) && first) table = toldText(ask, first);
    steps.unshift({ name: text, call: node });
    at = callee.expression;
  }
}

/** The methods that are called on what a call gives back: `onConflict`, `ignore`. */
function callsOn({ ts }: Ask, call: TS.CallExpression): readonly { readonly name: string; readonly call: TS.CallExpression }[] {
  const after: { readonly name: string; readonly call: TS.CallExpression }[] = [];
  for (let at: TS.Node = call; ts.isPropertyAccessExpression(at.parent) && at.parent.expression === at && ts.isCallExpression(at.parent.parent) && at.parent.parent.expression === at.parent; at = at.parent.parent) after.push({ name: at.parent.name.text, call: at.parent.parent });
  return after;
}

/** Whether a statement is one of Knex: its client comes from the package, or is called with the name of a table, which no other client is. */
function isKnex(ask: Ask, { client, isCalled, table }: Chain): boolean {
  if (originOf(ask, client)?.module === "knex") return true;
  return isCalled && table !== undefined && madeTable(ask, table) !== undefined;
}

/** `knex("alerts").insert({ … })` and `knex.insert({ … }).into("alerts")`, whatever the columns get; not with `onConflict`, nor as a part of another statement. */
export function knexInsertion(ask: Ask, call: TS.CallExpression): { readonly table: string; readonly data: TS.Expression; readonly isBound: boolean } | undefined {
  const { ts } = ask;
  const callee = inside(ask, call.expression);
  const [data] = call.arguments;
  if (!data || !ts.isPropertyAccessExpression(callee) || callee.name.text !== "insert") return undefined;
  const chain = chainUpTo(ask, call);
  if (!chain) return undefined;
  const after = callsOn(ask, call);
  const into = after.find(({ name }) => name === "into")?.call.arguments[0];
  const table = chain.table ?? (into && toldText(ask, into));
  if (table === undefined || !isKnex(ask, chain)) return undefined;
  const isPart = after.some(({ name }) => /^to(?:String|SQL|Query|Native)$|^as$/.test(name)) || isHandedToRaw(ask, call);
  return { table, data, isBound: isPart || after.some(({ name }) => name === "onConflict") };
}

/** `knex.raw("? ON CONFLICT DO NOTHING", [knex("alerts").insert(row)])` */
function isHandedToRaw({ ts }: Ask, call: TS.CallExpression): boolean {
  const around = ts.findAncestor(call.parent, (node) => (ts.isStatement(node) || ts.isFunctionLike(node) || ts.isTemplateSpan(node) ? "quit" : ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && /^(?:raw|with)$/.test(node.expression.name.text)));
  return around !== undefined || ts.isTemplateSpan(call.parent);
}

/** The columns that the conditions of a statement of Knex name, as far as they are written in place. */
export function testedIn(ask: Ask, statement: TS.Expression): ReadonlySet<string> {
  const { ts } = ask;
  const node = inside(ask, statement);
  const steps = ts.isCallExpression(node) ? (chainUpTo(ask, node)?.steps ?? []) : [];
  return new Set(steps.flatMap(({ name, call: { arguments: [first] } }) => {
    if (!first || !/[wW]here$/.test(name)) return [];
    const literal = literalOf(ask, first);
    return literal ? literal.properties.flatMap((member) => (member.name && ts.isIdentifier(member.name) ? [member.name.text] : [])) : (toldText(ask, first) ?? []);
  }));
}

/** `knex("alerts").where({ rule_id, day }).first()`, `.where("day", day)`: whatever is selected, where all conditions are values of columns. */
export function knexLook(ask: Ask, call: TS.CallExpression): RowLook | undefined {
  const { ts } = ask;
  const chain = chainUpTo(ask, call);
  if (chain?.table === undefined || !chain.steps.some(({ name }) => /[wW]here$/.test(name)) || chain.steps.some(({ name }) => name === "insert") || !isKnex(ask, chain)) return undefined;
  const filter = new Map<string, TS.Expression | undefined>();
  for (const { name, call: { arguments: [first, second, third] } } of chain.steps) {
    if (name === "forUpdate") return undefined;
    if (!/[wW]here$/.test(name)) continue;
    if (!first || third) return undefined;
    if (second) {
      const column = toldText(ask, first);
      if (column === undefined) return undefined;
      filter.set(column, second);
      continue;
    }
    const literal = literalOf(ask, first);
    if (!literal) return undefined;
    for (const member of literal.properties) {
      const column = member.name && (ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name)) ? member.name.text : undefined;
      const value = ts.isPropertyAssignment(member) ? member.initializer : ts.isShorthandPropertyAssignment(member) ? member.name : undefined;
      if (column === undefined || !value) return undefined;
      filter.set(column, value);
    }
  }
  // `alerts.day` of one table is its `day`.
  return filter.size === 0 ? undefined : { table: chain.table, filter: new Map([...filter].map(([column, value]) => [column.slice(column.lastIndexOf(".") + 1), value])) };
}

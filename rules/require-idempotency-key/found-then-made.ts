import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { dependsOn } from "./missing.ts";
import { lookedForAs } from "./looked-for.ts";
import { isJournal, isRefusedAgain, rowAt, tableOf } from "./rows.ts";
import { sqlInsertion } from "./sql-calls.ts";
import { storedLook } from "./stored-rows.ts";

/** A row that is looked for, and made where it is not there, by two calls between which another run may do the same. */
export interface FoundThenMade {
  readonly call: TS.CallExpression;
  readonly look: TS.CallExpression;
  /** The row: `Alert`. */
  readonly thing: string;
  /** The columns that it is looked for by. */
  readonly columns: readonly string[];
}

const LOOKS = /^(?:find|get|list|search|fetch|load|count|query|exists|has)(?:[A-Z_]\w*)?$/;
const MAKES = /^(?:create|add|post|insert|save|open|new)(?:[A-Z_]\w*)?$/;

/** What keeps two runs apart without a constraint. */
const LOCKED = /Serializable|advisory|FOR UPDATE|[lL]ock|[mM]utex|semaphore|singleflight|synchronized|onConflict|ON CONFLICT|P2002|23505|[uU]nique|[dD]uplicate|already.?exist|idempot/;

/** Folders of what is run once, by hand or by a tool that keeps account of it. */
const ONCE = /(?:^|\/)(?:seed(?:s|ers?)?|migrations?)\//;

/** The rows of one file that are looked for and made without anything that refuses the second one. */
export function foundThenMadeIn(ask: Ask): readonly FoundThenMade[] {
  const { ts, file } = ask;
  if (isSupportCode(ask.path) || !/\b(?:create|add|post|insert|save|open)\w*\(|\bINSERT\s+INTO\b/i.test(file.text) || !/\b(?:find|get|list|search|fetch|load|count|query|exists|where)\w*\(|\bSELECT\b/.test(file.text)) return [];
  if (isScript(ask) || ONCE.test(ask.path)) return [];
  const seen = new Set<Body>();
  return ask.nodes(ts.SyntaxKind.AwaitExpression).flatMap((node): readonly FoundThenMade[] => {
    const home = ts.findAncestor(node, (each) => ts.isFunctionLike(each)) as Body | undefined;
    if (!home?.body || !ts.isBlock(home.body) || seen.has(home)) return [];
    seen.add(home);
    const outermost = ts.findAncestor(home, (each) => ts.isSourceFile(each.parent)) ?? home;
    return LOCKED.test(home.getText()) || (outermost !== home && /serializable|advisory/i.test(outermost.getText())) ? [] : inFunction(ask, home);
  });
}

interface Look {
  readonly call: TS.CallExpression;
  readonly names: ReadonlySet<string>;
}

function inFunction(ask: Ask, home: Body): readonly FoundThenMade[] {
  const { ts } = ask;
  const looks: Look[] = [];
  const makes: TS.CallExpression[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isFunctionLike(node) && node !== home) return;
    if (ts.isVariableDeclaration(node)) looks.push(...lookAt(ask, node, looks));
    if (ts.isCallExpression(node) && (MAKES.test(calledName(ask, node.expression) ?? "") || sqlInsertion(ask, node))) makes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(home);
  if (looks.length === 0) return [];
  return makes.flatMap((call): readonly FoundThenMade[] => {
    for (const look of looks) {
      if (look.call.end > call.pos || !dependsOn(ask, call, home, look.names)) continue;
      const found = rowFound(ask, look.call, call);
      if (found) return [{ call, look: look.call, ...found }];
    }
    return [];
  });
}

/** `const existing = await find(…)`, and what is made from it: `comments.data.find(…)`. */
function lookAt(ask: Ask, { name, initializer }: TS.VariableDeclaration, before: readonly Look[]): readonly Look[] {
  const { ts } = ask;
  if (!initializer) return [];
  let value = inside(ask, initializer);
  while (ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value)) value = inside(ask, value.expression);
  if (ts.isAwaitExpression(value)) {
    const call = inside(ask, value.expression);
    if (!ts.isCallExpression(call)) return [];
    if (storedLook(ask, call)) return [{ call, names: new Set(namesIn(ask, name)) }];
    return ts.isIdentifier(name) && LOOKS.test(calledName(ask, call.expression) ?? "") ? [{ call, names: new Set([name.text]) }] : [];
  }
  if (!ts.isIdentifier(name)) return [];
  // A later variable that is made from what was found.
  const from = before.find((look) => says(ask, initializer, look.names));
  if (from && !ts.isAwaitExpression(initializer) && /\.(?:find|some|filter|at|length)\b|\[0\]/.test(initializer.getText())) return [{ call: from.call, names: new Set([name.text]) }];
  return [];
}

/** `existing`, and what `[existing]` and `{ rows }` take out. */
function namesIn({ ts }: Ask, name: TS.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isBindingElement(each) && ts.isIdentifier(each.name) ? [each.name.text] : []));
}

type What = Pick<FoundThenMade, "thing" | "columns">;

/** A row of a table whose schema refuses no second one with the columns that the first was looked for by. */
function rowFound(ask: Ask, look: TS.CallExpression, call: TS.CallExpression): What | undefined {
  const { ts } = ask;
  const row = rowAt(ask, call);
  const callee = inside(ask, look.expression);
  if (!row || isRefusedAgain(row) || isJournal(row)) return undefined;
  const stored = storedLook(ask, look);
  if (stored) return stored.made === row.table ? lookedForAs(ask, row, stored, call) : undefined;
  if (!ts.isPropertyAccessExpression(callee) || tableOf(ask, callee) !== row.table) return undefined;
  const literal = look.arguments[0] && literalOf(ask, look.arguments[0]);
  const where = literal && memberOf(ask, literal, "where");
  // `findOneBy({ … })` of TypeORM takes the columns themselves.
  const filter = where ? literalOf(ask, where) : callee.name.text.endsWith("By") ? literal : undefined;
  const columns = (filter?.properties ?? []).flatMap(({ name }) => (name && row.given.has(name.getText()) ? [name.getText()] : []));
  if (columns.length === 0 || isMadeBlindly(ask, callee, call)) return undefined;
  return { thing: row.table.name, columns };
}

/** Whether other code makes such rows without a look at what is there: then several of them are meant, and no constraint can be added. */
function isMadeBlindly(ask: Ask, look: TS.PropertyAccessExpression, call: TS.CallExpression): boolean {
  const owner = inside(ask, look.expression);
  if (!ask.ts.isPropertyAccessExpression(owner)) return false;
  const { text } = owner.name;
  const others = ask.filesSaying(new RegExp(String.raw`\.${text.replaceAll("$", String.raw`\$`)}\s*\.create(?:Many)?\(`), isSupportCode).filter((file) => file !== call.getSourceFile());
  return others.some((file) => !new RegExp(String.raw`\.${text.replaceAll("$", String.raw`\$`)}\s*\.(?:find|count|upsert)`).test(file.text));
}

/** Whether a file is a script that somebody starts: it exports nothing, and calls its own functions. */
function isScript({ ts, file }: Ask): boolean {
  const isExport = (statement: TS.Statement): boolean => ts.isExportAssignment(statement) || ts.isExportDeclaration(statement) || (ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword));
  if (file.statements.some(isExport) || /\bexports\b/.test(file.text)) return false;
  const names = new Set(file.statements.flatMap((statement) => (ts.isFunctionDeclaration(statement) && statement.name ? [statement.name.text] : [])));
  return file.statements.some((statement) => ts.isExpressionStatement(statement) && [...names].some((name) => statement.expression.getText().startsWith(`${name}(`)));
}

function says({ ts }: Ask, expression: TS.Node, names: ReadonlySet<string>): boolean {
  const visit = (node: TS.Node): boolean => (ts.isIdentifier(node) && names.has(node.text)) || (ts.forEachChild(node, visit) ?? false);
  return visit(expression);
}

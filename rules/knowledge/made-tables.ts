import type { Ask } from "../model/ask.ts";
import { migratedTable } from "./migrated-tables.ts";
import { SQL_FOLDERS, SQL_SCHEMAS } from "./migration-folders.ts";
import { isSupportCode } from "./support-code.ts";
import type { Table } from "./tables.ts";
import { snakeCase } from "./typeorm-migrations.ts";

/** A table that migrations, a schema in SQL or a source make. Its constraints are all that may refuse a row, rather one too many. */
export interface MadeTable extends Table {
  readonly columns: ReadonlySet<string>;
}

/** What makes a table or changes one, in sources: builders, and SQL in a text. */
const MAKES = /\b(createTable\w*|alterTable|schema\s*\.\s*table|CREATE\s+(?:UNIQUE|TABLE)|ALTER\s+TABLE)\b/gi;

/** Columns that builders add without being told their names. */
const UNTOLD = ["id", "created_at", "updated_at", "createdAt", "updatedAt"];

function textsThatMake(ask: Ask): readonly string[] {
  const sources = new Map([...ask.whereSaid(MAKES, isSupportCode).values()].flat().map(({ path, text }) => [path, text]));
  const asides = ask.asides([...SQL_SCHEMAS, ...SQL_FOLDERS.map((folder) => `${folder}/*.sql`)]);
  return [...asides, ...[...sources].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text)];
}

const tables = (): Map<string, MadeTable | undefined> => new Map<string, MadeTable | undefined>();

/** The table of this name, if something in sight makes it; `public.alerts` is `alerts`. */
export function madeTable(ask: Ask, name: string): MadeTable | undefined {
  const own = name.slice(name.lastIndexOf(".") + 1);
  if (!/^\w{2,63}$/.test(own)) return undefined;
  const known = ask.once(tables);
  if (!known.has(own)) known.set(own, read(ask, own));
  return known.get(own);
}

function read(ask: Ask, name: string): MadeTable | undefined {
  const texts = ask.once(textsThatMake).filter((text) => text.includes(name)).map((text) => withNames(text, name));
  if (texts.length === 0) return undefined;
  const { isMade, columns, keys } = migratedTable(texts, name);
  return isMade ? { name, uniques: keys, relations: new Map(), columns: new Set([...columns, ...UNTOLD]) } : undefined;
}

/** A text with the table's name where it has a constant for it: `createTable(TABLE, …)`. */
function withNames(text: string, name: string): string {
  const constant = new RegExp(String.raw`\b(?:const|let|var)\s+(\w+)\s*(?::\s*string\s*)?=\s*["'\x60]${name}["'\x60]`).exec(text)?.[1];
  return constant === undefined ? text : text.replace(new RegExp(String.raw`\$\{\s*${constant}\s*\}`, "g"), name).replace(new RegExp(String.raw`(?<=[(,]\s*)${constant}\b(?=\s*[,)])`, "g"), `"${name}"`);
}

/** The column that a name in the code stands for: itself, or as Knex' mappers write it. `undefined`: nothing in sight has made it. */
export function columnOf({ columns }: MadeTable, name: string): string | undefined {
  return [name, snakeCase(name)].find((each) => columns.has(each));
}

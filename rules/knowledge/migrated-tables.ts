/** A table as migrations have made it. */
export interface MigratedTable {
  /** As it is written there, with its quotes and its schema: `"public"."alert"`. Empty where it is made by a builder, or not made in sight. */
  readonly written: string;
  /** The quote around names in SQL. */
  readonly quote: '"' | "`" | "";
  readonly isMade: boolean;
  readonly columns: ReadonlySet<string>;
  /** Those that SQL writes in double quotes, whatever it does with the table. */
  readonly quoted: ReadonlySet<string>;
  /** The sets of columns of which no two rows have the same values. */
  readonly uniques: readonly (readonly string[])[];
  /** Every set of columns by which a row may be refused, rather one too many: also primary keys, and indexes over some of the rows or over expressions. */
  readonly keys: readonly (readonly string[])[];
}

/** So much of a text is read for one table. */
const MAX_TABLE = 20_000;

/** How a name may be written: with its schema and quotes. */
const SCHEMA = String.raw`(?:["\x60]?\w+["\x60]?\.)?`;

/**
 * What migrations make of a table, in SQL (also in strings of JavaScript) or with the builders of TypeORM and Knex. What a later one takes away, and each in its way
 * down, is not looked at.
 */
export function migratedTable(texts: readonly string[], table: string): MigratedTable {
  const name = table.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const own = String.raw`${SCHEMA}["\x60]?${name}["\x60]?`;
  const made = new RegExp(String.raw`\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(${SCHEMA}(["\x60]?)${name}\2)\s*\(`, "i");
  const altered = new RegExp(String.raw`\bALTER\s+TABLE\s+(?:ONLY\s+)?${own}\s+([^;]{0,2000})`, "gi");
  const indexed = new RegExp(String.raw`\bCREATE\s+UNIQUE\s+INDEX\s[^;(]{0,200}?\bON\s+(?:ONLY\s+)?${own}\s*(?:USING\s+\w+\s*)?\(([^()]{1,400})\)(?!\s*WHERE)`, "gi");
  const refusing = new RegExp(String.raw`\bCREATE\s+UNIQUE\s+INDEX\s[^;(]{0,200}?\bON\s+(?:ONLY\s+)?${own}\s*(?:USING\s+\w+\s*)?\(([^;]{1,600})`, "gi");
  const built = new RegExp(String.raw`\b(createTable|createTableIfNotExists|alterTable|table|addColumns?|createIndex|createUniqueConstraint)\(\s*(?:new\s+Table\(\s*\{\s*name:\s*)?["'\x60]${name}["'\x60]`, "g");
  const columns = new Set<string>();
  const quoted = new Set<string>();
  const uniques: (readonly string[])[] = [];
  const keys: (readonly string[])[] = [];
  let found: Pick<MigratedTable, "written" | "quote" | "isMade"> = { written: "", quote: "", isMade: false };
  for (const text of texts.map(plain)) {
    const own = made.exec(text);
    if (own) {
      found = { written: own[1] ?? "", quote: (own[2] ?? "") as MigratedTable["quote"], isMade: true };
      for (const part of partsOf(text.slice(own.index + own[0].length, own.index + MAX_TABLE))) readPart(part, { columns, quoted, uniques, keys });
    }
    for (const [, rest = ""] of text.matchAll(altered)) {
      for (const [, quote, column = ""] of rest.matchAll(/\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(["`]?)(\w+)/gi)) {
        columns.add(column);
        if (quote === '"') quoted.add(column);
      }
      for (const [, list = ""] of rest.matchAll(/\bUNIQUE\b[^(;]{0,100}\(([^()]{1,400})\)/gi)) uniques.push(namesIn(list));
      for (const [, list = ""] of rest.matchAll(/\b(?:UNIQUE|PRIMARY\s+KEY|EXCLUDE)\b[^(;]{0,100}\(([^;]{1,400})/gi)) keys.push(wordsIn(list));
    }
    for (const [, list = ""] of text.matchAll(indexed)) uniques.push(namesIn(list));
    for (const [, list = ""] of text.matchAll(refusing)) keys.push(wordsIn(upToItsEnd(list)));
    for (const match of text.matchAll(built)) {
      if (match[1]?.startsWith("createTable") === true) found = { ...found, isMade: true };
      const [body = ""] = text.slice(match.index + match[0].length, match.index + MAX_TABLE).split(/\b(?:create|alter|drop)(?:Table|TableIfNotExists|Index|UniqueConstraint)\(|\.table\(/, 1);
      keys.push(...keysBuilt(body));
      if (match[1] === "createIndex" || match[1] === "createUniqueConstraint") {
        if (match[1] === "createUniqueConstraint" || /isUnique:\s*true/.test(body)) uniques.push(namesIn(/columnNames:\s*\[([^\]]{1,400})\]/.exec(body)?.[1] ?? ""));
        continue;
      }
      for (const [, column = ""] of body.matchAll(/(?:\.\w+\(\s*|\bname:\s*)["'`](\w+)["'`]/g)) columns.add(column);
      for (const [, list = ""] of body.matchAll(/\.unique\(\s*\[([^\]]{1,400})\]/g)) uniques.push(namesIn(list));
      for (const [, column = ""] of body.matchAll(/\.\w+\(\s*["'`](\w+)["'`][^;\n]{0,200}?\.unique\(\s*\)/g)) uniques.push([column]);
    }
  }
  const known = keys.map((words) => words.filter((word) => columns.has(word)));
  return { ...found, columns, quoted, uniques: uniques.filter(({ length }) => length > 0), keys: [...uniques, ...known].filter(({ length }) => length > 0) };
}

/** Without comments of SQL, and with the quotes that stand in a string. */
function plain(text: string): string {
  return text.replaceAll('\\"', '"').replaceAll("\\`", "`").replace(/--[^\n]*/g, "");
}

/** The parts of a list in parentheses, up to the one that closes it. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "(") depth += 1;
    else if (character === ")" && depth > 0) depth -= 1;
    else if (depth === 0 && (character === "," || character === ")")) {
      parts.push(text.slice(start, at));
      start = at + 1;
      if (character === ")") break;
    }
  }
  return parts;
}

/** What is known of a table so far. */
interface Found {
  readonly columns: Set<string>;
  readonly quoted: Set<string>;
  readonly uniques: (readonly string[])[];
  readonly keys: (readonly string[])[];
}

/** A column, or a constraint over several. */
function readPart(part: string, { columns, quoted, uniques, keys }: Found): void {
  const [, quote = "", name = ""] = /^(["`]?)(\w+)\1\s/.exec(part.trim()) ?? [];
  const isConstraint = name === "" || (quote === "" && /^(?:CONSTRAINT|PRIMARY|UNIQUE|FOREIGN|CHECK|INDEX|KEY|EXCLUDE)$/i.test(name));
  const list = /\bUNIQUE\b[^(]{0,200}\(([^()]{1,400})\)/i.exec(part)?.[1];
  if (!isConstraint) columns.add(name);
  if (!isConstraint && quote === '"') quoted.add(name);
  if (isConstraint && list !== undefined) uniques.push(namesIn(list));
  else if (!isConstraint && /\sUNIQUE\b/i.test(part)) uniques.push([name]);
  if (/\b(?:UNIQUE|PRIMARY|EXCLUDE)\b/i.test(part)) keys.push(isConstraint ? wordsIn(part.slice(part.indexOf("("))) : [name]);
}

/** What the builder of Knex makes a key of: `table.unique(["a", "b"])`, `table.primary("a")`, `table.string("a").unique()`, over several lines; and any index of TypeORM's. */
function keysBuilt(body: string): readonly (readonly string[])[] {
  const lists = [...body.matchAll(/\.(?:unique|primary)\(\s*(\[[^\]]{1,400}\]|["'`]\w+["'`])|columnNames:\s*(\[[^\]]{1,400}\])/g)].map(([, list, other]) => wordsIn(list ?? other ?? ""));
  const columns = [...body.matchAll(/\b[A-Za-z_]\w*\s*\.\w+\(\s*["'`](\w+)["'`](?:(?!\b[A-Za-z_]\w*\s*\.\w+\(\s*["'`])[^;]){0,400}?\.(?:unique|primary)\(/g)].map(([, column = ""]) => [column]);
  return [...lists, ...columns, ...[...body.matchAll(/\.(?:bigI|i)ncrements\(\s*["'`]?(\w*)/g)].map(([, column = ""]) => [column === "" ? "id" : column])];
}

/** A list in parentheses, up to the one that closes it. */
function upToItsEnd(text: string): string {
  return partsOf(text).join(",");
}

function wordsIn(text: string): readonly string[] {
  return text.match(/\w+/g) ?? [];
}

/** `"ruleId", day DESC` → `ruleId`, `day`. */
function namesIn(list: string): readonly string[] {
  return list.split(",").flatMap((each) => /^\s*["'`]?(\w+)["'`]?(?:\s+(?:ASC|DESC))?\s*$/i.exec(each)?.[1] ?? []);
}

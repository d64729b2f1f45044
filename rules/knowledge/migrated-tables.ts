/** A table as migrations have made it. */
export interface MigratedTable {
  /** As it is written there, with its quotes and its schema: `"public"."alert"`. Empty where it is made by a builder, or not made in sight. */
  readonly written: string;
  /** The quote around names in SQL. */
  readonly quote: '"' | "`" | "";
  readonly isMade: boolean;
  readonly columns: ReadonlySet<string>;
  /** The sets of columns of which no two rows have the same values. */
  readonly uniques: readonly (readonly string[])[];
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
  const built = new RegExp(String.raw`\b(createTable|alterTable|addColumns?|createIndex|createUniqueConstraint)\(\s*(?:new\s+Table\(\s*\{\s*name:\s*)?["'\x60]${name}["'\x60]`, "g");
  const columns = new Set<string>();
  const uniques: (readonly string[])[] = [];
  let found: Pick<MigratedTable, "written" | "quote" | "isMade"> = { written: "", quote: "", isMade: false };
  for (const text of texts.map(plain)) {
    const own = made.exec(text);
    if (own) {
      found = { written: own[1] ?? "", quote: (own[2] ?? "") as MigratedTable["quote"], isMade: true };
      for (const part of partsOf(text.slice(own.index + own[0].length, own.index + MAX_TABLE))) readPart(part, columns, uniques);
    }
    for (const [, rest = ""] of text.matchAll(altered)) {
      for (const [, column = ""] of rest.matchAll(/\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?["`]?(\w+)/gi)) columns.add(column);
      for (const [, list = ""] of rest.matchAll(/\bUNIQUE\b[^(;]{0,100}\(([^()]{1,400})\)/gi)) uniques.push(namesIn(list));
    }
    for (const [, list = ""] of text.matchAll(indexed)) uniques.push(namesIn(list));
    for (const match of text.matchAll(built)) {
      if (match[1] === "createTable") found = { ...found, isMade: true };
      const [body = ""] = text.slice(match.index + match[0].length, match.index + MAX_TABLE).split(/\b(?:create|alter|drop)(?:Table|Index|UniqueConstraint)\(/, 1);
      if (match[1] === "createIndex" || match[1] === "createUniqueConstraint") {
        if (match[1] === "createUniqueConstraint" || /isUnique:\s*true/.test(body)) uniques.push(namesIn(/columnNames:\s*\[([^\]]{1,400})\]/.exec(body)?.[1] ?? ""));
        continue;
      }
      for (const [, column = ""] of body.matchAll(/(?:\.\w+\(\s*|\bname:\s*)["'`](\w+)["'`]/g)) columns.add(column);
      for (const [, list = ""] of body.matchAll(/\.unique\(\s*\[([^\]]{1,400})\]/g)) uniques.push(namesIn(list));
      for (const [, column = ""] of body.matchAll(/\.\w+\(\s*["'`](\w+)["'`][^;\n]{0,200}?\.unique\(\s*\)/g)) uniques.push([column]);
    }
  }
  return { ...found, columns, uniques: uniques.filter(({ length }) => length > 0) };
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

/** A column, or a constraint over several. */
function readPart(part: string, columns: Set<string>, uniques: (readonly string[])[]): void {
  const [, quote = "", name = ""] = /^(["`]?)(\w+)\1\s/.exec(part.trim()) ?? [];
  const isConstraint = name === "" || (quote === "" && /^(?:CONSTRAINT|PRIMARY|UNIQUE|FOREIGN|CHECK|INDEX|KEY|EXCLUDE)$/i.test(name));
  const list = /\bUNIQUE\b[^(]{0,200}\(([^()]{1,400})\)/i.exec(part)?.[1];
  if (!isConstraint) columns.add(name);
  if (isConstraint && list !== undefined) uniques.push(namesIn(list));
  else if (!isConstraint && /\sUNIQUE\b/i.test(part)) uniques.push([name]);
}

/** `"ruleId", day DESC` → `ruleId`, `day`. */
function namesIn(list: string): readonly string[] {
  return list.split(",").flatMap((each) => /^\s*["'`]?(\w+)["'`]?(?:\s+(?:ASC|DESC))?\s*$/i.exec(each)?.[1] ?? []);
}

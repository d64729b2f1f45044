/** A statement that inserts one row, with nothing that keeps a second one out. */
export interface InsertStatement {
  readonly table: string;
  /** What each column gets, as it is written. */
  readonly values: ReadonlyMap<string, string>;
}

/** A statement that looks for rows. */
export interface SelectStatement {
  readonly table: string;
  /** What each column has to be, as it is written. Without another condition. */
  readonly filter: ReadonlyMap<string, string>;
}

/** A name of a table or column, with its schema and quotes. */
const NAME = String.raw`(?:["\x60]?\w+["\x60]?\.)?["\x60]?\w+["\x60]?`;

const INSERT = new RegExp(String.raw`^INSERT INTO (${NAME}) ?\(([^()]{1,4000})\) ?VALUES ?\(`, "i");
const SELECT = new RegExp(String.raw`^SELECT [^;]{1,2000}? FROM (${NAME}) WHERE ([^;]{1,2000})$`, "i");
const CONDITION = new RegExp(String.raw`^\(?(${NAME}) ?= ?(\$\d+(?:::\w+)?|\?|[:@]\w+|'[^']*'|\d+|TRUE|FALSE|«\d+»)\)?$`, "i");

/** `INSERT INTO alerts (rule_id, day) VALUES ($1, $2)`; not with `ON CONFLICT`, `INSERT IGNORE`, a query in place of the values, or several rows. */
export function insertStatement(sql: string): InsertStatement | undefined {
  const text = compact(sql);
  const [head, table = "", list = ""] = INSERT.exec(text) ?? [];
  if (head === undefined) return undefined;
  const columns = list.split(",").map((each) => bare(each.trim()));
  const { values, rest } = valuesIn(text.slice(head.length));
  if (values.length !== columns.length || !/^(?: ?RETURNING [^;]+)?$/i.test(rest) || !columns.every((each) => /^\w+$/.test(each))) return undefined;
  return { table: bareName(table), values: new Map(columns.map((column, index) => [column, values[index] ?? ""])) };
}

/** `SELECT id FROM alerts WHERE rule_id = $1 AND day = $2`; not with any other condition. */
export function selectStatement(sql: string): SelectStatement | undefined {
  const [, table, conditions = ""] = SELECT.exec(compact(sql).replace(/ LIMIT \d+$/i, "").replace(/ FOR SHARE$/i, "")) ?? [];
  if (table === undefined) return undefined;
  const filter = new Map<string, string>();
  for (const condition of conditions.split(/ AND /i)) {
    const [, column, value] = CONDITION.exec(condition.trim()) ?? [];
    if (column === undefined || value === undefined) return undefined;
    filter.set(bareName(column), value);
  }
  return { table: bareName(table), filter };
}

/** Whether a value is made by the database, another one each time; not where it is made from what the statement is given: `$1::uuid`. */
export function isMadeByDatabase(value: string): boolean {
  if (/\?|«|[:@$]\w/.test(value)) return false;
  return /^(?:DEFAULT|NULL)$|\b(?:now|current_\w+|\w*uuid\w*|random\w*|nextval|datetime|date|strftime|unixepoch|unix_timestamp|utc_timestamp|clock_timestamp|statement_timestamp|sysdate|getdate|localtime\w*|last_insert\w*)\b(?!\s*')/i.test(value);
}

/** The values up to the parenthesis that closes them, and what follows it. */
function valuesIn(text: string): { readonly values: readonly string[]; readonly rest: string } {
  const values: string[] = [];
  let [depth, start, isText] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "'") isText = !isText;
    else if (isText) continue;
    else if (character === "(") depth += 1;
    else if (character === ")" && depth > 0) depth -= 1;
    else if (depth === 0 && (character === "," || character === ")")) {
      values.push(text.slice(start, at).trim());
      start = at + 1;
      if (character === ")") return { values, rest: text.slice(start) };
    }
  }
  return { values: [], rest: "?" };
}

/** Without comments, with single blanks, and without the last semicolon. */
function compact(sql: string): string {
  const text = sql.replace(/--[^\n]*/g, "").replace(/\/\*[^*]*\*\//g, "").replace(/\s+/g, " ").trim();
  return text.endsWith(";") ? text.slice(0, -1).trimEnd() : text;
}

function bare(name: string): string {
  return name.replace(/["`]/g, "");
}

/** `"public"."alerts"` → `public.alerts` */
function bareName(name: string): string {
  return bare(name).replace(/^public\./, "");
}

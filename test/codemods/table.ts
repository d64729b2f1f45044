import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import ts from "typescript";

type Row = Readonly<Record<string, unknown>>;

/** A table that keeps what it is given, and refuses what a unique index refuses; each answer takes a turn, so that two runs may look before one of them inserts. */
class Table {
  readonly rows: Row[] = [];
  readonly #uniques: readonly (readonly string[])[];

  constructor(uniques: readonly (readonly string[])[]) {
    this.#uniques = uniques;
  }

  find(values: Row): Row | undefined {
    return this.rows.find((row) => Object.entries(values).every(([name, value]) => row[name] === value));
  }

  insert(values: Row): Row {
    const twice = this.#uniques.find((columns) => this.find(Object.fromEntries(columns.map((name) => [name, values[name]]))));
    if (twice) throw new Error(`unique violation of ${twice.join(", ")}`);
    const row = { id: this.rows.length + 1, ...values };
    this.rows.push(row);
    return row;
  }

  insertOrNothing(values: Row): Row | undefined {
    try {
      return this.insert(values);
    } catch {
      return undefined;
    }
  }

  /** As a model of Prisma's client. */
  get model(): Readonly<Record<string, (query: Readonly<Record<string, Row>>) => Promise<unknown>>> {
    const soon = <Given, Answer>(answer: (given: Given) => Answer) => async (given: Given): Promise<Answer> => {
      await Promise.resolve();
      return answer(given);
    };
    const rowBy = (where: Row): Row | undefined => this.find(Object.values(where).every((value) => typeof value === "object") ? (Object.values(where)[0] as Row) : where);
    return {
      findFirst: soon(({ where = {} }) => this.find(where) ?? null),
      create: soon(({ data = {} }) => this.insert(data)),
      createMany: soon(({ data = {}, skipDuplicates }) => (skipDuplicates ? this.insertOrNothing(data) : this.insert(data))),
      upsert: soon(({ where = {}, create = {} }) => rowBy(where) ?? this.insert(create)),
    };
  }

  /** As a repository of TypeORM. */
  get repository(): object {
    const builder = { insert: () => builder, values: (values: Row) => ({ orIgnore: () => ({ execute: () => Promise.resolve(this.insertOrNothing(values)) }) }) };
    return { insert: (values: Row) => Promise.resolve(this.insert(values)), createQueryBuilder: () => builder };
  }
}

/** The packages that the cases import, as far as they use them. */
const PACKAGES: Readonly<Record<string, string>> = {
  "@prisma/client": "exports.PrismaClient = class { constructor() { return table.client; } };",
  "stripe": "module.exports = class { webhooks = { constructEvent: (text) => JSON.parse(text) }; };",
  "pg-boss": "module.exports = class { async work(name, handler) { table.handlers.push(handler); } };",
  "typeorm": "const decorator = () => () => undefined; module.exports = { Column: decorator, Entity: decorator, Index: decorator, PrimaryGeneratedColumn: decorator };",
};

export interface Served {
  readonly subject: Readonly<Record<string, (given: unknown, other?: unknown) => Promise<unknown>>>;
  readonly table: Table;
  /** The handlers that were registered. */
  readonly handlers: readonly ((given: unknown) => Promise<unknown>)[];
  /** A data source of TypeORM. */
  readonly source: object;
}

/** Loads one module of a case, with a table whose unique indexes are these, and lets somebody use it. */
export async function withTable<Result>(files: ReadonlyMap<string, string>, entry: string, uniques: readonly (readonly string[])[], use: (served: Served) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-table-"));
  const table = new Table(uniques);
  const handlers: ((given: unknown) => Promise<unknown>)[] = [];
  const shared = globalThis as { table?: object };
  shared.table = { client: { alert: table.model, payment: table.model }, handlers };
  try {
    for (const [name, code] of Object.entries(PACKAGES)) {
      mkdirSync(join(folder, "node_modules", name), { recursive: true });
      writeFileSync(join(folder, "node_modules", name, "index.js"), code);
    }
    for (const [path, text] of files) {
      const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true, experimentalDecorators: true };
      const target = join(folder, basename(path).replace(/\.ts$/, ".js"));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, ts.transpileModule(text, { compilerOptions }).outputText);
    }
    const subject = createRequire(join(folder, "x.js"))(join(folder, entry)) as Served["subject"];
    return await use({ subject, table, handlers, source: { getRepository: () => table.repository } });
  } finally {
    delete shared.table;
    rmSync(folder, { recursive: true, force: true });
  }
}

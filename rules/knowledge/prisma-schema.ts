import type { Ask } from "../model/ask.ts";
import type { Table } from "./tables.ts";

/** Where Prisma looks for a schema below a package, and where projects put it. */
export const PRISMA_SCHEMAS: readonly string[] = ["prisma/schema.prisma", "schema.prisma", "src/prisma/schema.prisma", "src/schema.prisma", "db/schema.prisma", "src/db/schema.prisma", "prisma/schema/schema.prisma", "prisma/postgres/schema.prisma"];

/** The models of all schemas of Prisma in the project, by the name of the client's member: `projectAlert`. A name that two schemas share is left out. */
export function prismaTables(ask: Ask): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table | undefined>();
  for (const text of ask.asides(PRISMA_SCHEMAS)) {
    for (const table of tablesIn(text)) {
      const member = table.name.charAt(0).toLowerCase() + table.name.slice(1);
      tables.set(member, tables.has(member) ? undefined : table);
    }
  }
  return new Map([...tables].flatMap(([name, table]) => (table ? [[name, table] as const] : [])));
}

function tablesIn(text: string): readonly Table[] {
  const clean = text.replace(/\/\/[^\n]*/g, "");
  return [...clean.matchAll(/^[ \t]*model[ \t]+(\w+)[ \t]*\{([^}]*)\}/gm)].map(([, name = "", body = ""]) => tableOf(name, body));
}

function tableOf(name: string, body: string): Table {
  const uniques: string[][] = [];
  const relations = new Map<string, readonly string[]>();
  for (const line of body.split("\n").map((each) => each.trim())) {
    const whole = /^@@(?:unique|id)\(\s*(?:fields:\s*)?\[([^\]]*)\]/.exec(line)?.[1];
    if (whole !== undefined) uniques.push(whole.split(",").map((each) => each.trim().replace(/\(.*$/, "")));
    const field = /^(\w+)\s+\w+/.exec(line)?.[1];
    if (field === undefined) continue;
    if (/@(?:unique|id)\b/.test(line)) uniques.push([field]);
    const from = /@relation\([^)]*fields:\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (from !== undefined) relations.set(field, from.split(",").map((each) => each.trim()));
  }
  return { name, uniques, relations };
}

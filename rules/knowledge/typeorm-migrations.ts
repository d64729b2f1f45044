import type { Ask } from "../model/ask.ts";
import { migratedTable } from "./migrated-tables.ts";

/** A table of TypeORM, as its entity tells what it may be called in the database. */
export interface StoredNames {
  readonly tables: readonly string[];
  /** What each column may be called, by the name of its property. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

/** A migration as a whole: nothing else is read of the project, and nothing is parsed. */
const MIGRATION = /^([\s\S]*\bimplements MigrationInterface\b[\s\S]*)$/g;

function migrationTexts(ask: Ask): readonly string[] {
  return [...ask.saidInSight(MIGRATION)];
}

/** The unique constraints that migrations have added to a table, by the properties of its entity; those that the entity does not name as well are no less real. */
export function migratedUniques(ask: Ask, { tables, columns }: StoredNames): readonly (readonly string[])[] {
  const properties = [...columns];
  return tables.flatMap((table) => {
    const texts = ask.once(migrationTexts).filter((text) => text.includes(table));
    if (texts.length === 0) return [];
    return migratedTable(texts, table).uniques.flatMap((names): readonly (readonly string[])[] => {
      const found = names.map((name) => properties.find(([, stored]) => stored.includes(name))?.[0]);
      return found.every((each) => each !== undefined) ? [found] : [];
    });
  });
}

/** `ruleId` → `rule_id` */
export function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z\d])(?=[A-Z])/g, "_").toLowerCase();
}

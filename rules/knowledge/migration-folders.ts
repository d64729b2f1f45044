/** Where migrations in SQL are kept, below a package. */
export const SQL_FOLDERS: readonly string[] = ["migrations", "db/migrations", "database/migrations", "sql/migrations", "supabase/migrations", "src/migrations", "src/db/migrations", "src/database/migrations", "db/migrate", "schema/migrations"];

/** Where the schema of a database as a whole is kept, below a package. */
export const SQL_SCHEMAS: readonly string[] = ["schema.sql", "db/schema.sql", "db/structure.sql", "database/schema.sql", "sql/schema.sql", "src/schema.sql", "src/db/schema.sql", "src/database/schema.sql", "init.sql", "db/init.sql"];

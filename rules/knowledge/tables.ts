/** A table of a database, as far as its schema tells which rows it refuses. */
export interface Table {
  readonly name: string;
  /** The sets of columns of which no two rows have the same values: the primary key and the unique constraints. */
  readonly uniques: readonly (readonly string[])[];
  /** The columns that a relation stands for: `authorId` for `author`. */
  readonly relations: ReadonlyMap<string, readonly string[]>;
}

import type { ImportResolver } from "../../rules/model/world.ts";

/** What stands for a module in `import … from`, `export … from`, `import(…)`, `require(…)`. In comments and strings too: a file too many is no harm. */
const SPECIFIER = /\b(?:from|import|require)\s*(?:\(\s*(?:\/\*[^*]*\*\/\s*)?)?["'`]([^"'`\n]+)["'`]/g;

/** Which files import which, read from the texts without parsing them. */
export class ImportGraph {
  readonly #importers: ReadonlyMap<string, readonly string[]>;
  readonly #imports: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #dependents = new Map<string, readonly string[]>();

  /** Linear in all texts. */
  constructor(files: readonly string[], textOf: (path: string) => string | undefined, resolveImport: ImportResolver) {
    const importers = new Map<string, string[]>();
    const imports = new Map<string, ReadonlySet<string>>();
    for (const path of files) {
      const imported = new Set<string>();
      for (const [, specifier = ""] of (textOf(path) ?? "").matchAll(SPECIFIER)) {
        const target = resolveImport(specifier, path);
        if (target !== undefined) imported.add(target);
      }
      imports.set(path, imported);
      for (const target of imported) {
        const list = importers.get(target);
        if (list === undefined) importers.set(target, [path]);
        else list.push(path);
      }
    }
    this.#importers = importers;
    this.#imports = imports;
  }

  /** The files that import `path` themselves, in code-unit order. */
  importers(path: string): readonly string[] {
    return [...(this.#importers.get(path) ?? [])].sort();
  }

  /** Some files, what they import, what that imports, and so on. */
  dependencies(paths: Iterable<string>): ReadonlySet<string> {
    const reached = new Set(paths);
    for (const each of reached) for (const imported of this.#imports.get(each) ?? []) reached.add(imported);
    return reached;
  }

  /** The files that can name something declared in `path`, in code-unit order: itself, what imports it, what imports that, and so on. */
  dependents(path: string): readonly string[] {
    const known = this.#dependents.get(path);
    if (known !== undefined) return known;
    const reached = new Set([path]);
    for (const each of reached) for (const importer of this.#importers.get(each) ?? []) reached.add(importer);
    const sorted = [...reached].sort();
    this.#dependents.set(path, sorted);
    return sorted;
  }
}

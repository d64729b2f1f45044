import type { Declaration } from "typescript";
import type { Ask } from "../rules/model/ask.ts";
import { ImportGraph } from "./imports/import-graph.ts";
import { hasWord } from "./words.ts";
import type { ImportResolver } from "../rules/model/world.ts";

/** What tells of the files of a project. */
interface Files {
  readonly all: readonly string[];
  textOf(path: string): string | undefined;
}

/**
 * What findings depend on changed files. A file's findings depend on another file if a question about the first one leads there: to a declaration, or to
 * uses of one. Changed files stand here with the text they had before, too, so that a use, or an import, that was taken out leads to them as well.
 */
export class Dependence {
  readonly #changed: ReadonlyMap<string, string>;
  readonly #files: Files;
  readonly #graph: ImportGraph;
  readonly #dependents = new Set<string>();

  /** @param changed by absolute path, the text before */
  constructor(files: Files, changed: ReadonlyMap<string, string>, resolveImport: ImportResolver) {
    this.#files = files;
    this.#changed = changed;
    this.#graph = new ImportGraph(files.all, (path) => this.#textOf(path), resolveImport);
  }

  /** All files that may depend on a changed one: a question runs along imports, up and down again. */
  candidates(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const path of this.#graph.dependencies(this.#changed.keys())) for (const dependent of this.#graph.dependents(path)) found.add(dependent);
    return found;
  }

  /** Listens to the questions about a file. */
  observe(path: string, ask: Ask): Ask {
    if (this.#changed.has(path)) return ask;
    const note = (file: string): void => {
      if (this.#changed.has(file)) this.#dependents.add(path);
    };
    const noteUses = (declaration: Declaration, name: string): void => {
      const home = declaration.getSourceFile().fileName;
      for (const file of this.#changed.keys()) if (hasWord(this.#textOf(file), name) && this.#graph.dependents(home).includes(file)) note(file);
    };
    return {
      ...ask,
      declarationOf: (name) => {
        const declaration = ask.declarationOf(name);
        if (declaration !== undefined) note(declaration.getSourceFile().fileName);
        return declaration;
      },
      usesOf: (declaration, name, leaveOut) => {
        noteUses(declaration, name);
        return ask.usesOf(declaration, name, leaveOut);
      },
      eachUseOf: (declaration, name, leaveOut) => {
        noteUses(declaration, name);
        return ask.eachUseOf(declaration, name, leaveOut);
      },
    };
  }

  /** Whether a file is changed, or was seen to depend on one that is. */
  has(path: string): boolean {
    return this.#changed.has(path) || this.#dependents.has(path);
  }

  #textOf(path: string): string {
    const now = this.#files.textOf(path) ?? "";
    const before = this.#changed.get(path);
    return before === undefined ? now : `${now}\n${before}`;
  }
}

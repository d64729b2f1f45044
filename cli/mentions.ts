import type { ImportResolver } from "../rules/model/world.ts";
import { ImportGraph } from "./imports/import-graph.ts";
import type { Sources } from "./sources.ts";
import { hasWord } from "./words.ts";

/** Finds the files whose texts speak of a name, without parsing them. Everything is found out once, and when it is first asked for. */
export class Mentions {
  readonly #sources: Sources;
  readonly #resolveImport: ImportResolver;
  readonly #ofOwners = new Map<string, readonly string[]>();
  readonly #ofNames = new Map<string, readonly string[]>();
  #graph: ImportGraph | undefined;

  constructor(sources: Sources, resolveImport: ImportResolver) {
    this.#sources = sources;
    this.#resolveImport = resolveImport;
  }

  /**
   * The files that can have seen something declared in `path` (all files without it), in which `name` stands as a word and, if there are any, one of
   * `owners` stands. In code-unit order.
   */
  of(name: string, owners: readonly string[], path: string | undefined): readonly string[] {
    return known(this.#ofNames, [path ?? "", ...owners, name], () => {
      const near = known(this.#ofOwners, [path ?? "", ...owners], () => this.#near(owners, path));
      return near.filter((each) => hasWord(this.#textOf(each), name));
    });
  }

  #near(owners: readonly string[], path: string | undefined): readonly string[] {
    const dependents = path === undefined ? this.#sources.all : this.#dependents(path);
    return owners.length === 0 ? dependents : dependents.filter((each) => owners.some((owner) => this.#textOf(each).includes(owner)));
  }

  #dependents(path: string): readonly string[] {
    this.#graph ??= new ImportGraph(this.#sources.all, (each) => this.#textOf(each), this.#resolveImport);
    return this.#graph.dependents(path);
  }

  #textOf(path: string): string {
    return this.#sources.textOf(path) ?? "";
  }
}

function known(answers: Map<string, readonly string[]>, question: readonly string[], find: () => readonly string[]): readonly string[] {
  const key = question.join("\0");
  let answer = answers.get(key);
  if (answer === undefined) answers.set(key, (answer = find()));
  return answer;
}

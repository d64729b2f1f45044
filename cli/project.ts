import type * as TS from "typescript";
import { createAsk, type Ask, type LeaveOut, type World } from "../rules/model/ask.ts";
import { pathBelow } from "../rules/model/below.ts";
import { bundledCompiler } from "../rules/model/compiler.ts";
import { isStackOverflow } from "../rules/model/stack-overflow.ts";
import { loadCompiled } from "./compiled-compiler.ts";
import { importResolver } from "./imports/resolve-import.ts";
import { lazyChecker } from "./lazy-checker.ts";
import { Mentions } from "./mentions.ts";
import { bind, parse, type Parsed } from "./parse.ts";
import type { Sources } from "./sources.ts";

/** `null`: nested too deeply to be parsed. */
type Kept = Parsed | null | undefined;

/**
 * The parsed side of the sources. Nothing is parsed before somebody asks for it, the compiler is not even loaded; what one question parsed,
 * the next one finds. Every answer is that of a Program over the whole project, so the order of the questions does not matter.
 */
export class Project {
  readonly sources: Sources;
  readonly #parsed = new Map<string, Kept>();
  /** The files whose names have symbols. */
  readonly #bound = new Set<TS.SourceFile>();
  #compiler: typeof TS | undefined;
  #world: World | undefined;
  /** The files that were looked through for another file: somebody may hold a part of them. */
  readonly #lent = new Set<TS.SourceFile>();

  constructor(sources: Sources) {
    this.sources = sources;
  }

  /** The project as it would be with other texts for some files, or with files that do not exist yet. What is the same stays parsed. */
  with(overlay: ReadonlyMap<string, string>): Project {
    const other = new Project(this.sources.with(overlay));
    other.#compiler = this.#compiler;
    for (const [path, parsed] of this.#parsed) if (!overlay.has(path)) other.#parsed.set(path, parsed);
    return other;
  }

  get ts(): typeof TS {
    return (this.#compiler ??= bundledCompiler(loadCompiled));
  }

  /** The parsed file; `null` if it is nested too deeply, `undefined` if it has no text. */
  parsed(path: string): Kept {
    if (this.#parsed.has(path)) return this.#parsed.get(path);
    const text = this.sources.textOf(path);
    const parsed = text === undefined ? undefined : (parse(this.ts, path, text) ?? null);
    this.#parsed.set(path, parsed);
    return parsed;
  }

  /** What a detector may ask about a parsed file. */
  ask(file: TS.SourceFile): Ask {
    return createAsk((this.#world ??= this.#makeWorld()), file);
  }

  /** Lets go of a parsed file if the checker has not come to know it. Most files with a trigger word end so, and memory that is freed at once costs little. */
  release(path: string): void {
    const file = this.#parsed.get(path)?.file;
    if (file === undefined || this.#bound.has(file) || this.#lent.has(file)) return;
    this.#parsed.delete(path);
  }

  #bind(file: TS.SourceFile): TS.SourceFile {
    if (this.#bound.has(file)) return file;
    this.#bound.add(file);
    bind(this.ts, file);
    return file;
  }

  /** A file that is only looked through, and nested too deeply to be bound, has no symbols; that must not end the check of another file. */
  #bindAsked(file: TS.SourceFile): void {
    try {
      this.#bind(file);
    } catch (error) {
      if (!isStackOverflow(error) || !this.#lent.has(file)) throw error;
    }
  }

  /** A file that a question looks through. */
  #lend(path: string): TS.SourceFile | undefined {
    const file = this.parsed(path)?.file;
    if (file) this.#lent.add(file);
    return file;
  }

  #isLeftOut(path: string, leaveOut: LeaveOut | undefined): boolean {
    return leaveOut?.(pathBelow(this.sources.root, path), this.sources.textOf(path) ?? "") === true;
  }

  /** Parses a file when somebody comes to it. */
  *#lendEach(paths: readonly string[], leaveOut?: LeaveOut): Iterable<TS.SourceFile> {
    for (const path of paths) {
      const file = this.#isLeftOut(path, leaveOut) ? undefined : this.#lend(path);
      if (file) yield file;
    }
  }

  /** A file that a question leads to. One that can't be parsed or bound is as good as not there. */
  #load(path: string): TS.SourceFile | undefined {
    const file = this.parsed(path)?.file;
    try {
      return file && this.#bind(file);
    } catch (error) {
      if (isStackOverflow(error)) return undefined;
      throw error;
    }
  }

  #makeWorld(): World {
    const { ts, sources } = this;
    const load = (path: string): TS.SourceFile | undefined => this.#load(path);
    const resolveImport = importResolver(ts, sources);
    const mentions = new Mentions(sources, resolveImport);
    let checker: TS.TypeChecker | undefined;
    return {
      ts,
      root: sources.root,
      checkerFor: (file) => {
        this.#bindAsked(file);
        return (checker ??= lazyChecker(ts, load, resolveImport));
      },
      wholeProject: true,
      leadsToSource: (specifier, from) => resolveImport(specifier, from) !== undefined,
      filesNaming: (name, owners, declaredIn, leaveOut) => this.#lendEach(mentions.of(name, owners, declaredIn?.fileName), leaveOut),
      asides: (names) => sources.asides(names).map(({ text }) => text),
      sights: () => sources.all.map((path) => ({ path, text: sources.textOf(path) ?? "", file: () => this.#lend(path) })),
      filesSaying: (pattern, leaveOut) => [...this.#lendEach(sources.all.filter((path) => !this.#isLeftOut(path, leaveOut) && pattern.test(sources.textOf(path) ?? "")))],
    };
  }
}

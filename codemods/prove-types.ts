import type * as TS from "typescript";
import { isStackOverflow } from "../rules/model/stack-overflow.ts";
import { isAside } from "./codemod.ts";
import type { Merged } from "./plan-merge.ts";
import { belowRoot, editorsOf, neededBy, type Violation } from "./prove-law.ts";
import { type TypeConfig, TypeConfigs } from "./prove-types-config.ts";
import { isTooDeep } from "./prove-types-depth.ts";
import { type Diagnosed, diagnosticsOf, newDiagnostics } from "./prove-types-diagnostics.ts";
import { Disk, toPosix } from "./prove-types-disk.ts";
import { Programs, shapeOf } from "./prove-types-program.ts";
import { hasPackages, isInstalled, libraryStub, nodeStub, packageStub } from "./prove-types-stubs.ts";

export interface TypeLawOptions {
  readonly ts: typeof TS;
  readonly root: string;
  /** The files that import a file themselves. */
  readonly importersOf: (path: string) => readonly string[];
  /** The files that import a file, those that import these, and so on. */
  readonly dependentsOf: (path: string) => readonly string[];
  /** The modules of `@pokayoke/runtime` that rewrites import, by their names. Empty if they import none. */
  readonly runtimePackage: ReadonlyMap<string, string>;
  /** Called before each file that is type-checked. */
  readonly onTypeCheck?: (rewrites: number, done: number, total: number) => void;
}

/** What is checked with one config. */
interface Group {
  readonly files: ReadonlySet<string>;
  readonly before: TS.Program;
  readonly after: TS.Program;
}

/** A Program over the project as it is, and the files it was made for. */
interface Base {
  readonly roots: ReadonlySet<string>;
  readonly program: TS.Program;
}

/**
 * The second law: no file has a diagnostic that it did not have before. Checked are the changed files, the files that import them, and, where a
 * changed file shows something else to the outside than before, what imports those, and so on; each with its own tsconfig. Diagnostics are compared
 * by file, code and message, because edits move places.
 */
export class TypeLaw {
  readonly #options: TypeLawOptions;
  readonly #disk: Disk;
  readonly #configs: TypeConfigs;
  #programs: Programs;
  readonly #bases = new Map<TypeConfig, Base>();
  readonly #known = new Map<TypeConfig, Map<string, readonly Diagnosed[]>>();
  readonly #knownInOrder = new Map<TypeConfig, ReadonlyMap<string, readonly Diagnosed[]>>();
  readonly #stubs = new Map<TypeConfig, ReadonlyMap<string, string>>();
  /** The configs whose own files are nested too deeply: nothing can be proven with them. */
  readonly #endless = new Set<TypeConfig>();
  readonly #notes = new Set<string>();
  readonly #checked = new Set<string>();

  constructor(options: TypeLawOptions) {
    this.#options = options;
    this.#disk = new Disk(options.root);
    this.#configs = new TypeConfigs(options.ts, this.#disk);
    this.#programs = new Programs(options.ts, this.#disk);
  }

  /** What the law could not see. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** How many files were checked. */
  get checked(): number {
    return this.#checked.size;
  }

  check(merged: Merged): readonly Violation[] {
    const hopeless = (): readonly Violation[] => [{ detail: "something is nested so deeply that the compiler runs out of stack", suspects: merged.rewrites }];
    if ([...merged.files.keys()].some((path) => this.#endless.has(this.#configs.of(toPosix(path))))) return hopeless();
    try {
      return this.#checkAll(merged);
    } catch (error) {
      if (!isStackOverflow(error)) throw error;
      this.#forget(); // what was half done when the stack ended is not to be relied on
      return hopeless();
    }
  }

  #forget(): void {
    this.#programs = new Programs(this.#options.ts, this.#disk);
    for (const made of [this.#bases, this.#known, this.#knownInOrder]) made.clear();
  }

  #checkAll(merged: Merged): readonly Violation[] {
    const groups = this.#groupsOf(merged);
    const first = this.#compare(merged, groups, (config, group, path) => this.#diagnosedBefore(config, group, path));
    if (first.length === 0) return first;
    // How a message is worded can hang on what was checked earlier. So look again, at everything in the same order as after.
    return this.#compare(merged, groups, (config, group, path) => this.#diagnosedInOrder(config, group).get(path) ?? []);
  }

  #compare(merged: Merged, groups: ReadonlyMap<TypeConfig, Group>, before: (config: TypeConfig, group: Group, path: string) => readonly Diagnosed[]): readonly Violation[] {
    const violations: Violation[] = [];
    const total = [...groups.values()].reduce((all, { files }) => all + files.size, 0);
    let done = 0;
    for (const [config, group] of groups) {
      for (const path of [...group.files].sort()) {
        this.#options.onTypeCheck?.(merged.rewrites.length, done++, total);
        this.#checked.add(path);
        const file = group.after.getSourceFile(path);
        const suspects = merged.files.has(path) ? editorsOf(merged, path) : merged.rewrites;
        if (file !== undefined && isTooDeep(this.#options.ts, file)) {
          violations.push({ detail: this.#told(path, " nested too deeply to be type-checked"), suspects });
          continue;
        }
        const now = diagnosticsOf(this.#options.ts, group.after, path) ?? [];
        if (now.length === 0) continue; // then nobody needs to know what was there before
        violations.push(...newDiagnostics(before(config, group, path), now).map(({ detail }) => ({ detail: this.#told(path, detail), suspects })));
      }
      for (const path of merged.added.keys()) {
        const found = diagnosticsOf(this.#options.ts, group.after, path) ?? [];
        violations.push(...found.map(({ detail }) => ({ detail: this.#told(path, detail), suspects: neededBy(merged, path) })));
      }
    }
    return violations;
  }

  #told(path: string, detail: string): string {
    return `${belowRoot(this.#options.root, path)}:${detail}`;
  }

  #diagnosedBefore(config: TypeConfig, { before }: Group, path: string): readonly Diagnosed[] {
    let known = this.#known.get(config);
    if (known === undefined) this.#known.set(config, (known = new Map<string, readonly Diagnosed[]>()));
    let diagnosed = known.get(path);
    if (diagnosed === undefined) known.set(path, (diagnosed = diagnosticsOf(this.#options.ts, before, path) ?? []));
    return diagnosed;
  }

  /** The diagnostics of all files of a group, by a checker that has seen nothing else. */
  #diagnosedInOrder(config: TypeConfig, { files, before }: Group): ReadonlyMap<string, readonly Diagnosed[]> {
    const known = this.#knownInOrder.get(config);
    if (known !== undefined && [...files].every((path) => known.has(path))) return known;
    const program = this.#programs.make(config, new Set(before.getRootFileNames()), this.#stubsOf(config), before);
    const diagnosed = new Map([...files].sort().map((path) => [path, diagnosticsOf(this.#options.ts, program, path) ?? []]));
    this.#knownInOrder.set(config, diagnosed);
    return diagnosed;
  }

  /** The Programs that have the files to check: the changed ones, those that import them, and those that may see a difference from further away. */
  #groupsOf(merged: Merged): ReadonlyMap<TypeConfig, Group> {
    const groups = new Map<TypeConfig, Group>();
    const changed = [...merged.files.keys()].filter((path) => !isAside(path)).map(toPosix);
    this.#extend(groups, changed, merged);
    const reached = changed.flatMap((path) => {
      const config = this.#configs.of(path);
      const { before, after } = groups.get(config) ?? {};
      const [old, now] = [before?.getSourceFile(path), after?.getSourceFile(path)];
      if (before === undefined || after === undefined || old === undefined || now === undefined) return [];
      const shape = isTooDeep(this.#options.ts, old) ? undefined : shapeOf(before, old);
      const isSeenFromAfar = shape === undefined || shape !== shapeOf(after, now);
      return [...(isSeenFromAfar ? this.#options.dependentsOf(path) : this.#options.importersOf(path)), ...(isModule(old) ? [] : config.fileNames)];
    });
    this.#extend(groups, [...new Set(reached.map(toPosix))], merged);
    return groups;
  }

  /** Makes the Programs that have some more files. */
  #extend(groups: Map<TypeConfig, Group>, paths: readonly string[], merged: Merged): void {
    for (const config of new Set(paths.map((path) => this.#configs.of(path)))) {
      const group = groups.get(config);
      const files = new Set([...(group?.files ?? []), ...paths.filter((path) => this.#configs.of(path) === config)]);
      const stubs = this.#stubsOf(config);
      const roots = new Set([...config.fileNames, ...files, ...declarationsIn(stubs)]);
      const before = this.#baseOf(config, roots, stubs);
      const isThere = group?.before === before && [...files].every((path) => group.after.getSourceFile(path) !== undefined);
      const after = isThere ? group.after : this.#programs.make(config, new Set([...roots, ...this.#addedTo(config, merged)]), new Map([...stubs, ...merged.overlay]), before);
      groups.set(config, { files, before, after });
    }
  }

  /** New sources that nothing imports, as migrations are. */
  #addedTo(config: TypeConfig, { added }: Merged): readonly string[] {
    return [...added.keys()].filter((path) => !isAside(path) && this.#configs.of(toPosix(path)) === config).map(toPosix);
  }

  #baseOf(config: TypeConfig, roots: ReadonlySet<string>, stubs: ReadonlyMap<string, string>): TS.Program {
    const base = this.#bases.get(config);
    if (base !== undefined && [...roots].every((root) => base.roots.has(root))) return base.program;
    const all = new Set([...(base?.roots ?? []), ...roots]);
    const program = this.#programs.make(config, all, stubs, base?.program);
    this.#tryToBind(config, program);
    this.#bases.set(config, { roots: all, program });
    return program;
  }

  /** Finds out before anything is compared whether the compiler can make out the names of the project as it is. */
  #tryToBind(config: TypeConfig, program: TS.Program): void {
    try {
      program.getTypeChecker();
    } catch (error) {
      if (isStackOverflow(error) && !config.isLoose) this.#endless.add(config);
      throw error;
    }
  }

  /** What stands for packages that are not there (yet). */
  #stubsOf(config: TypeConfig): ReadonlyMap<string, string> {
    const known = this.#stubs.get(config);
    if (known !== undefined) return known;
    const { root, runtimePackage } = this.#options;
    const { folder, isLoose } = config;
    const isBare = !hasPackages(this.#disk, folder);
    const stubs = new Map<string, string>();
    if (isBare) this.#notes.add("no packages are installed, so the type check knows nothing of them; install them to see more");
    if (this.#configs.majorFor(folder) >= 7) this.#notes.add("the project compiles with TypeScript 7, which other programs can't ask; the types were proven with the 6.0 that we bring, and --tsc \"npx tsc --noEmit\" proves them with its own, too");
    if (isBare) stubs.set(...libraryStub(this.#disk.root));
    if ((isBare || isLoose) && !isInstalled(this.#disk, folder, "@types/node")) stubs.set(...nodeStub(this.#disk.root));
    if (runtimePackage.size > 0 && !isInstalled(this.#disk, folder, "@pokayoke/runtime")) {
      this.#notes.add(`@pokayoke/runtime is not installed in ${root}: install it before you run the rewritten code`);
      for (const [path, text] of packageStub(this.#disk.root, runtimePackage)) stubs.set(path, text);
    }
    this.#stubs.set(config, stubs);
    return stubs;
  }
}

function declarationsIn(stubs: ReadonlyMap<string, string>): readonly string[] {
  return [...stubs.keys()].filter((path) => path.endsWith(".d.ts"));
}

/** What is no module shares its names with every other file that is none. */
function isModule(file: TS.SourceFile): boolean {
  const { externalModuleIndicator, commonJsModuleIndicator } = file as { readonly externalModuleIndicator?: unknown; readonly commonJsModuleIndicator?: unknown };
  return externalModuleIndicator !== undefined || commonJsModuleIndicator !== undefined;
}

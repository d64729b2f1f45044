import type * as TS from "typescript";
import type { Merged } from "./plan-merge.ts";
import { belowRoot, editorsOf, neededBy, type Violation } from "./prove-law.ts";
import { type TypeConfig, TypeConfigs } from "./prove-types-config.ts";
import { type Diagnosed, diagnosticsOf, newDiagnostics } from "./prove-types-diagnostics.ts";
import { Disk, toPosix } from "./prove-types-disk.ts";
import { Programs, shapeOf } from "./prove-types-program.ts";
import { hasPackages, isInstalled, nodeStub, packageStub } from "./prove-types-stubs.ts";

export interface TypeLawOptions {
  readonly ts: typeof TS;
  readonly root: string;
  /** The files that import a file themselves. */
  readonly importersOf: (path: string) => readonly string[];
  /** The modules of `@pokayoke/runtime` that rewrites import, by their names. Empty if they import none. */
  readonly runtimePackage: ReadonlyMap<string, string>;
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
  readonly #programs: Programs;
  readonly #bases = new Map<TypeConfig, Base>();
  readonly #known = new Map<TypeConfig, Map<string, readonly Diagnosed[]>>();
  readonly #stubs = new Map<TypeConfig, ReadonlyMap<string, string>>();
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
    const violations: Violation[] = [];
    for (const [config, { files, before, after }] of this.#groupsOf(merged)) {
      for (const path of [...files].sort()) {
        this.#checked.add(path);
        const found = newDiagnostics(this.#diagnosedBefore(config, before, path), diagnosticsOf(this.#options.ts, after, path) ?? []);
        const suspects = merged.files.has(path) ? editorsOf(merged, path) : merged.rewrites;
        violations.push(...found.map(({ detail }) => ({ detail: this.#told(path, detail), suspects })));
      }
      for (const path of merged.added.keys()) {
        const found = diagnosticsOf(this.#options.ts, after, path) ?? [];
        violations.push(...found.map(({ detail }) => ({ detail: this.#told(path, detail), suspects: neededBy(merged, path) })));
      }
    }
    return violations;
  }

  #told(path: string, detail: string): string {
    return `${belowRoot(this.#options.root, path)}:${detail}`;
  }

  #diagnosedBefore(config: TypeConfig, program: TS.Program, path: string): readonly Diagnosed[] {
    let known = this.#known.get(config);
    if (known === undefined) this.#known.set(config, (known = new Map<string, readonly Diagnosed[]>()));
    let diagnosed = known.get(path);
    if (diagnosed === undefined) known.set(path, (diagnosed = diagnosticsOf(this.#options.ts, program, path) ?? []));
    return diagnosed;
  }

  /** Finds the files to check, step by step from the changed ones outwards. */
  #groupsOf(merged: Merged): ReadonlyMap<TypeConfig, Group> {
    const groups = new Map<TypeConfig, Group>();
    const reached = new Map<string, boolean>();
    /** Paths, and whether something they import looks different. */
    let next = new Map([...merged.files.keys()].map((path) => [toPosix(path), true]));
    for (let isFirst = true; next.size > 0; isFirst = false) {
      for (const [path, differs] of next) reached.set(path, differs);
      this.#extend(groups, [...next.keys()], merged);
      const following = new Map<string, boolean>();
      for (const path of [...next].flatMap(([each, differs]) => (differs ? [each] : []))) {
        const config = this.#configs.of(path);
        const passesOn = this.#passesOn(groups.get(config), path, isFirst);
        if (!passesOn && !isFirst) continue;
        for (const other of this.#reachedFrom(config, groups.get(config), path)) {
          const was = reached.get(other);
          if (was === undefined || (passesOn && !was)) following.set(other, passesOn || following.get(other) === true);
        }
      }
      next = following;
    }
    return groups;
  }

  /** Makes the Programs that have some more files. */
  #extend(groups: Map<TypeConfig, Group>, paths: readonly string[], merged: Merged): void {
    for (const config of new Set(paths.map((path) => this.#configs.of(path)))) {
      const group = groups.get(config);
      const own = paths.filter((path) => this.#configs.of(path) === config && group?.files.has(path) !== true);
      if (own.length === 0) continue;
      const files = new Set([...(group?.files ?? []), ...own]);
      const stubs = this.#stubsOf(config);
      const roots = [...files, ...declarationsIn(stubs)];
      groups.set(config, { files, before: this.#baseOf(config, roots, stubs), after: this.#programs.make(config, roots, new Map([...stubs, ...merged.overlay])) });
    }
  }

  #baseOf(config: TypeConfig, roots: readonly string[], stubs: ReadonlyMap<string, string>): TS.Program {
    const base = this.#bases.get(config);
    if (base !== undefined && roots.every((root) => base.roots.has(root))) return base.program;
    const all = new Set([...(base?.roots ?? []), ...roots]);
    const program = this.#programs.make(config, [...all], stubs);
    this.#bases.set(config, { roots: all, program });
    return program;
  }

  /** Whether files that import this one may see a difference: in itself, or through it in what it imports. */
  #passesOn(group: Group | undefined, path: string, isChanged: boolean): boolean {
    const [before, after] = [group?.before.getSourceFile(path), group?.after.getSourceFile(path)];
    if (group === undefined || before === undefined || after === undefined) return false;
    const shape = shapeOf(group.before, before);
    const differs = shape === undefined || shape !== shapeOf(group.after, after);
    return differs || (!isChanged && /\bfrom\s*["']|\bimport\s*\(/.test(shape));
  }

  /** The files that see what is in a file: those that import it, and everybody if it is no module. */
  #reachedFrom(config: TypeConfig, group: Group | undefined, path: string): readonly string[] {
    const file = group?.before.getSourceFile(path) as { readonly externalModuleIndicator?: unknown; readonly commonJsModuleIndicator?: unknown } | undefined;
    const isModule = file?.externalModuleIndicator !== undefined || file?.commonJsModuleIndicator !== undefined;
    return [...this.#options.importersOf(path).map(toPosix), ...(isModule ? [] : config.fileNames)];
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

import { posix } from "node:path";
import type * as TS from "typescript";
import { type Disk, isWithin } from "./prove-types-disk.ts";
import { foldersUpTo } from "./prove-types-stubs.ts";

/** How the files of one tsconfig are checked. */
export interface TypeConfig {
  /** Whether nobody asked for a check of these files: the options are ours. */
  readonly isLoose: boolean;
  /** Where types are looked for, and in the folders above. */
  readonly folder: string;
  readonly options: TS.CompilerOptions;
  /** All files of the project: they may say something about names that they do not export. Of a loose one, its declarations. */
  readonly fileNames: readonly string[];
  readonly references: readonly TS.ProjectReference[];
}

interface Parsed {
  readonly path: string;
  readonly options: TS.CompilerOptions;
  readonly fileNames: readonly string[];
  readonly includes: ReadonlySet<string>;
  readonly references: readonly TS.ProjectReference[];
}

/** What the bundled compiler keeps to itself. */
interface Internals {
  matchFiles(
    path: string, extensions: readonly string[] | undefined, excludes: readonly string[] | undefined, includes: readonly string[] | undefined,
    useCaseSensitiveFileNames: boolean, currentDirectory: string, depth: number | undefined,
    entriesOf: (path: string) => { readonly files: readonly string[]; readonly directories: readonly string[] }, realpath: (path: string) => string,
  ): string[];
}

/** What reading configs may see. */
export function configHost(ts: typeof TS, disk: Disk): TS.ParseConfigHost {
  const { useCaseSensitiveFileNames } = ts.sys;
  const entriesOf = (path: string): { files: readonly string[]; directories: readonly string[] } => {
    const { files, folders } = disk.entries(path);
    return { files, directories: folders };
  };
  return {
    useCaseSensitiveFileNames,
    fileExists: (path) => disk.isFile(path),
    readFile: (path) => disk.read(path),
    readDirectory: (folder, extensions, excludes, includes, depth) =>
      (ts as unknown as Internals).matchFiles(folder, extensions, excludes, includes, useCaseSensitiveFileNames, folder, depth, entriesOf, (path) => path),
  };
}

/** References between projects are followed this far. */
const MAX_DEPTH = 8;

/** Finds the compiler options that a file is checked with. Configs are read as data: plugins of the language service are never loaded. */
export class TypeConfigs {
  readonly #ts: typeof TS;
  readonly #disk: Disk;
  readonly #parsed = new Map<string, Parsed | undefined>();
  readonly #configs = new Map<string, TypeConfig>();

  constructor(ts: typeof TS, disk: Disk) {
    this.#ts = ts;
    this.#disk = disk;
  }

  /**
   * The nearest tsconfig.json upwards that has the file, itself or through its references; if none has it, the nearest one at all. JavaScript that
   * no config has checked, and everything where there is no config, is checked loosely.
   */
  of(path: string): TypeConfig {
    const config = this.#nearest(path);
    const isJavaScript = /\.[cm]?jsx?$/.test(path);
    const isChecked = config !== undefined && (!isJavaScript || (config.options.allowJs !== false && config.options.checkJs === true));
    return isChecked ? this.#ownConfig(config) : this.#looseConfig(config, this.#packageOf(path), isJavaScript);
  }

  #nearest(path: string): Parsed | undefined {
    let fallback: Parsed | undefined;
    for (let folder = posix.dirname(path); isWithin(this.#disk.root, folder); folder = posix.dirname(folder)) {
      for (const name of ["tsconfig.json", "jsconfig.json"]) {
        const parsed = this.#parse(posix.join(folder, name));
        if (parsed === undefined) continue;
        const owner = this.#findOwner(parsed, path, 0);
        if (owner !== undefined) return owner;
        fallback ??= parsed;
      }
      if (folder === posix.dirname(folder)) break;
    }
    return fallback;
  }

  #findOwner(config: Parsed, path: string, depth: number): Parsed | undefined {
    if (config.includes.has(path)) return config;
    if (depth >= MAX_DEPTH) return undefined;
    for (const reference of config.references) {
      const referred = this.#parse(this.#ts.resolveProjectReferencePath(reference));
      const owner = referred && this.#findOwner(referred, path, depth + 1);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  #parse(path: string): Parsed | undefined {
    if (this.#parsed.has(path)) return this.#parsed.get(path);
    this.#parsed.set(path, undefined); // a config that refers to itself ends here
    const text = this.#disk.read(path);
    if (text === undefined) return undefined;
    const ts = this.#ts;
    const { config } = ts.parseConfigFileTextToJson(path, text) as { config?: unknown };
    const { options, fileNames, projectReferences = [] } = ts.parseJsonConfigFileContent(config ?? {}, configHost(ts, this.#disk), posix.dirname(path), undefined, path);
    const parsed = { path, options: this.#withOldDefaults(options, path), fileNames, includes: new Set(fileNames), references: projectReferences };
    this.#parsed.set(path, parsed);
    return parsed;
  }

  /** What a project written for TypeScript 5 leaves out means what it meant there; 6.0 has other defaults. */
  #withOldDefaults(options: TS.CompilerOptions, config: string): TS.CompilerOptions {
    if (this.#versionFor(config) >= 6) return options;
    const { ES5, ES2015 } = this.#ts.ScriptTarget as unknown as { ES5: TS.ScriptTarget; ES2015: TS.ScriptTarget };
    const target = options.target ?? (options.module !== undefined && options.module >= this.#ts.ModuleKind.Node16 ? undefined : ES5);
    const module = options.module ?? ((target ?? ES2015) >= ES2015 ? this.#ts.ModuleKind.ES2015 : this.#ts.ModuleKind.CommonJS);
    return { strict: false, types: ["*"], ...options, ...(target === undefined ? {} : { target }), module };
  }

  #versionFor(config: string): number {
    return this.majorFor(posix.dirname(config));
  }

  /** The major version of TypeScript that is installed for a folder, or asked for; 5 if nobody says. */
  majorFor(at: string): number {
    for (const folder of foldersUpTo(this.#disk.root, at)) {
      const installed = /"version"\s*:\s*"(\d+)\./.exec(this.#disk.read(posix.join(folder, "node_modules/typescript/package.json")) ?? "")?.[1];
      const wanted = /"typescript"\s*:\s*"[^"\d]*(\d+)\b/.exec(this.#disk.read(posix.join(folder, "package.json")) ?? "")?.[1];
      const version = installed ?? wanted;
      if (version !== undefined) return Number(version);
    }
    return 5;
  }

  #ownConfig({ path, options, fileNames, references }: Parsed): TypeConfig {
    return this.#kept(path, () => {
      const declaration = options.declaration === true || options.composite === true;
      const kept = without(options, ["plugins", "tsBuildInfoFile", "outFile", "emitDeclarationOnly"]);
      const own = { ...kept, configFilePath: path, noEmit: true, composite: false, incremental: false, declaration, skipLibCheck: true, ignoreDeprecations: "6.0", stableTypeOrdering: true };
      return { isLoose: false, folder: posix.dirname(path), options: own, fileNames, references };
    });
  }

  /** How code is checked that nobody asked to check: only what is surely wrong shows, and it is compared with what showed before. */
  #looseConfig(near: Parsed | undefined, folder: string, isJavaScript: boolean): TypeConfig {
    const { ModuleKind, ModuleResolutionKind, ScriptTarget, JsxEmit } = this.#ts;
    const options: TS.CompilerOptions = {
      ...only(near?.options ?? {}, ["paths", "pathsBasePath", "baseUrl"]),
      allowJs: true,
      checkJs: isJavaScript,
      strict: false,
      noEmit: true,
      skipLibCheck: true,
      types: ["*"],
      target: ScriptTarget.ESNext,
      module: ModuleKind.Preserve,
      moduleResolution: ModuleResolutionKind.Bundler,
      resolveJsonModule: true,
      allowImportingTsExtensions: true,
      jsx: JsxEmit.Preserve,
      ignoreDeprecations: "6.0",
      stableTypeOrdering: true,
    };
    const declarations = near?.fileNames.filter((file) => file.endsWith(".d.ts")) ?? [];
    return this.#kept(["loose", isJavaScript, folder, near?.path].join(" "), () => ({ isLoose: true, folder, options, fileNames: declarations, references: [] }));
  }

  #packageOf(path: string): string {
    for (let folder = posix.dirname(path); isWithin(this.#disk.root, folder) && folder !== this.#disk.root; folder = posix.dirname(folder)) {
      if (this.#disk.isFile(posix.join(folder, "package.json"))) return folder;
    }
    return this.#disk.root;
  }

  #kept(key: string, make: () => TypeConfig): TypeConfig {
    let config = this.#configs.get(key);
    if (config === undefined) this.#configs.set(key, (config = make()));
    return config;
  }
}

/** Options without some of them. */
export function without(options: TS.CompilerOptions, names: readonly string[]): TS.CompilerOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));
}

function only(options: TS.CompilerOptions, names: readonly string[]): TS.CompilerOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)));
}

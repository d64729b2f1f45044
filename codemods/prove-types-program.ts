import { posix } from "node:path";
import type * as TS from "typescript";
import { bundledLibraries } from "../rules/model/compiler.ts";
import { configHost, type TypeConfig, without } from "./prove-types-config.ts";
import { type Disk, isWithin } from "./prove-types-disk.ts";

/** A folder that is nowhere: the compiler's own libraries come from memory. */
const LIBRARIES = "/.pokayoke/lib";

/** Options that say where things are, and not how a file is read. */
const WHERE = ["paths", "baseUrl", "pathsBasePath", "configFilePath", "configFile", "outDir", "rootDir", "rootDirs", "declarationDir", "typeRoots", "types", "lib"];

/** What the bundled compiler keeps to itself. */
type Host = TS.CompilerHost & { useSourceOfProjectReferenceRedirect: () => boolean };
type Emit = (file: TS.SourceFile, write: TS.WriteFileCallback, token: undefined, onlyDeclarations: true, transformers: undefined, force: true) => TS.EmitResult;

/** Makes Programs over the disk with some texts in the place of others. What was parsed for one is used for all that parse alike. */
export class Programs {
  readonly #ts: typeof TS;
  readonly #disk: Disk;
  readonly #parsed = new Map<string, Map<string, TS.SourceFile>>();

  constructor(ts: typeof TS, disk: Disk) {
    this.#ts = ts;
    this.#disk = disk;
  }

  /** `like` is a Program with much the same files: what it knows of imports is used again. */
  make(config: TypeConfig, roots: ReadonlySet<string>, overlay: ReadonlyMap<string, string>, like?: TS.Program): TS.Program {
    return this.#ts.createProgram({
      rootNames: [...roots],
      options: config.options,
      projectReferences: config.references,
      host: this.#host(config, overlay),
      ...(like === undefined ? {} : { oldProgram: like }),
    });
  }

  #host(config: TypeConfig, overlay: ReadonlyMap<string, string>): Host {
    const disk = this.#disk;
    const cache = this.#cacheOf(config.options);
    const folders = new Set([...overlay.keys()].flatMap(foldersAbove));
    const readFile = (path: string): string | undefined => overlay.get(path) ?? libraryAt(path) ?? disk.read(path);
    const { useCaseSensitiveFileNames } = this.#ts.sys;
    return {
      readFile,
      fileExists: (path) => overlay.has(path) || libraryAt(path) !== undefined || disk.isFile(path),
      directoryExists: (path) => folders.has(path) || path === LIBRARIES || disk.isFolder(path),
      getDirectories: (path) => [...disk.folders(path)],
      realpath: (path) => (isWithin(LIBRARIES, path) || overlay.has(path) ? path : disk.realpath(path)),
      getSourceFile: (path, options) => {
        const text = readFile(path);
        return text === undefined ? undefined : this.#parse(cache, path, text, options);
      },
      getDefaultLibFileName: (options) => `${LIBRARIES}/${this.#ts.getDefaultLibFileName(options)}`,
      getDefaultLibLocation: () => LIBRARIES,
      getCurrentDirectory: () => config.folder,
      getCanonicalFileName: (path) => (useCaseSensitiveFileNames ? path : path.toLowerCase()),
      useCaseSensitiveFileNames: () => useCaseSensitiveFileNames,
      useSourceOfProjectReferenceRedirect: () => true,
      readDirectory: (at, extensions, excludes, includes, depth) => [...configHost(this.#ts, disk).readDirectory(at, extensions, excludes ?? [], includes, depth)],
      getNewLine: () => "\n",
      writeFile: () => undefined,
    };
  }

  #parse(cache: Map<string, TS.SourceFile>, path: string, text: string, options: TS.ScriptTarget | TS.CreateSourceFileOptions): TS.SourceFile {
    const format = typeof options === "object" ? String(options.impliedNodeFormat) : "";
    const key = `${format} ${path}`;
    const known = cache.get(key);
    if (known?.text === text) return known;
    const file = this.#ts.createSourceFile(path, text, options);
    // The text of the disk is the one that comes again and again; others are those of one attempt.
    if (known === undefined) cache.set(key, file);
    return file;
  }

  /** Binding leaves its traces in a file, so only Programs that bind alike share their files. */
  #cacheOf(options: TS.CompilerOptions): Map<string, TS.SourceFile> {
    const key = JSON.stringify(Object.entries(without(options, WHERE)).sort());
    let cache = this.#parsed.get(key);
    if (cache === undefined) this.#parsed.set(key, (cache = new Map<string, TS.SourceFile>()));
    return cache;
  }
}

function libraryAt(path: string): string | undefined {
  return path.startsWith(`${LIBRARIES}/`) ? bundledLibraries().get(path.slice(LIBRARIES.length + 1)) : undefined;
}

function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = posix.dirname(path); !folders.includes(folder); folder = posix.dirname(folder)) folders.push(folder);
  return folders;
}

/** What a file shows to the files that import it: its declarations as text. `undefined` where they can't be written down. */
export function shapeOf(program: TS.Program, file: TS.SourceFile): string | undefined {
  let shape: string | undefined;
  try {
    const { emit } = program as unknown as { readonly emit: Emit };
    emit(file, (name, text) => { if (/\.d\.[cm]?ts$/.test(name)) shape = text; }, undefined, true, undefined, true);
  } catch {
    return undefined; // the compiler gives up on some JavaScript
  }
  return shape;
}

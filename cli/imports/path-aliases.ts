import { dirname, join } from "node:path";
import type * as TS from "typescript";
import { isInside } from "../root.ts";
import { isObject, own, type Json } from "./json.ts";
import { fillingOf } from "./packages.ts";
import { sourceAt, type ProjectFiles } from "./source-at.ts";

/** What a tsconfig says about imports. */
interface Aliases {
  /** Absolute: where bare names are looked for. */
  readonly baseUrl: string | undefined;
  /** Patterns and where they lead, absolute. */
  readonly paths: ReadonlyMap<string, readonly string[]> | undefined;
}

const NONE: Aliases = { baseUrl: undefined, paths: undefined };

/** Chains of `extends` and `references` are followed this far. */
const MAX_DEPTH = 8;

/** `compilerOptions.paths` and `baseUrl` of the tsconfig (or jsconfig) nearest to a file. Read as data: no plugin runs, nothing outside the root is read. */
export class PathAliases {
  readonly #ts: typeof TS;
  readonly #files: ProjectFiles;
  readonly #byFolder = new Map<string, Aliases>();

  constructor(ts: typeof TS, files: ProjectFiles) {
    this.#ts = ts;
    this.#files = files;
  }

  /** The source file that a bare import means for a file in `folder`. */
  resolve(specifier: string, folder: string): string | undefined {
    const { baseUrl, paths } = this.#nearest(folder);
    for (const [pattern, targets] of ranked(paths, specifier)) {
      const filling = fillingOf(pattern, specifier) ?? "";
      for (const target of targets) {
        const path = sourceAt(this.#files, target.replace("*", () => filling));
        if (path !== undefined) return path;
      }
    }
    return baseUrl === undefined ? undefined : sourceAt(this.#files, join(baseUrl, specifier));
  }

  #nearest(folder: string): Aliases {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    const aliases =
      this.#read(join(folder, "tsconfig.json"), folder, 0) ??
      this.#read(join(folder, "jsconfig.json"), folder, 0) ??
      (folder === this.#files.root || folder === dirname(folder) ? NONE : this.#nearest(dirname(folder)));
    this.#byFolder.set(folder, aliases);
    return aliases;
  }

  /** `undefined` if there is no such file. `leaf` is the folder of the config that the chain started from, for `${configDir}`. */
  #read(file: string, leaf: string, depth: number): Aliases | undefined {
    if (depth > MAX_DEPTH || !isInside(this.#files.root, file)) return undefined;
    const text = this.#files.readAside(file);
    if (text === undefined) return undefined;
    const config = this.#parse(file, text);
    if (config === undefined) return NONE;
    const folder = dirname(file);
    const options = own(config, "compilerOptions");
    const own_ = isObject(options) ? aliasesOf(options, folder, leaf) : NONE;
    const inherited = stringsOf(own(config, "extends"))
      .filter((target) => target.startsWith("."))
      .reverse()
      .map((target) => this.#readAt(join(folder, target), leaf, depth + 1));
    const merged = [own_, ...inherited].reduce((one, other) => ({ baseUrl: one.baseUrl ?? other.baseUrl, paths: one.paths ?? other.paths }), NONE);
    return merged.paths === undefined ? this.#ofReferences(config, folder, merged, depth) : merged;
  }

  /** A config that only refers to others (`"files": []`) has its paths in them. */
  #ofReferences(config: Json, folder: string, aliases: Aliases, depth: number): Aliases {
    const files = own(config, "files");
    const references = own(config, "references");
    if (!Array.isArray(files) || files.length > 0 || !Array.isArray(references)) return aliases;
    for (const reference of references) {
      const path: unknown = isObject(reference) ? own(reference, "path") : undefined;
      if (typeof path !== "string") continue;
      const found = this.#readAt(join(folder, path), folder, depth + 1);
      if (found.paths !== undefined) return found;
    }
    return aliases;
  }

  #readAt(path: string, leaf: string, depth: number): Aliases {
    return this.#read(path, leaf, depth) ?? this.#read(`${path}.json`, leaf, depth) ?? this.#read(join(path, "tsconfig.json"), leaf, depth) ?? NONE;
  }

  #parse(file: string, text: string): Json | undefined {
    try {
      const config: unknown = this.#ts.parseConfigFileTextToJson(file, text).config;
      return isObject(config) ? config : undefined;
    } catch {
      return undefined;
    }
  }
}

function aliasesOf(options: Json, folder: string, leaf: string): Aliases {
  const absolute = (path: string): string => (path.startsWith("${configDir}") ? join(leaf, path.slice("${configDir}".length)) : join(folder, path));
  const base = own(options, "baseUrl");
  const baseUrl = typeof base === "string" ? absolute(base) : undefined;
  const table = own(options, "paths");
  if (!isObject(table)) return { baseUrl, paths: undefined };
  const from = (path: string): string => (baseUrl === undefined || path.startsWith("${configDir}") ? absolute(path) : join(baseUrl, path));
  return { baseUrl, paths: new Map(Object.keys(table).map((pattern) => [pattern, stringsOf(table[pattern]).map(from)])) };
}

/** The patterns that a specifier fits, TypeScript's choice first: the exact one, then the one with the longest text before its star. */
function ranked(paths: Aliases["paths"], specifier: string): readonly (readonly [string, readonly string[]])[] {
  if (paths === undefined) return [];
  return [...paths]
    .filter(([pattern]) => pattern === specifier || fillingOf(pattern, specifier) !== undefined)
    .sort(([one], [other]) => Number(other === specifier) - Number(one === specifier) || other.indexOf("*") - one.indexOf("*"))
    .slice(0, 1);
}

function stringsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string");
}

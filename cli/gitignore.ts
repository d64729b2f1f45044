import { join, sep } from "node:path";
import { readRegularFile } from "./read-file.ts";
import { parseIgnoreLine, type IgnorePattern } from "./ignore-pattern.ts";

/** A longer list of patterns is no list that anybody wrote. */
const MAX_BYTES = 1_048_576;

/** The patterns of one file, and the folder they are read from. */
interface Layer {
  readonly base: string;
  readonly patterns: readonly IgnorePattern[];
}

/** The `.gitignore` files that apply in one folder. */
export class IgnoreScope {
  /** The outermost first. */
  readonly #layers: readonly Layer[];

  constructor(layers: readonly Layer[] = []) {
    this.#layers = layers;
  }

  /** The scope inside a folder: this one, and the folder's own `.gitignore` if it has one. */
  enter(folder: string): IgnoreScope {
    return this.with(folder, join(folder, ".gitignore"));
  }

  /** The scope inside a folder that was asked for by name: what ignores the folder itself has no say in it. */
  enterNamed(folder: string): IgnoreScope {
    return new IgnoreScope(this.#layers.filter((layer) => !(verdictOf(layer, folder, true) ?? false)));
  }

  /** This scope and the patterns of one more file, read from `folder`. */
  with(folder: string, file: string): IgnoreScope {
    const patterns = patternsOf(file);
    if (patterns.length === 0) return this;
    return new IgnoreScope([...this.#layers, { base: folder.endsWith(sep) ? folder : folder + sep, patterns }]);
  }

  /** Whether git would ignore this path, given that it does not ignore the folder it lies in. The innermost file with an answer decides. */
  ignores(path: string, isFolder: boolean): boolean {
    return this.#verdictOf(path, isFolder) ?? false;
  }

  /** Whether a pattern says that git does not ignore this folder, whatever others of its name are: `!packages/node_modules`. */
  takesBack(folder: string): boolean {
    return this.#verdictOf(folder, true) === false;
  }

  #verdictOf(path: string, isFolder: boolean): boolean | undefined {
    for (let at = this.#layers.length - 1; at >= 0; at -= 1) {
      const layer = this.#layers[at];
      const verdict = layer && verdictOf(layer, path, isFolder);
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  }
}

/** The scope where nothing is ignored. */
export const nothingIgnored: IgnoreScope = new IgnoreScope();

/** The scope around a repository: its list of things to ignore that is not committed. */
export function scopeAround(root: string): IgnoreScope {
  return nothingIgnored.with(root, join(root, ".git", "info", "exclude"));
}

/** The last pattern that matches decides; `undefined` if none does. */
function verdictOf({ base, patterns }: Layer, path: string, isFolder: boolean): boolean | undefined {
  const relative = sep === "/" ? path.slice(base.length) : path.slice(base.length).replaceAll(sep, "/");
  for (let at = patterns.length - 1; at >= 0; at -= 1) {
    const pattern = patterns[at];
    if (pattern && (isFolder || !pattern.foldersOnly) && pattern.matches(relative)) return !pattern.negated;
  }
  return undefined;
}

/** A file that can't be read ignores nothing. */
function patternsOf(file: string): readonly IgnorePattern[] {
  const read = readRegularFile(file, MAX_BYTES);
  if (!("text" in read)) return [];
  return read.text
    .split("\n")
    .flatMap((line) => parseIgnoreLine(line) ?? []);
}

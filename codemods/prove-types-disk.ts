import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** A larger file is no declaration that anybody wrote or generated. */
const MAX_BYTES = 32_000_000;

/** The names in one folder. Links count as neither. */
export interface Entries {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/**
 * What a type check may see of the disk: the root, and what is installed for it (`node_modules` in it and above it). Nothing else exists, wherever a
 * tsconfig, a link or a `/// <reference>` points. It only reads, and only regular files. What it has seen stays so for the run.
 */
export class Disk {
  /** With `/`. */
  readonly root: string;
  readonly #realRoot: string;
  readonly #kinds = new Map<string, "file" | "folder" | undefined>();
  readonly #texts = new Map<string, string | undefined>();
  readonly #realFolders = new Map<string, string | undefined>();

  constructor(root: string) {
    this.root = toPosix(root);
    this.#realRoot = attempt(() => toPosix(realpathSync(root))) ?? this.root;
  }

  isFile(path: string): boolean {
    return this.#kindOf(path) === "file";
  }

  isFolder(path: string): boolean {
    return this.#kindOf(path) === "folder";
  }

  read(path: string): string | undefined {
    if (this.#texts.has(path)) return this.#texts.get(path);
    const text = this.isFile(path) ? attempt(() => decode(readFileSync(path))) : undefined;
    this.#texts.set(path, text);
    return text;
  }

  /** Without links: they are found under the name that an import uses, not by a search. */
  entries(folder: string): Entries {
    if (!this.isFolder(folder)) return { files: [], folders: [] };
    const entries = attempt(() => readdirSync(folder, { withFileTypes: true })) ?? [];
    return {
      files: entries.filter((entry) => entry.isFile()).map(({ name }) => name),
      folders: entries.filter((entry) => entry.isDirectory()).map(({ name }) => name),
    };
  }

  /** The folders in a folder, linked ones included, as packages are often linked. */
  folders(folder: string): readonly string[] {
    if (!this.isFolder(folder)) return [];
    return (attempt(() => readdirSync(folder)) ?? []).filter((name) => this.isFolder(`${folder}/${name}`));
  }

  /** Where a path leads, if that can be seen; else the path itself, under which it can still be read if it is installed. */
  realpath(path: string): string {
    const real = attempt(() => toPosix(realpathSync(path)));
    return real !== undefined && this.#isVisible(real) ? real : path;
  }

  #kindOf(path: string): "file" | "folder" | undefined {
    if (this.#kinds.has(path)) return this.#kinds.get(path);
    const kind = this.#isVisible(path) ? this.#lookAt(path) : undefined;
    this.#kinds.set(path, kind);
    return kind;
  }

  #lookAt(path: string): "file" | "folder" | undefined {
    const stat = attempt(() => statSync(path));
    if (stat?.isDirectory() === true) return "folder";
    return stat?.isFile() === true && stat.size <= MAX_BYTES ? "file" : undefined;
  }

  #isVisible(path: string): boolean {
    if (path.includes("/../") || path.includes("\0")) return false;
    const at = `${path}/`.indexOf("/node_modules/");
    if (at !== -1) {
      const owner = path.slice(0, at);
      return isWithin(this.root, owner) || isWithin(owner, this.root) || isWithin(this.#realRoot, owner);
    }
    return isWithin(this.root, path) ? this.#leadsInside(path) : isWithin(this.#realRoot, path);
  }

  /** Whether the way to a path below the root does not leave it through a link. */
  #leadsInside(path: string): boolean {
    const real = path === this.root ? this.#realRoot : this.#realFolder(dirname(path));
    if (real === undefined) return false;
    const target = attempt(() => toPosix(realpathSync(path)));
    return isWithin(this.#realRoot, real) && (target === undefined || isWithin(this.#realRoot, target));
  }

  #realFolder(folder: string): string | undefined {
    if (this.#realFolders.has(folder)) return this.#realFolders.get(folder);
    const real = attempt(() => toPosix(realpathSync(folder)));
    this.#realFolders.set(folder, real);
    return real;
  }
}

/** What the operating system answers with an error is not there. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** UTF-8, or UTF-16 where a mark says so, as the compiler reads files. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le", 2);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.toString("utf8", 3) : bytes.toString("utf8");
}

export function toPosix(path: string): string {
  return path.replaceAll("\\", "/");
}

export function isWithin(folder: string, path: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

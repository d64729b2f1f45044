import { join } from "node:path";

/** What resolving needs to know of the project. */
export interface ProjectFiles {
  /** Whether there is such a source file. */
  has(path: string): boolean;
  /** The text of a file of the project that is no source; `undefined` if there is none. */
  readAside(path: string): string | undefined;
  /** The folders of the project that have a `package.json`. */
  readonly packages: readonly string[];
  /** The folder that nothing is read outside of. */
  readonly root: string;
}

/** In TypeScript's order of preference. */
const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/** What a JavaScript extension may be written for, the first choice first. */
const WRITTEN_FOR: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".js", ".jsx"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};

/** The source file that an absolute path without, or with a compiled, extension means, by TypeScript's rules for bundlers. */
export function sourceAt(files: ProjectFiles, path: string): string | undefined {
  const extension = /\.[cm]?jsx?$/.exec(path)?.[0];
  const sources = extension === undefined ? [] : (WRITTEN_FOR[extension] ?? []);
  const stem = extension === undefined ? path : path.slice(0, -extension.length);
  return (
    firstOf(files, stem, sources) ??
    (files.has(path) ? path : undefined) ??
    firstOf(files, path, EXTENSIONS) ??
    firstOf(files, join(path, "index"), EXTENSIONS)
  );
}

function firstOf(files: ProjectFiles, stem: string, extensions: readonly string[]): string | undefined {
  for (const extension of extensions) if (files.has(stem + extension)) return stem + extension;
  return undefined;
}

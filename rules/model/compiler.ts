import { createRequire } from "node:module";
import type * as TS from "typescript";

const require = createRequire(import.meta.url);

/** The `typescript` package that this package sees, if it has the classic API (5.4 to 6; version 7 has none). */
export function installedCompiler(): typeof TS | undefined {
  try {
    const ts = require("typescript") as Partial<typeof TS>;
    return typeof ts.createSourceFile === "function" && typeof ts.createProgram === "function" ? (ts as typeof TS) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * TypeScript 6.0 as it comes with ts-morph: the command line always uses it, so that findings depend on nothing installed. `load` gives what the module at a
 * path exports.
 */
export function bundledCompiler(load: (path: string) => unknown = require): typeof TS {
  // Its wrapper brings 3 MB of library texts along, which few ask for.
  return load(require.resolve("@ts-morph/common/dist/typescript.js")) as typeof TS;
}

let libraries: ReadonlyMap<string, string> | undefined;

/** The library declarations that come with the bundled compiler (`lib.es2023.d.ts`), as texts by file name. */
export function bundledLibraries(): ReadonlyMap<string, string> {
  if (libraries === undefined) {
    const { getLibFiles } = require("@ts-morph/common") as { getLibFiles: () => readonly { readonly fileName: string; readonly text: string }[] };
    libraries = new Map(getLibFiles().map(({ fileName, text }) => [fileName, text]));
  }
  return libraries;
}

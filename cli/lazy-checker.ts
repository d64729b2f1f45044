import type * as TS from "typescript";
import type { ImportResolver } from "../rules/model/world.ts";
import { offlineHost, offlineOptions } from "../rules/model/offline.ts";

/**
 * A checker over files that are parsed when a question first leads to them. Its answers are those of a Program over all the files
 * (global augmentations apart), at the cost of the few that matter. It reads no disk: an import leads where `resolveImport` says,
 * and `load` gives that file, parsed and bound, or nothing.
 *
 * A Program resolves every import of every root when it is made, and so needs them all parsed. The checker itself asks late, through
 * two methods of its host; they are replaced here. The second is not in the public types: this works with the bundled compiler alone.
 */
export function lazyChecker(
  ts: typeof TS,
  load: (path: string) => TS.SourceFile | undefined,
  resolveImport: ImportResolver,
): TS.TypeChecker {
  const program = ts.createProgram({ rootNames: [], options: offlineOptions(ts), host: offlineHost(() => undefined) });
  Object.assign(program, {
    getSourceFile: load,
    getResolvedModule: (from: TS.SourceFile, specifier: string) => {
      const path = resolveImport(specifier, from.fileName);
      if (path === undefined) return undefined;
      const extension = path.slice(path.lastIndexOf("."));
      return { resolvedModule: { resolvedFileName: path, extension, isExternalLibraryImport: false } };
    },
  });
  return program.getTypeChecker();
}

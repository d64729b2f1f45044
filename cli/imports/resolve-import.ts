import { dirname, join } from "node:path";
import type * as TS from "typescript";
import type { ImportResolver } from "../../rules/model/world.ts";
import { Packages } from "./packages.ts";
import { sourceAt, type ProjectFiles } from "./source-at.ts";
import { PathAliases } from "./path-aliases.ts";

/**
 * Finds the source file that an import means: a relative path, an alias of the nearest tsconfig, or a package of the same project. Everything
 * else (what is installed, what Node.js brings) leads nowhere. Only reads names and JSON; nothing of the target runs.
 */
export function importResolver(ts: typeof TS, files: ProjectFiles): ImportResolver {
  const aliases = new PathAliases(ts, files);
  const packages = new Packages(files);
  const known = new Map<string, string | undefined>();
  return (specifier, from) => {
    const folder = dirname(from);
    const key = `${folder}\0${specifier}`;
    if (known.has(key)) return known.get(key);
    const path = isRelative(specifier)
      ? sourceAt(files, join(folder, specifier))
      : (aliases.resolve(specifier, folder) ?? packages.resolve(specifier, folder));
    known.set(key, path);
    return path;
  };
}

function isRelative(specifier: string): boolean {
  return /^\.{1,2}(?:\/|$)/.test(specifier);
}

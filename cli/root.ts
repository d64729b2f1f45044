import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** The folder that holds the named paths and everything that may answer questions about them. Nothing outside is read. */
export interface Root {
  readonly folder: string;
  /** False for a folder that is no project: its other files are nobody's business. */
  readonly isProject: boolean;
}

/**
 * Finds the repository that the folders (absolute) lie in, by its `.git`; outside of any repository the nearest folder with
 * a `package.json`, not above `cwd`, where one may have come by accident; else the nearest folder that holds them all.
 */
export function findRoot(folders: readonly string[], cwd: string): Root {
  const common = folders.reduce(commonFolder);
  const marked = nearestWith(common, ".git", () => true) ?? nearestWith(common, "package.json", (folder) => folder === common || isInside(cwd, folder));
  return { folder: marked ?? common, isProject: marked !== undefined };
}

/** The nearest folder, from `folder` upwards as far as it is allowed, that has something of this name. */
function nearestWith(folder: string, name: string, isAllowed: (folder: string) => boolean): string | undefined {
  for (let at = folder; isAllowed(at); at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (dirname(at) === at) return undefined;
  }
  return undefined;
}

function commonFolder(one: string, other: string): string {
  let at = one;
  while (!isInside(at, other)) at = dirname(at);
  return at;
}

/** Whether an absolute path is a folder or lies somewhere in it. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

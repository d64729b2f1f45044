import { dirname, join } from "node:path";
import { isInside } from "../root.ts";
import { isObject, own, type Json } from "./json.ts";
import { sourceAt, type ProjectFiles } from "./source-at.ts";

/** Conditions under which an `exports` entry may be taken: the source first, then what is nearest to it. */
const CONDITIONS = ["source", "development", "typescript", "types", "import", "module", "node", "require", "default"];

/** Folders that hold what a build makes of `src`. */
const BUILT = /^(?:\.\/)?(?:dist|lib|build|out|output|esm|cjs|es)\//;

/** The packages of the project itself (workspaces), by the names they are imported under. */
export class Packages {
  readonly #files: ProjectFiles;
  readonly #manifests = new Map<string, Json | undefined>();
  #folders: ReadonlyMap<string, string> | undefined;

  constructor(files: ProjectFiles) {
    this.#files = files;
  }

  /** The source file that `name`, `name/sub/path` or `#internal` means for a file in `from`. */
  resolve(specifier: string, from: string): string | undefined {
    if (specifier.startsWith("#")) return this.#internal(specifier, from);
    const [name, subpath] = splitName(specifier);
    if (name === undefined) return undefined;
    const folder = this.#byName().get(name);
    return folder === undefined ? undefined : this.#entry(folder, subpath);
  }

  #byName(): ReadonlyMap<string, string> {
    if (this.#folders !== undefined) return this.#folders;
    const folders = new Map<string, string>();
    for (const folder of [...this.#files.packages].sort()) {
      const manifest = this.#manifest(folder);
      const name = manifest && own(manifest, "name");
      if (typeof name === "string" && !folders.has(name)) folders.set(name, folder);
    }
    return (this.#folders = folders);
  }

  #manifest(folder: string): Json | undefined {
    if (this.#manifests.has(folder)) return this.#manifests.get(folder);
    const manifest = parseObject(this.#files.readAside(join(folder, "package.json")));
    this.#manifests.set(folder, manifest);
    return manifest;
  }

  /** `imports` of the nearest package.json, as Node.js reads it. */
  #internal(specifier: string, from: string): string | undefined {
    for (let folder = from; isInside(this.#files.root, folder); folder = dirname(folder)) {
      const manifest = this.#manifest(folder);
      if (manifest !== undefined) {
        const table = own(manifest, "imports");
        return isObject(table) ? this.#mapped(folder, table, specifier) : undefined;
      }
      if (folder === dirname(folder)) break;
    }
    return undefined;
  }

  #entry(folder: string, subpath: string): string | undefined {
    const manifest = this.#manifest(folder) ?? {};
    const exported = own(manifest, "exports");
    const table = isObject(exported) && Object.keys(exported).some((key) => key.startsWith(".")) ? exported : { ".": exported };
    const mapped = this.#mapped(folder, table, subpath === "" ? "." : `./${subpath}`);
    if (mapped !== undefined) return mapped;
    if (subpath !== "") return sourceAt(this.#files, join(folder, subpath)) ?? sourceAt(this.#files, join(folder, "src", subpath));
    for (const field of ["source", "types", "module", "main"]) {
      const target = own(manifest, field);
      const path = typeof target === "string" ? this.#target(folder, target) : undefined;
      if (path !== undefined) return path;
    }
    return sourceAt(this.#files, join(folder, "src", "index")) ?? sourceAt(this.#files, join(folder, "index"));
  }

  /** Looks a key up in `exports` or `imports`; `*` stands for the same text on both sides. */
  #mapped(folder: string, table: Json, key: string): string | undefined {
    for (const target of targetsOf(own(table, key))) {
      const path = this.#target(folder, target);
      if (path !== undefined) return path;
    }
    for (const pattern of Object.keys(table).sort((one, other) => other.indexOf("*") - one.indexOf("*"))) {
      const filling = fillingOf(pattern, key);
      if (filling === undefined) continue;
      for (const target of targetsOf(table[pattern])) {
        const path = this.#target(folder, target.replaceAll("*", () => filling));
        if (path !== undefined) return path;
      }
    }
    return undefined;
  }

  /** The source of a file that a package.json names, which may be what a build makes of it. */
  #target(folder: string, target: string): string | undefined {
    if (target.includes("..")) return undefined;
    const source = target.replace(/\.d\.([cm]?)ts$/, ".$1js");
    return (
      sourceAt(this.#files, join(folder, source)) ??
      (BUILT.test(source) ? (sourceAt(this.#files, join(folder, source.replace(BUILT, "src/"))) ?? sourceAt(this.#files, join(folder, source.replace(BUILT, "")))) : undefined)
    );
  }
}

/** `@scope/name/sub` is `@scope/name` and `sub`. */
function splitName(specifier: string): readonly [string | undefined, string] {
  const match = /^((?:@[^/]+\/)?[^/@][^/]*)(?:\/(.*))?$/.exec(specifier);
  return [match?.[1], match?.[2] ?? ""];
}

/** What fills the `*` of a pattern so that it becomes `text`. */
export function fillingOf(pattern: string, text: string): string | undefined {
  const star = pattern.indexOf("*");
  if (star === -1) return undefined;
  const head = pattern.slice(0, star);
  const tail = pattern.slice(star + 1);
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return undefined;
  return text.slice(head.length, text.length - tail.length);
}

/** The paths that an `exports` value may stand for, the best first. Nested conditions are followed a few levels only. */
function targetsOf(value: unknown, depth = 0): readonly string[] {
  if (typeof value === "string") return [value];
  if (depth > 8) return [];
  if (Array.isArray(value)) return value.flatMap((each) => targetsOf(each, depth + 1));
  if (!isObject(value)) return [];
  return CONDITIONS.flatMap((condition) => targetsOf(own(value, condition), depth + 1));
}

function parseObject(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

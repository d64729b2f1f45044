import { readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isSource, walk } from "./discover.ts";
import { nothingIgnored, scopeAround } from "./gitignore.ts";
import type { ProjectFiles } from "./imports/source-at.ts";
import { readRegularFile, reasonOf } from "./read-file.ts";
import { isInside } from "./root.ts";
import { MAX_BYTES, skipReasonOf, type SkipReason } from "./skips.ts";
import type { Targets } from "./targets.ts";

/** Why a file has no text: it is left out on purpose, or it could not be read. */
type NoText = { readonly skipped: SkipReason } | { readonly problem: string };

/** What was asked for in a run: sources, other files, and whether it mattered which files there are beside the targets. */
export interface Learned {
  readonly texts: readonly string[];
  readonly asides: readonly string[];
  readonly sawProject: boolean;
}

/**
 * The texts of a run, and of the other files of the same project. Those are looked at when a question first leads to them, so that a file gets
 * the same findings whether it is named alone or with the whole project.
 */
export class Sources implements ProjectFiles {
  readonly targets: Targets;
  readonly #useIgnoreFiles: boolean;
  /** Texts that stand in for what is on the disk. */
  readonly #overlay: ReadonlyMap<string, string>;
  readonly #texts = new Map<string, string | NoText>();
  readonly #asides = new Set<string>();
  #sawProject = false;
  #inSight: ReadonlySet<string>;
  #packages: readonly string[];
  #seesAll: boolean;
  #sorted: readonly string[] | undefined;

  constructor(targets: Targets, useIgnoreFiles: boolean, overlay: ReadonlyMap<string, string> = new Map()) {
    this.targets = targets;
    this.#useIgnoreFiles = useIgnoreFiles;
    this.#overlay = overlay;
    this.#inSight = new Set([...targets.files, ...sourcesAmong(overlay)]);
    this.#packages = targets.packages;
    this.#seesAll = targets.coversRoot || !targets.root.isProject;
  }

  /** The same sources with other texts for some files, or with files that do not exist yet. What was read stays read. */
  with(overlay: ReadonlyMap<string, string>): Sources {
    const other = new Sources(this.targets, this.#useIgnoreFiles, new Map([...this.#overlay, ...overlay]));
    for (const [path, text] of this.#texts) other.#texts.set(path, text);
    for (const path of overlay.keys()) other.#texts.delete(path);
    if (this.#seesAll) {
      other.#seesAll = true;
      other.#packages = this.#packages;
      other.#inSight = new Set([...this.#inSight, ...sourcesAmong(overlay)]);
    }
    return other;
  }

  /** Whether there is such a source file in the project. */
  has(path: string): boolean {
    if (!this.#inSight.has(path) && !this.#seesAll && isInside(this.targets.root.folder, path) && isSource(path)) this.#seeAll();
    return this.#inSight.has(path);
  }

  /** The text of a source file of the project, without a byte order mark; `undefined` if it is left out or can't be read. */
  textOf(path: string): string | undefined {
    const text = this.#read(path);
    return typeof text === "string" ? text : undefined;
  }

  /** Why a file has no text. */
  whyMissing(path: string): NoText | undefined {
    const text = this.#read(path);
    return typeof text === "string" ? undefined : text;
  }

  /** All files of the project, in code-unit order. */
  get all(): readonly string[] {
    this.#seeAll();
    return (this.#sorted ??= [...this.#inSight].sort());
  }

  /** The folders of the project that have a `package.json`. */
  get packages(): readonly string[] {
    this.#seeAll();
    return this.#packages;
  }

  /** The folder that nothing is read outside of. */
  get root(): string {
    return this.targets.root.folder;
  }

  /** The text of a file of the project that is no source, for what it says about them. Links are not followed, neither in its folders. */
  readAside(path: string): string | undefined {
    const other = this.#overlay.get(path);
    if (other !== undefined) return other;
    this.#asides.add(path);
    if (basename(path).startsWith("*")) return this.#listing(path);
    const read = isInside(this.root, path) ? readRegularFile(path, MAX_BYTES) : undefined;
    // Most folders have no such file: only for one that is there are the links on its way looked at.
    return read !== undefined && "text" in read && leadsInto(this.root, dirname(path)) ? read.text : undefined;
  }

  /** The files with these paths below the packages of the project that are no sources; `migrations/*.sql` are all that end so in the folder. */
  asides(names: readonly string[]): readonly { readonly path: string; readonly text: string }[] {
    const asked = [...new Set([this.root, ...this.packages])].flatMap((folder) => names.map((name) => join(folder, name)));
    const paths = asked.flatMap((path) => (basename(path).startsWith("*") ? (this.readAside(path)?.split("\n") ?? []).map((name) => join(dirname(path), name)) : [path]));
    return paths.flatMap((path) => {
      const text = this.readAside(path);
      return text === undefined ? [] : [{ path, text }];
    });
  }

  /** The names that end as a path does, which are one thing to learn: a file that is added changes it. */
  #listing(path: string): string | undefined {
    const names = this.namesIn(dirname(path)).filter((name) => name.endsWith(basename(path).slice(1)));
    return names.length === 0 ? undefined : names.join("\n");
  }

  /** The names in a folder of the project, in code-unit order; those of folders end in `/`. Links are left out. */
  namesIn(folder: string): readonly string[] {
    const added = [...this.#overlay.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => /^[^/]+\/?/.exec(path.slice(folder.length + 1))?.[0] ?? "");
    const isOwn = isInside(this.root, folder) && leadsInto(this.root, folder);
    return [...new Set([...(isOwn ? namesAt(folder) : []), ...added])].sort();
  }

  /** What was asked for so far. */
  learned(): Learned {
    return { texts: [...this.#texts.keys()], asides: [...this.#asides], sawProject: this.#sawProject };
  }

  /** Asks for what others have asked for. */
  learn({ texts, asides, sawProject }: Learned): void {
    if (sawProject) this.#seeAll();
    for (const path of texts) this.#read(path);
    for (const path of asides) this.readAside(path);
  }

  #read(path: string): string | NoText {
    let text = this.#texts.get(path);
    if (text === undefined) this.#texts.set(path, (text = this.#overlay.get(path) ?? this.#readDisk(path)));
    return text;
  }

  #readDisk(path: string): string | NoText {
    if (!this.has(path)) return { problem: reasonOf("ENOENT") };
    const read = readRegularFile(path, MAX_BYTES);
    if ("tooLarge" in read) return { skipped: "over 1 MB" };
    if ("code" in read) return { problem: reasonOf(read.code) };
    const skipped = skipReasonOf(path, read.text);
    return skipped === undefined ? read.text : { skipped };
  }

  #seeAll(): void {
    if (this.#seesAll) return;
    this.#sawProject = true;
    this.#seesAll = true;
    const { folder } = this.targets.root;
    const found = walk(folder, this.#useIgnoreFiles ? scopeAround(folder) : nothingIgnored, this.#useIgnoreFiles);
    this.#inSight = new Set([...this.#inSight, ...found.files]);
    this.#packages = [...new Set([...this.#packages, ...found.packages])].sort();
  }
}

function sourcesAmong(overlay: ReadonlyMap<string, string>): readonly string[] {
  return [...overlay.keys()].filter(isSource);
}

function namesAt(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`${entry.name}/`] : entry.isFile() ? [entry.name] : []));
  } catch {
    return [];
  }
}

/** Whether a folder lies in `root` when all links on its way are followed. */
function leadsInto(root: string, folder: string): boolean {
  try {
    return isInside(realpathSync(root), realpathSync(folder));
  } catch {
    return false;
  }
}


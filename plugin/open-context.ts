import { readFileSync } from "node:fs";
import { posix } from "node:path";
import type * as TS from "typescript";
import type { CodemodContext, MigrateOptions, TargetPackage } from "../codemods/codemod.ts";
import { type Ask, createAsk } from "../rules/model/ask.ts";
import type { OpenFile } from "../rules/model/suggest.ts";
import { programWorld } from "../rules/model/world.ts";

/**
 * What a codemod may see from inside a linter: the open file as the linter has it, with types the other files of the user's Program, and from the disk
 * what stands where a module of the runtime would be, and `package.json`.
 */
export function contextOf({ ask, text, root, program }: OpenFile, options: MigrateOptions): CodemodContext {
  const { ts, file } = ask;
  const own = file.fileName;
  const others = filesOf(program, own);
  const sourceFile = (path: string): TS.SourceFile | undefined => (path === own ? file : others.get(path));
  const folder = toPosix(root);
  return {
    ts,
    root: folder,
    options,
    paths: [own, ...others.keys()].sort(),
    textOf: (path) => (path === own ? text : (others.get(path)?.text ?? readWithin(folder, path))),
    sourceFile,
    ask: (path): Ask | undefined => {
      if (path === own) return ask;
      const other = sourceFile(path);
      return other && program && createAsk(programWorld(ts, program, root), other);
    },
    packageOf: (path) => packageOf(folder, path),
    // An edit of another file is not offered.
    asides: () => [],
    asideOf: () => undefined,
    namesIn: () => [],
    // Whatever needs a new module is more than an edit of this file, and is not offered.
    runtimeText: () => "",
  };
}

function filesOf(program: TS.Program | undefined, own: string): ReadonlyMap<string, TS.SourceFile> {
  const files = program?.getSourceFiles().filter((file) => file.fileName !== own && !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file)) ?? [];
  return new Map(files.map((file) => [file.fileName, file]));
}

/** The nearest folder upwards that has a package.json. */
export function packageOf(root: string, path: string): TargetPackage | undefined {
  for (let folder = posix.dirname(toPosix(path)); ; folder = posix.dirname(folder)) {
    const manifest = readWithin(root, posix.join(folder, "package.json"));
    if (manifest !== undefined) return { folder, manifest: manifestOf(manifest) };
    if (folder === root || folder === posix.dirname(folder)) return undefined;
  }
}

function manifestOf(text: string): TargetPackage["manifest"] {
  try {
    const manifest: unknown = JSON.parse(text);
    return typeof manifest === "object" && manifest !== null ? (manifest as TargetPackage["manifest"]) : {};
  } catch {
    return {}; // somebody is typing in it
  }
}

/** The text of a file below the folder that is linted, if there is one. */
function readWithin(root: string, path: string): string | undefined {
  if (!path.startsWith(`${root}/`)) return undefined;
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch {
    return undefined;
  }
}

function toPosix(path: string): string {
  return path.replaceAll("\\", "/");
}

import type * as TS from "typescript";
import type { LeaveOut, Sight, World } from "./ask.ts";
import { pathBelow } from "./below.ts";
import { offlineHost, offlineOptions } from "./offline.ts";

/** Finds the file that an import in `from` names, among the files of the run; `undefined` for everything else. */
export type ImportResolver = (specifier: string, from: string) => string | undefined;

/** A Program over files that are parsed already. It reads no disk: an import leads to one of `files`, or nowhere. */
export function programOf(
  ts: typeof TS,
  files: ReadonlyMap<string, TS.SourceFile>,
  resolveImport: ImportResolver,
): TS.Program {
  const host: TS.CompilerHost = {
    ...offlineHost((name) => files.get(name)),
    resolveModuleNameLiterals: (literals, from) =>
      literals.map((literal) => {
        const path = resolveImport(literal.text, from);
        if (path === undefined || !files.has(path)) return { resolvedModule: undefined };
        const extension = path.slice(path.lastIndexOf("."));
        return { resolvedModule: { resolvedFileName: path, extension, isExternalLibraryImport: false } };
      }),
    resolveTypeReferenceDirectiveReferences: (references) =>
      references.map(() => ({ resolvedTypeReferenceDirective: undefined })),
  };
  return ts.createProgram({ rootNames: [...files.keys()], options: offlineOptions(ts), host });
}

/** The world of one file alone, for ESLint without type information. Exported names may have uses that it can't see. */
export function singleFileWorld(ts: typeof TS, file: TS.SourceFile, root?: string): World {
  let checker: TS.TypeChecker | undefined;
  return {
    ts,
    ...(root === undefined ? {} : { root }),
    checkerFor: () => (checker ??= programOf(ts, new Map([[file.fileName, file]]), () => undefined).getTypeChecker()),
    wholeProject: false,
    leadsToSource: () => false,
    filesNaming: () => [file],
    filesSaying: (pattern) => (pattern.test(file.text) ? [file] : []),
    sights: () => [sightOf(file)],
    ...(root === undefined ? {} : { asides: (names: readonly string[]) => asidesBelow(ts, root, [file.fileName], names) }),
  };
}

function sightOf(file: TS.SourceFile): Sight {
  return { path: file.fileName, text: file.text, file: () => file };
}

/** The world of the user's own Program, for ESLint with type information. */
export function programWorld(ts: typeof TS, program: TS.Program, root?: string): World {
  let world = worlds.get(program);
  if (world === undefined) worlds.set(program, (world = makeProgramWorld(ts, program, root)));
  return world;
}

/** One world a Program: what was found out about it serves all its files. */
const worlds = new WeakMap<TS.Program, World>();

function makeProgramWorld(ts: typeof TS, program: TS.Program, root?: string): World {
  let sources: readonly TS.SourceFile[] | undefined;
  const own = (): readonly TS.SourceFile[] =>
    (sources ??= program.getSourceFiles().filter((file) => !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file)));
  const naming = new Map<string, readonly TS.SourceFile[]>();
  const isLeftOut = ({ fileName, text }: TS.SourceFile, leaveOut?: LeaveOut): boolean => leaveOut?.(pathBelow(root, fileName), text) === true;
  return {
    ts,
    ...(root === undefined ? {} : { root }),
    checkerFor: () => program.getTypeChecker(),
    wholeProject: true,
    filesNaming: (name, owners, _, leaveOut) => {
      let files = naming.get(name);
      if (files === undefined) naming.set(name, (files = own().filter((file) => file.text.includes(name))));
      return files.filter((file) => !isLeftOut(file, leaveOut) && (owners.length === 0 || owners.some((owner) => file.text.includes(owner))));
    },
    filesSaying: (pattern, leaveOut) => own().filter((file) => !isLeftOut(file, leaveOut) && pattern.test(file.text)),
    sights: () => own().map(sightOf),
    ...(root === undefined ? {} : { asides: (names: readonly string[]) => asidesBelow(ts, root, own().map(({ fileName }) => fileName), names) }),
  };
}

/** Longer files are no schema that somebody wrote. */
const MAX_ASIDE = 1_048_576;

/** A path, or all files of a folder that end so: `migrations/*.sql`. */
function namedSo(sys: TS.System, path: string): readonly string[] {
  const [, folder, end] = /^(.*)\/\*(\.\w+)$/.exec(path) ?? [];
  if (folder === undefined || end === undefined) return [path];
  return sys.directoryExists(folder) ? sys.readDirectory(folder, [end], undefined, undefined, 1).map((each) => each.replaceAll("\\", "/")).sort() : [];
}

/** The texts of files below the folders around some files, up to the root: read in ESLint, where nobody else reads for us. What a link leads to is left out. */
function asidesBelow(ts: typeof TS, root: string, files: readonly string[], names: readonly string[]): readonly string[] {
  const sys = ts.sys as TS.System | undefined;
  const top = root.replaceAll("\\", "/").replace(/\/$/, "");
  const real = sys?.realpath?.(top).replaceAll("\\", "/");
  if (sys === undefined || real === undefined) return [];
  const folders = new Set([top]);
  for (const file of files) {
    let at = file.replaceAll("\\", "/");
    for (at = at.slice(0, at.lastIndexOf("/")); at.startsWith(`${top}/`) && !folders.has(at); at = at.slice(0, at.lastIndexOf("/"))) folders.add(at);
  }
  return [...folders].sort().flatMap((folder) =>
    names.flatMap((name) => namedSo(sys, `${folder}/${name}`)).flatMap((path): readonly string[] => {
      if (!sys.fileExists(path) || sys.realpath?.(path).replaceAll("\\", "/") !== `${real}${path.slice(top.length)}`) return [];
      const text = sys.readFile(path);
      return text === undefined || text.length > MAX_ASIDE ? [] : [text];
    }),
  );
}

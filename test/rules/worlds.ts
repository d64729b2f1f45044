import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as TS from "typescript";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { installedCompiler } from "../../rules/model/compiler.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

/**
 * The project that `check` makes of some files, in this order, if they are all there is. Their texts are given, so no disk is read;
 * `folder` is what paths are told from.
 */
export function projectOf(texts: ReadonlyMap<string, string>, folder = "/"): Project {
  const files = [...texts.keys()];
  const root = { folder, isProject: false };
  return new Project(new Sources({ root, files, passedOver: new Map(), packages: [], coversRoot: true, problems: [] }, false, texts));
}

/** What a detector may ask about one file of a project. */
export function askAbout(project: Project, path: string): Ask {
  const parsed = project.parsed(path);
  if (!parsed) throw new Error(`${path} can't be parsed`);
  return project.ask(parsed.file);
}

/** The TypeScript that typescript-eslint uses here. */
function installed(): typeof TS {
  const ts = installedCompiler();
  if (ts === undefined) throw new Error("no TypeScript with a classic API is installed");
  return ts;
}

/** The library files of all typed Programs of one process: parsed once. */
const libraries = new Map<string, TS.SourceFile | undefined>();

/** A user's Program over some files, as typed linting has it: with the standard library and Node's types. */
export function typedProgram(texts: ReadonlyMap<string, string>): TS.Program {
  const ts = installed();
  const options: TS.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.Preserve,
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.Preserve,
    types: ["node"],
    typeRoots: [join(HERE, "..", "..", "node_modules", "@types")],
    strict: true,
    allowJs: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const disk = ts.createCompilerHost(options, true);
  const host: TS.CompilerHost = {
    ...disk,
    fileExists: (path) => texts.has(path) || disk.fileExists(path),
    readFile: (path) => texts.get(path) ?? disk.readFile(path),
    getSourceFile: (path, languageVersion, ...rest) => {
      const text = texts.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, languageVersion, true);
      if (!libraries.has(path)) libraries.set(path, disk.getSourceFile(path, languageVersion, ...rest));
      return libraries.get(path);
    },
  };
  return ts.createProgram({ rootNames: [...texts.keys()], options, host });
}

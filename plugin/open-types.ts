import { posix } from "node:path";
import type * as TS from "typescript";
import { type Diagnosed, diagnosticsOf, newDiagnostics } from "../codemods/prove-types-diagnostics.ts";
import { bundledCompiler, bundledLibraries } from "../rules/model/compiler.ts";
import type { OpenFile } from "../rules/model/suggest.ts";

/**
 * What the compiler would have against the open file after a rewrite, and has not now. With types, the user's own compiler answers, over the
 * user's Program with one file exchanged. Without, one file is checked alone and strictly: what it imports is unknown before and after, but for `reached`,
 * the texts by path that the rewrite's own imports lead to.
 */
export function newTypeErrors(open: OpenFile, after: string, reached: ReadonlyMap<string, string>): readonly Diagnosed[] {
  const { ask, text, program } = open;
  const { fileName } = ask.file;
  const make = (own: string): readonly Diagnosed[] =>
    program === undefined ? checkAlone(fileName, new Map([...reached, [fileName, own]])) : checkWithin(ask.ts, program, fileName, own);
  const now = make(after);
  return now.length === 0 ? now : newDiagnostics(make(text), now);
}

function checkWithin(ts: typeof TS, program: TS.Program, path: string, text: string): readonly Diagnosed[] {
  const options = { ...program.getCompilerOptions(), noEmit: true, declaration: false };
  const host = ts.createCompilerHost(options, true);
  const exchanged: TS.CompilerHost = {
    ...host,
    getCurrentDirectory: () => program.getCurrentDirectory(),
    getSourceFile: (name, language, onError, isNew) => {
      if (name === path) return ts.createSourceFile(name, text, language, true);
      return program.getSourceFile(name) ?? host.getSourceFile(name, language, onError, isNew);
    },
  };
  const rewritten = ts.createProgram({ rootNames: [...new Set([...program.getRootFileNames(), path])], options, host: exchanged, oldProgram: program });
  return diagnosticsOf(ts, rewritten, path) ?? [];
}

/** A folder that is nowhere: the compiler's own libraries come from memory. */
const LIBRARIES = "/.pokayoke/lib";
const LIBRARY = "lib.esnext.d.ts";

/** The libraries, parsed once a process. */
const parsed = new Map<string, TS.SourceFile>();

function checkAlone(path: string, texts: ReadonlyMap<string, string>): readonly Diagnosed[] {
  const ts = bundledCompiler();
  const isJavaScript = /\.[cm]?jsx?$/.test(path);
  const options: TS.CompilerOptions = {
    allowJs: true,
    checkJs: isJavaScript,
    strict: !isJavaScript,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: [LIBRARY],
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.Preserve,
    allowImportingTsExtensions: true,
    jsx: ts.JsxEmit.Preserve,
  };
  const textOf = (name: string): string | undefined => texts.get(name) ?? (name.startsWith(`${LIBRARIES}/`) ? bundledLibraries().get(name.slice(LIBRARIES.length + 1)) : undefined);
  const host: TS.CompilerHost = {
    getSourceFile: (name, language) => {
      const known = parsed.get(name);
      const text = known === undefined ? textOf(name) : undefined;
      if (known !== undefined || text === undefined) return known;
      const file = ts.createSourceFile(name, text, language, true);
      if (!texts.has(name)) parsed.set(name, file);
      return file;
    },
    fileExists: (name) => textOf(name) !== undefined,
    readFile: textOf,
    getDefaultLibFileName: () => `${LIBRARIES}/${LIBRARY}`,
    getDefaultLibLocation: () => LIBRARIES,
    getCurrentDirectory: () => posix.dirname(path),
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => undefined,
    directoryExists: () => true,
    getDirectories: () => [],
  };
  return diagnosticsOf(ts, ts.createProgram({ rootNames: [path], options, host }), path) ?? [];
}

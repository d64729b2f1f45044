import type * as TS from "typescript";

/** The options of a run without a tsconfig: enough to bind and resolve names. Every file is a module, so that two scripts share no globals. */
export function offlineOptions(ts: typeof TS): TS.CompilerOptions {
  return {
    allowJs: true,
    noLib: true,
    types: [],
    strict: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.Preserve,
  };
}

/** A host for a compiler that reads no disk: all there is are the files that `getSourceFile` gives. */
export function offlineHost(getSourceFile: (path: string) => TS.SourceFile | undefined): TS.CompilerHost {
  return {
    getSourceFile,
    fileExists: (path) => getSourceFile(path) !== undefined,
    readFile: (path) => getSourceFile(path)?.text,
    getDefaultLibFileName: () => "lib.d.ts",
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => undefined,
    directoryExists: () => false,
    getDirectories: () => [],
  };
}

/** Parses a text that stands alone; nodes know their parents. */
export function parseAlone(ts: typeof TS, path: string, text: string): TS.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, scriptKindOf(ts, path));
}

/** JavaScript under any name is read as JSX, as Babel and espree users expect. */
export function scriptKindOf(ts: typeof TS, path: string): TS.ScriptKind {
  if (/\.[cm]?ts$/.test(path)) return ts.ScriptKind.TS;
  return path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.JSX;
}

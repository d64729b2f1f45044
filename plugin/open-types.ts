import { posix } from "node:path";
import type * as TS from "typescript";
import { type MergedFile, placeAfter } from "../codemods/plan-merge.ts";
import { diagnosticsOf, newDiagnostics } from "../codemods/prove-types-diagnostics.ts";
import { bundledCompiler, bundledLibraries } from "../rules/model/compiler.ts";
import type { Span } from "../rules/model/finding.ts";
import type { OpenFile } from "../rules/model/suggest.ts";

/** A rewrite of the open file, and what its own imports lead to: texts by path. */
export interface Candidate {
  readonly merged: MergedFile;
  readonly reached: ReadonlyMap<string, string>;
}

/**
 * Which rewrites bring no type error that is not there now. With types, the user's own compiler answers, over the user's Program; without, the bundled one,
 * strictly, and what the file imports is unknown before and after. Somebody is typing: so the rewrites stand beside the file in one Program, as modules of
 * their own, and only the statements are checked that a rewrite can reach.
 */
export function withoutTypeErrors(open: OpenFile, candidates: readonly Candidate[]): readonly boolean[] {
  const { ask, text, program } = open;
  const { ts, file } = ask;
  const paths = candidates.map((_, index) => file.fileName.replace(/(?=\.\w+$)/, `.pokayoke-${String(index)}`));
  const texts = new Map(candidates.map(({ merged }, index) => [paths[index] ?? "", merged.after]));
  const all = program === undefined ? programAlone(new Map([...candidates.flatMap(({ reached }) => [...reached]), [file.fileName, text], ...texts])) : programBeside(ts, program, texts);
  const compiler = program === undefined ? bundledCompiler() : ts;
  return candidates.map(({ merged }, index) => {
    const after = merged.edits.map(({ span }) => ({ start: placeAfter(merged, span.start), end: placeAfter(merged, span.end, true) }));
    const now = diagnosticsOf(compiler, all, paths[index] ?? "", (checked) => statementsNear(compiler, checked, after));
    if (now === undefined || now.length === 0) return now !== undefined;
    const before = diagnosticsOf(compiler, program ?? all, file.fileName, (checked) => statementsNear(compiler, checked, merged.edits.map(({ span }) => span)));
    return newDiagnostics(before ?? [], now).length === 0;
  });
}

/** The statements of a file that some places lie in or beside, and those that name what these declare. */
function statementsNear(ts: typeof TS, file: TS.SourceFile, spans: readonly Span[]): readonly TS.Statement[] {
  const touched = file.statements.filter((statement) => spans.some(({ start, end }) => start <= statement.end && end >= statement.pos));
  const names = touched.flatMap((statement) => namesOf(ts, statement)).map((name) => name.replaceAll("$", "\\$"));
  if (names.length === 0) return touched;
  const mention = new RegExp(`(?<![\\w$])(?:${names.join("|")})(?![\\w$])`);
  return file.statements.filter((statement) => touched.includes(statement) || mention.test(statement.getText(file)));
}

function namesOf(ts: typeof TS, statement: TS.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => name.getText().match(/[\w$]+/g) ?? []);
  const name = "name" in statement ? (statement.name as TS.Node | undefined) : undefined;
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

/** A Program with some more files. */
function programBeside(ts: typeof TS, program: TS.Program, texts: ReadonlyMap<string, string>): TS.Program {
  const options = { ...program.getCompilerOptions(), noEmit: true };
  const host = ts.createCompilerHost(options, true);
  const more: TS.CompilerHost = {
    ...host,
    getCurrentDirectory: () => program.getCurrentDirectory(),
    fileExists: (name) => texts.has(name) || host.fileExists(name),
    readFile: (name) => texts.get(name) ?? host.readFile(name),
    getSourceFile: (name, language, onError, isNew) => {
      const text = texts.get(name);
      if (text !== undefined) return ts.createSourceFile(name, text, language, true);
      return program.getSourceFile(name) ?? host.getSourceFile(name, language, onError, isNew);
    },
  };
  return ts.createProgram({ rootNames: [...program.getRootFileNames(), ...texts.keys()], options, host: more, oldProgram: program });
}

/** A folder that is nowhere: the compiler's own libraries come from memory. */
const LIBRARIES = "/.pokayoke/lib";
const LIBRARY = "lib.esnext.d.ts";

/** The libraries, parsed once a process. */
const parsed = new Map<string, TS.SourceFile>();

/** A Program of nothing but these files and the libraries of the language. */
function programAlone(texts: ReadonlyMap<string, string>): TS.Program {
  const ts = bundledCompiler();
  const [path = ""] = texts.keys();
  const isJavaScript = [...texts.keys()].every((name) => !/\.[cm]?tsx?$/.test(name));
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
      const library = parsed.get(name);
      const text = library === undefined ? textOf(name) : undefined;
      if (library !== undefined || text === undefined) return library;
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
  return ts.createProgram({ rootNames: [...texts.keys()].filter((name) => /\.[cm]?[jt]sx?$/.test(name) && !name.endsWith(".d.ts")), options, host });
}

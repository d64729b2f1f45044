import type * as TS from "typescript";
import { offlineOptions, scriptKindOf } from "../rules/model/offline.ts";
import { isStackOverflow } from "../rules/model/stack-overflow.ts";
import { indexOf } from "../rules/model/walk.ts";

/** A file as the compiler reads it. */
export interface Parsed {
  readonly file: TS.SourceFile;
  /** Where the text is no TypeScript or JavaScript; the first place is enough. */
  readonly error: SyntaxError | undefined;
}

export interface SyntaxError {
  /** In UTF-16 code units. */
  readonly at: number;
  readonly message: string;
}

/** What the one version that is bundled keeps to itself. */
interface Internals {
  getSetExternalModuleIndicator(options: TS.CompilerOptions): (file: TS.SourceFile) => void;
  bindSourceFile(file: TS.SourceFile, options: TS.CompilerOptions): void;
}

/** Parses one file. Comments with types (JSDoc) are read in JavaScript alone, where they have a say. `undefined`: nested too deeply for the call stack. */
export function parse(ts: typeof TS, path: string, text: string): Parsed | undefined {
  const kind = scriptKindOf(ts, path);
  const { ParseAll, ParseForTypeErrors } = ts.JSDocParsingMode;
  const options: TS.CreateSourceFileOptions & { setExternalModuleIndicator: unknown } = {
    languageVersion: ts.ScriptTarget.ESNext,
    jsDocParsingMode: kind === ts.ScriptKind.JSX ? ParseAll : ParseForTypeErrors,
    setExternalModuleIndicator: (ts as unknown as Internals).getSetExternalModuleIndicator(offlineOptions(ts)),
  };
  try {
    const file = ts.createSourceFile(
      path,
      text,
      options,
      false,
      kind,
    );
    // Its nodes get their parents there.
    indexOf(ts, file);
    return { file, error: syntaxErrorOf(ts, file) };
  } catch (error) {
    if (isStackOverflow(error)) return undefined;
    throw error;
  }
}

/** Gives the names of a file their symbols, as a checker needs them. Does nothing the second time. @throws {RangeError} nested too deeply */
export function bind(ts: typeof TS, file: TS.SourceFile): void {
  // A Program notes here what each of its files imports; a checker that meets `@jsxImportSource` reads it.
  const noted = file as { imports?: readonly TS.StringLiteralLike[] };
  noted.imports ??= [];
  (ts as unknown as Internals).bindSourceFile(file, offlineOptions(ts));
}

function syntaxErrorOf(ts: typeof TS, file: TS.SourceFile): SyntaxError | undefined {
  const { parseDiagnostics } = file as unknown as { readonly parseDiagnostics: readonly TS.DiagnosticWithLocation[] };
  const first = parseDiagnostics[0];
  return first && { at: first.start, message: ts.flattenDiagnosticMessageText(first.messageText, " ") };
}

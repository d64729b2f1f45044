import type * as TS from "typescript";

/** One diagnostic of one file. */
export interface Diagnosed {
  /** What it says, without its place: places move with every edit. */
  readonly key: string;
  /** `line TS2345 message`, on one line. */
  readonly detail: string;
}

/** Codes that say the same with a suggestion as another one says without. The compiler gives only ten suggestions a run. */
const SUGGESTING: ReadonlyMap<number, number> = new Map([
  [2551, 2339], // property does not exist
  [2552, 2304], // cannot find name
  [2561, 2353], // only known properties
  [2724, 2305], // no exported member
  [2820, 2322], // not assignable
  [2833, 2503], // cannot find namespace
]);
const SUGGESTED: ReadonlySet<number> = new Set(SUGGESTING.values());

/**
 * The same for the same fault. Of a chain of sentences the first one counts, and of that the words: whether a suggestion follows, in which order a union is told
 * and how much is explained hangs on what the compiler looked at before.
 */
function keyOf({ code, messageText }: TS.Diagnostic): string {
  const message = typeof messageText === "string" ? messageText : messageText.messageText;
  const plain = SUGGESTING.get(code) ?? code;
  const fault = SUGGESTED.has(plain) ? message.replace(/ Did you mean .*$/, "") : message;
  // The two sentences for a missing export differ; the names in them are the same.
  const words = plain === 2305 ? [...fault.matchAll(/'[^']*'/g)].join(" ") : fault;
  return [plain, ...(words.match(/[\w$]+/g) ?? []).sort()].join(" ");
}

/** What compilers since 5.6 take, and older ones leave aside: then everything is checked. */
type Region = (file: TS.SourceFile, token: undefined, nodes: readonly TS.Node[] | undefined) => readonly TS.Diagnostic[];

/** Everything the compiler has against a file, or against `only` some parts of it. `undefined` where the Program does not have the file. */
export function diagnosticsOf(ts: typeof TS, program: TS.Program, path: string, only?: (file: TS.SourceFile) => readonly TS.Node[]): readonly Diagnosed[] | undefined {
  const file = program.getSourceFile(path);
  if (file === undefined) return undefined;
  const declared = program.getCompilerOptions().declaration === true && only === undefined ? program.getDeclarationDiagnostics(file) : [];
  const semantic = (program as unknown as { readonly getSemanticDiagnostics: Region }).getSemanticDiagnostics(file, undefined, only?.(file));
  const all = [...program.getSyntacticDiagnostics(file), ...semantic, ...declared];
  return all.map((diagnostic) => {
    const { code, messageText, start = 0 } = diagnostic;
    const message = ts.flattenDiagnosticMessageText(messageText, " ").replace(/\s+/g, " ");
    return { key: keyOf(diagnostic), detail: `${String(ts.getLineAndCharacterOfPosition(file, start).line + 1)} TS${String(code)} ${message}` };
  });
}

/** `Cannot find name 'Buffer'. Do you need to install type definitions?`: a package is missing, whichever line of the file says it. */
const NOT_INSTALLED = /^(?:258[0-2]|259[1-3]|286[78]) /;

/** What is in the second list more often than in the first. */
export function newDiagnostics(before: readonly Diagnosed[], after: readonly Diagnosed[]): readonly Diagnosed[] {
  const left = new Map<string, number>();
  for (const { key } of before) left.set(key, (left.get(key) ?? 0) + 1);
  return after.filter(({ key }) => {
    if (NOT_INSTALLED.test(key) && left.has(key)) return false;
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

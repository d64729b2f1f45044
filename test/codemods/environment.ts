import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

/** What a companion `<case>.behaves.mjs` of `no-unchecked-config` exports: how it loads and uses the module, and what is to be seen before and after. */
interface Companion {
  readonly environment: Readonly<Record<string, string>>;
  readonly before: string;
  readonly after: string;
  readonly default: (load: () => Readonly<Record<string, unknown>>) => Promise<string>;
}

export interface Seen extends Pick<Companion, "before" | "after"> {
  /** What was seen, or the error that stopped it. */
  readonly told: string;
}

/** Compiles the modules of one folder to CommonJS, and uses one of them in an environment that has these variables and no others. */
export async function seenOf(texts: ReadonlyMap<string, string>, entry: string, companion: string): Promise<Seen> {
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-environment-"));
  const { env } = process;
  try {
    writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }');
    for (const [path, text] of texts) {
      const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
      writeFileSync(join(folder, compiledName(path)), ts.transpileModule(text, { compilerOptions, fileName: path }).outputText);
    }
    const { default: behave, environment, before, after } = (await import(pathToFileURL(companion).href)) as Companion;
    process.env = { ...environment };
    const load = (): Readonly<Record<string, unknown>> => createRequire(join(folder, "x.cjs"))(join(folder, compiledName(entry))) as Readonly<Record<string, unknown>>;
    const told = await behave(load).catch((error: unknown) => String(error));
    return { told, before, after };
  } finally {
    process.env = env;
    rmSync(folder, { recursive: true, force: true });
  }
}

function compiledName(path: string): string {
  return basename(path).replace(/\.(c?)[jt]sx?$/, ".$1js");
}

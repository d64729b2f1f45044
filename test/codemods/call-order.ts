import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

/** What a companion `<case>.behaves.mjs` tells: programs in TypeScript that stand beside the files of the case and export a function that runs them. */
export interface CallOrder {
  /** Calls out of order. It compiles before the rewrite; it must not compile after it. */
  readonly early: string;
  /** What running `early` throws before the rewrite. */
  readonly fails: RegExp;
  /** The rewrite leaves no order that one could get wrong: `early` compiles after it, too, and runs. */
  readonly heals?: boolean;
  /** The constructor stays open: `early` compiles after it, too, and fails as it did. */
  readonly leftOpen?: boolean;
  /** Calls in order, as it was written before the rewrite, and as it is written after it. Both give the same. */
  readonly before: string;
  readonly after: string;
}

export async function callOrderOf(companion: string): Promise<CallOrder> {
  return (await import(pathToFileURL(companion).href)) as CallOrder;
}

/** Compiles the files of a case and a program beside them, and runs the program. */
export async function resultOf(texts: ReadonlyMap<string, string>, root: string, program: string): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-order-"));
  try {
    writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }');
    for (const [path, text] of [...texts, [join(root, "program.ts"), program] as const]) {
      const file = join(folder, relative(root, path));
      mkdirSync(dirname(file), { recursive: true });
      const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
      writeFileSync(file.replace(/\.ts$/, ".js"), ts.transpileModule(text, { compilerOptions, fileName: path }).outputText);
    }
    const { default: run } = createRequire(join(folder, "x.js"))(join(folder, "program.js")) as { readonly default: () => Promise<unknown> };
    return await run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

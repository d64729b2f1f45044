import { createRequire } from "node:module";
import type * as TS from "typescript";

const require = createRequire(import.meta.url);

/** The `typescript` package that this package sees, if it has the classic API (5.4 to 6; version 7 has none). */
export function installedCompiler(): typeof TS | undefined {
  try {
    const ts = require("typescript") as Partial<typeof TS>;
    return typeof ts.createSourceFile === "function" && typeof ts.createProgram === "function" ? (ts as typeof TS) : undefined;
  } catch {
    return undefined;
  }
}

/** TypeScript 6.0 as it comes with ts-morph: the command line always uses it, so that findings depend on nothing installed. */
export function bundledCompiler(): typeof TS {
  return (require("@ts-morph/common") as { ts: typeof TS }).ts;
}

import { posix } from "node:path";

/** What a test imports, replaces and loads anew, by its text: without endings, what is relative as a path below the root. */
export function modulesIn(path: string, text: string, how: "loaded" | "replaced"): readonly string[] {
  const pattern = how === "loaded" ? /(?:from|import|require|mock|importActual|requireActual)\s*(?:\(\s*)?["'`]([^"'`\n]+)["'`]/g : /\b(?:jest|vi)\.(?:mock|doMock)\(\s*["'`]([^"'`\n]+)["'`]/g;
  return [...text.matchAll(pattern)].map(([, specifier = ""]) => withoutEnding(specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier));
}

/** Whether one of the modules of a test is a file. */
export function isAmong(modules: readonly string[], path: string): boolean {
  const own = withoutEnding(path);
  return modules.some((module) => module === own || isAlias(module, own));
}

/** `~/lib/send` and `@app/lib/send` may be `src/lib/send`. */
function isAlias(module: string, own: string): boolean {
  const tail = /^[@~#$]/.test(module) ? module.slice(module.indexOf("/") + 1) : "";
  return (tail.includes("/") || tail.length > 4) && own.endsWith(`/${tail}`);
}

function withoutEnding(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "").replace(/\/index$/, "").replace(/\/$/, "");
}

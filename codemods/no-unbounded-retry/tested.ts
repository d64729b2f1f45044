import { posix } from "node:path";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";

interface Clocked {
  readonly path: string;
  /** What it imports or mocks, without extensions; relative ones resolved. */
  readonly modules: readonly string[];
}

/** The test that imports a file and sets the clock itself, if there is one: such a test counts on delays that are the same each time. */
export function isTested(ask: Ask): string | undefined {
  const own = withoutEnding(ask.path);
  return ask.once(clockedTests).find(({ modules }) => modules.some((module) => module === own || isAlias(module, own)))?.path;
}

/** `~/lib/send` and `@app/lib/send` may be `src/lib/send`. */
function isAlias(module: string, own: string): boolean {
  const tail = /^[@~#$]/.test(module) ? module.slice(module.indexOf("/") + 1) : "";
  return (tail.includes("/") || tail.length > 4) && own.endsWith(`/${tail}`);
}

function clockedTests(ask: Ask): readonly Clocked[] {
  const files = ask.filesSaying(/useFakeTimers|fakeTimers|mock\.timers|spyOn\(\s*(?:global|globalThis|window)\s*,\s*["']setTimeout/);
  return files.flatMap((file) => {
    const path = ask.pathOf(file);
    if (!isSupportCode(path)) return [];
    const specifiers = [...file.text.matchAll(/(?:from|import|require|mock|importActual|requireActual)\s*(?:\(\s*)?["'`]([^"'`\n]+)["'`]/g)].map(([, specifier = ""]) => specifier);
    return [{ path, modules: specifiers.map((specifier) => withoutEnding(specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier)) }];
  });
}

function withoutEnding(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "").replace(/\/index$/, "").replace(/\/$/, "");
}

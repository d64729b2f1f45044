import { posix } from "node:path";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { namesLeadingTo } from "./leading.ts";

interface Clocked {
  readonly path: string;
  /** What it imports or mocks, without extensions; relative ones resolved. */
  readonly modules: readonly string[];
  readonly text: string;
}

/** The test that imports a file, sets the clock itself and names what leads to a place in it, if there is one: such a test counts on delays that are the same each time. */
export function isTested(ask: Ask, start: number): string | undefined {
  const own = withoutEnding(ask.path);
  const importing = ask.once(clockedTests).filter(({ modules }) => modules.some((module) => module === own || isAlias(module, own)));
  const names = importing.length === 0 ? undefined : namesLeadingTo(ask, start);
  return importing.find(({ text }) => names === undefined || names.some((name) => new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(text)))?.path;
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
    // What only sets the date leaves the timers alone.
    if (!/useFakeTimers(?!\(\s*\{\s*toFake:\s*\[\s*["']Date["']\s*\])|fakeTimers|mock\.timers|spyOn/.test(file.text)) return [];
    const resolved = (pattern: RegExp): readonly string[] => [...file.text.matchAll(pattern)].map(([, specifier = ""]) => withoutEnding(specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier));
    // A module that is replaced as a whole does not run.
    const isWhole = !/\b(?:importActual|requireActual|importOriginal)\b|=\s*await\s+\w+\(\)/.test(file.text);
    const replaced = isWhole ? resolved(/\b(?:jest|vi)\.(?:mock|doMock)\(\s*["'`]([^"'`\n]+)["'`]/g) : [];
    const modules = resolved(/(?:from|import|require|mock|importActual|requireActual)\s*(?:\(\s*)?["'`]([^"'`\n]+)["'`]/g);
    return [{ path, text: file.text, modules: modules.filter((module) => !replaced.includes(module)) }];
  });
}

function withoutEnding(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "").replace(/\/index$/, "").replace(/\/$/, "");
}

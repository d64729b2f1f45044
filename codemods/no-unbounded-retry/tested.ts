import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { isAmong, modulesIn } from "../tested-module.ts";
import { namesLeadingTo } from "./leading.ts";

interface Clocked {
  readonly path: string;
  /** What it imports or mocks, without extensions; relative ones resolved. */
  readonly modules: readonly string[];
  readonly text: string;
}

/** The test that imports a file, sets the clock itself and names what leads to a place in it, if there is one: such a test counts on delays that are the same each time. */
export function isTested(ask: Ask, start: number): string | undefined {
  const importing = ask.once(clockedTests).filter(({ modules }) => isAmong(modules, ask.path));
  const names = importing.length === 0 ? undefined : namesLeadingTo(ask, start);
  return importing.find(({ text }) => names === undefined || names.some((name) => new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(text)))?.path;
}

function clockedTests(ask: Ask): readonly Clocked[] {
  const files = ask.filesSaying(/useFakeTimers|fakeTimers|mock\.timers|spyOn\(\s*(?:global|globalThis|window)\s*,\s*["']setTimeout/);
  return files.flatMap((file) => {
    const path = ask.pathOf(file);
    if (!isSupportCode(path)) return [];
    // What only sets the date leaves the timers alone.
    if (!/useFakeTimers(?!\(\s*\{\s*toFake:\s*\[\s*["']Date["']\s*\])|fakeTimers|mock\.timers|spyOn/.test(file.text)) return [];
    // A module that is replaced as a whole does not run.
    const isWhole = !/\b(?:importActual|requireActual|importOriginal)\b|=\s*await\s+\w+\(\)/.test(file.text);
    const replaced = isWhole ? modulesIn(path, file.text, "replaced") : [];
    return [{ path, text: file.text, modules: modulesIn(path, file.text, "loaded").filter((module) => !replaced.includes(module)) }];
  });
}

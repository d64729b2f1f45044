import { basename } from "node:path";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";

interface Clocked {
  readonly path: string;
  readonly text: string;
}

/** The test that imports a file and sets the clock itself, if there is one: such a test counts on delays that are the same each time. */
export function isTested(ask: Ask): string | undefined {
  const stem = basename(ask.path).replace(/\.[^.]+$/, "");
  const isImport = new RegExp(`["'\`][^"'\`\\n]*[/]${stem.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:\\.[cm]?[jt]sx?)?["'\`]`);
  return ask.once(clockedTests).find(({ text }) => isImport.test(text))?.path;
}

function clockedTests(ask: Ask): readonly Clocked[] {
  const files = ask.filesSaying(/useFakeTimers|fakeTimers|mock\.timers|spyOn\(\s*(?:global|globalThis|window)\s*,\s*["']setTimeout/);
  return files.map((file) => ({ path: ask.pathOf(file), text: file.text })).filter(({ path }) => isSupportCode(path));
}

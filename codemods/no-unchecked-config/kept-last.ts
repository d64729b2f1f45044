import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, NewFile, Refusal } from "../edit.ts";
import { isRefusal } from "../read-target.ts";
import { ownModuleFor } from "./content-module.ts";
import { importOf } from "./imported.ts";
import { KEEP_TEXT } from "./keep-text.ts";
import { loggerFor } from "./logger-of.ts";
import { type Reload, reloadsOf } from "./reload.ts";

/** What has to be done so that a reload that fails leaves the value before in place. */
export interface KeptLast {
  /** The imports, and what comes before a value that is loaded again. */
  readonly before: readonly Edit[];
  readonly after: readonly Edit[];
  readonly newFiles: readonly NewFile[];
  /** Which values are kept, for the report. */
  readonly told: string;
}

/** `settings = load()` becomes `settings = keepLast("settings", settings, () => load())` where that is a reload; `undefined` where nothing is loaded again. */
export function keptLast(ask: Ask, loaded: TS.Expression, context: CodemodContext): KeptLast | Refusal | undefined {
  const reloads = reloadsOf(ask, loaded);
  if (reloads.length === 0) return undefined;
  const module = ownModuleFor(ask.file, "last-known-good", KEEP_TEXT, context);
  if (isRefusal(module)) return module;
  const imports: Edit[] = [];
  const before: Edit[] = [];
  const after: Edit[] = [];
  for (const reload of reloads) {
    const names = reload.isAwaited ? (["keepLastAsync", "keepLastValueAsync"] as const) : (["keepLast", "keepLastValue"] as const);
    const imported = importOf(ask, module.place, names);
    if (isRefusal(imported)) return imported;
    imports.push(...imported.edits.filter(({ text }) => !imports.some((other) => other.text === text)));
    const [start, end] = wrapping(ask, reload, imported.name);
    before.push(start);
    after.push(end);
  }
  return { before: [...imports, ...before], after, newFiles: module.newFiles, told: [...new Set(reloads.map(({ target }) => target.getText()))].join(", ") };
}

function wrapping(ask: Ask, { target, value, isAwaited, promise }: Reload, name: string): readonly [Edit, Edit] {
  const { file } = ask;
  const text = target.getText(file);
  const logger = loggerFor(ask, value);
  const start = value.getStart(file);
  const tell = logger === undefined ? "" : `, (problem) => ${logger}(problem)`;
  return [
    { file: file.fileName, span: { start, end: promise?.getStart(file) ?? start }, text: `${isAwaited ? "await " : ""}${name}(${JSON.stringify(text)}, ${text}, ${isAwaited && promise === undefined ? "async " : ""}() => ` },
    { file: file.fileName, span: { start: value.end, end: value.end }, text: `${tell})` },
  ];
}

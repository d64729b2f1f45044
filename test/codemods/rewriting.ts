import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as TS from "typescript";
import { viewOf } from "../../cli/migrate/project-view.ts";
import { type CodemodContext, DEFAULT_OPTIONS, type MigrateOptions } from "../../codemods/codemod.ts";
import type { Refusal, Rewrite } from "../../codemods/edit.ts";
import { codemod } from "../../codemods/no-unbounded-queue.ts";
import { applyEdits, isRefusal } from "../../codemods/read-target.ts";
import { noUnboundedQueue } from "../../rules/no-unbounded-queue/rule.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { projectOf, typedProgram } from "../rules/worlds.ts";

/** What becomes of some files. */
export interface Outcome {
  /** The files that changed and those that came into being, by path; empty if any finding was refused. */
  readonly after: ReadonlyMap<string, string>;
  readonly added: ReadonlySet<string>;
  readonly rewrites: readonly Rewrite[];
  readonly refused: readonly Refusal[];
}

/** Rewrites all findings in some files, as `migrate` does, without a disk. `manifest` is the package.json of the folder. */
export function rewriteAll(texts: ReadonlyMap<string, string>, options: Partial<MigrateOptions> = {}, folder = "/", manifest?: Readonly<Record<string, unknown>>): Outcome {
  const project = projectOf(texts, folder);
  const { context } = viewOf(project, [noUnboundedQueue], { ...DEFAULT_OPTIONS, ...options });
  const target = manifest && { folder, manifest };
  // Descriptors and not values: a view loads its compiler when it is first asked.
  const withPackage = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(context), packageOf: { value: () => target } }) as CodemodContext;
  const outcomes = findingsIn(noUnboundedQueue, texts, {}, folder).map((finding) => codemod.rewrite(finding, withPackage));
  const refused = outcomes.filter(isRefusal);
  const rewrites = outcomes.filter((outcome): outcome is Rewrite => !isRefusal(outcome));
  const after = new Map<string, string>();
  const edits = rewrites.flatMap((rewrite) => rewrite.edits);
  const isFirst = (edit: object, index: number): boolean => edits.findIndex((other) => JSON.stringify(other) === JSON.stringify(edit)) === index;
  for (const path of new Set(edits.map(({ file }) => file))) {
    const own = edits.filter((edit, index) => edit.file === path && (isFirst(edit, index) || rewrites.length === 1));
    after.set(path, applyEdits(texts.get(path) ?? "", own));
  }
  const added = rewrites.flatMap(({ newFiles }) => newFiles);
  for (const { file, text } of added) after.set(file, text);
  return { after, added: new Set(added.map(({ file }) => file)), rewrites, refused };
}

/** The folder of files that are not there: it exists, so that the compiler looks for modules in it. */
export const HERE: string = dirname(fileURLToPath(import.meta.url));

/** Rewrites one file with queues alone, unless the options say otherwise; its new text, or the refusals. */
export function rewriteText(text: string, name = "a.ts", options: Partial<MigrateOptions> = {}, manifest?: Readonly<Record<string, unknown>>): string {
  const path = join(HERE, name);
  const { after, refused, rewrites } = rewriteAll(new Map([[path, text]]), { construct: "queue", ...options }, HERE, manifest);
  if (refused.length > 0) return refused.map(({ reason, detail }) => `${reason}: ${detail}`).join("\n");
  return rewrites.length === 0 ? "nothing was found" : (after.get(path) ?? text);
}

/** Every diagnostic of some files, with the standard library and Node's types. Places are left out: edits move them. */
export function diagnosticsOf(texts: ReadonlyMap<string, string>): readonly string[] {
  return [...diagnosticsByFile(texts).values()].flat();
}

/** The same for each file. */
export function diagnosticsByFile(texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const program = typedProgram(texts);
  const told = ({ code, messageText }: TS.Diagnostic, path: string): string => `${basename(path)} TS${String(code)} ${JSON.stringify(messageText)}`;
  return new Map(
    [...texts.keys()].map((path) => {
      const file = program.getSourceFile(path);
      return [path, [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((each) => told(each, path))];
    }),
  );
}

import { isAbsolute } from "node:path";
import { codemodOf } from "../codemods/codemod-of.ts";
import { definitions as allDefinitions } from "../rules/index.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { MigrateCommandOptions } from "./migrate.ts";
import { explainNoGit, settleInterrupted, tellInterrupted } from "./migrate/before-writing.ts";
import { migrateProject, type Migration } from "./migrate/migrate-project.ts";
import { stepsOn } from "./migrate/steps.ts";
import { diffsOf } from "./migrate/unified-diff.ts";
import { writeMigration, type Written } from "./migrate/write-migration.ts";
import { progressOn } from "./progress.ts";
import { Project } from "./project.ts";
import type { MigrationReport } from "./reporters/migration.ts";
import { migrationToJson } from "./reporters/migration-json.ts";
import { migrationToStylish } from "./reporters/migration-stylish.ts";
import { chooseRules } from "./run-check.ts";
import { shownPath } from "./shown-path.ts";
import { Sources } from "./sources.ts";
import { findTargets } from "./targets.ts";
import { paintFor } from "./terminal.ts";
import { visible } from "./visible.ts";

/** Runs `migrate`: the report goes to stdout, everything else to stderr. Until the very end nothing is written but what an interrupted run has left. */
export async function runMigrate(paths: readonly string[], options: MigrateCommandOptions): Promise<ExitCode> {
  const definitions = chooseRules(options.rule, allDefinitions);
  const codemods = await Promise.all(definitions.map(({ id }) => codemodOf(id)));
  const cwd = process.cwd();
  const targets = findTargets({ paths, cwd, useIgnoreFiles: options.ignore });
  const isWriting = options.write === true;
  const allowDirty = options.allowDirty === true;
  const { folder: root } = targets.root;
  for (const line of isWriting ? settleInterrupted(root) : tellInterrupted(root)) tell(line);
  if (isWriting && !allowDirty) explainNoGit(root);

  const sources = new Sources(targets, options.ignore);
  const steps = stepsOn(process.stderr, options.progress);
  const progress = progressOn(process.stderr, options.progress);
  const { overflow, capacity, runtime } = options;
  let migration: Migration;
  try {
    migration = migrateProject({
      project: new Project(sources),
      definitions,
      codemods,
      options: { overflow, capacity, runtime },
      allowDirty,
      onFile: (done, total) => { progress.update(done, total); },
      onLaw: (law, rewrites) => { progress.clear(); steps.proving(law, rewrites); },
    });
  } finally {
    progress.clear();
    steps.clear();
  }
  const written = isWriting ? writeMigration(root, migration) : planned(root, migration);
  for (const { path, reason } of migration.check.problems) tell(`${isAbsolute(path) ? shownPath(path, cwd) : visible(path)}: ${reason}`);
  tellFailures(migration, cwd);
  const textOf = (path: string): string | undefined => sources.textOf(path);
  const report: MigrationReport = { root, options: { overflow, capacity, runtime }, isWritten: isWriting, check: migration.check, ...written, notes: [...migration.proof.notes, ...written.notes] };
  for (const note of report.notes) tell(visible(note));
  if (options.format === "json") process.stdout.write(`${migrationToJson(report, textOf)}\n`);
  else process.stdout.write(migrationToStylish(report, { paint: paintFor(process.stdout, process.env), isScreen: process.stdout.isTTY, cwd, textOf }));
  steps.done(migration);
  return exitCodeOf(report, written.trouble);
}

/** A dry run: everything that was proven. */
function planned(root: string, migration: Migration): Written {
  const { proof: { kept }, refused } = migration;
  return { rewrites: kept.rewrites, refused, diffs: diffsOf(kept, root), notes: [], trouble: false };
}

function tell(line: string): void {
  process.stderr.write(`pokayoke: ${line}\n`);
}

/** What hinders a rule, or a parser, is told apart from the report, which is about rewrites. */
function tellFailures({ check }: Migration, cwd: string): void {
  for (const { path, failures } of check.reports) {
    for (const { kind, message, stack } of failures) {
      tell(`${shownPath(path, cwd)}: ${kind === "syntax-error" ? "could not be parsed: " : "internal-error: "}${visible(message)}`);
      if (process.env["POKAYOKE_DEBUG"] && stack !== undefined) process.stderr.write(`${stack}\n`);
    }
  }
}

/** What the files are like that the command leaves. */
function exitCodeOf({ check, rewrites, refused, isWritten }: MigrationReport, trouble: boolean): ExitCode {
  const failures = check.reports.flatMap((report) => report.failures);
  if (trouble || check.problems.length > 0 || failures.some(({ kind }) => kind === "internal-error")) return EXIT.trouble;
  const isClean = failures.length === 0 && refused.length === 0 && (isWritten || rewrites.length === 0);
  return isClean ? EXIT.clean : EXIT.findings;
}

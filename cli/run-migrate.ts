import { isAbsolute } from "node:path";
import type { MigrateOptions } from "../codemods/codemod.ts";
import { codemodOf } from "../codemods/codemod-of.ts";
import { definitions as allDefinitions } from "../rules/index.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { MigrateCommandOptions } from "./migrate.ts";
import { chooseRules } from "./levels.ts";
import { checkInThreads } from "./check-in-threads.ts";
import { explainNoGit, settleInterrupted, tellInterrupted } from "./migrate/before-writing.ts";
import { chooseRewrites, Stopped } from "./migrate/choose.ts";
import { tellFormatters } from "./migrate/formatter.ts";
import { migrateProject, type Migration } from "./migrate/migrate-project.ts";
import { selectOnly } from "./migrate/only.ts";
import { reportFileOf, writeReport } from "./migrate/report-file.ts";
import { bothOf, ownCompiler } from "./migrate/own-compiler.ts";
import { type Ended, runCommand } from "./migrate/run-command.ts";
import { type Steps, stepsOn } from "./migrate/steps.ts";
import { diffsOf } from "./migrate/unified-diff.ts";
import { type HowToWrite, writeMigration, type Written } from "./migrate/write-migration.ts";
import { Project } from "./project.ts";
import type { MigrationReport } from "./reporters/migration.ts";
import { migrationToJson } from "./reporters/migration-json.ts";
import { migrationToStylish } from "./reporters/migration-stylish.ts";

import { shownPath } from "./shown-path.ts";
import { Sources } from "./sources.ts";
import { findTargets } from "./targets.ts";
import { paintFor } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "./visible.ts";

/** Runs `migrate`: the report goes to stdout, everything else to stderr. Until the very end nothing is written but what an interrupted run has left. */
export async function runMigrate(paths: readonly string[], options: MigrateCommandOptions): Promise<ExitCode> {
  const isWriting = options.write === true || options.interactive === true;
  explainMisfit(options, isWriting);
  const { definitions } = chooseRules(options.rule, allDefinitions);
  const codemods = await Promise.all(definitions.map(({ id }) => codemodOf(id)));
  const cwd = process.cwd();
  const reportFile = options.report === undefined ? undefined : reportFileOf(options.report, cwd);
  let targets = findTargets({ paths, cwd, useIgnoreFiles: options.ignore });
  const allowDirty = options.allowDirty === true;
  const { folder: root } = targets.root;
  const settled = isWriting ? settleInterrupted(root) : tellInterrupted(root);
  for (const line of settled) tell(line);
  if (settled.length > 0) targets = findTargets({ paths, cwd, useIgnoreFiles: options.ignore });
  if (isWriting && !allowDirty) explainNoGit(root);

  const sources = new Sources(targets, options.ignore);
  const textOf = (path: string): string | undefined => sources.textOf(path);
  const steps = stepsOn(process.stderr, options.progress);
  const { overflow, capacity, runtime, construct, style, schema, lastKnownGood, preferLibrary } = options;
  const chosen: MigrateOptions = {
    overflow,
    capacity,
    runtime,
    ...(construct === "queue" ? { construct } : {}),
    ...(style === undefined ? {} : { style }),
    ...(schema === undefined || schema === "auto" ? {} : { schema }),
    ...(lastKnownGood === true ? { lastKnownGood } : {}),
    ...(preferLibrary === true ? { preferLibrary } : {}),
  };
  let migration: Migration;
  try {
    const jobs = Math.min(options.jobs, targets.files.length);
    const check = jobs > 1 ? (await checkInThreads(jobs, { targets, useIgnoreFiles: options.ignore, rules: definitions.map(({ id }) => id) }, steps.checking)).result : undefined;
    migration = migrateProject({
      project: new Project(sources),
      definitions,
      codemods,
      options: chosen,
      allowDirty,
      ...(check === undefined ? {} : { check }),
      ...(options.only.length === 0 ? {} : { select: selectOnly(options.only, cwd, textOf) }),
      onFile: steps.checking,
      onFinding: steps.planning,
      onLaw: steps.proving,
    });
    steps.clear();
    if (options.interactive === true) migration = await chooseRewrites(migration, { root, cwd, paint: paintFor(process.stderr, process.env), input: process.stdin, output: process.stderr });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    tell("stopped: nothing is written");
    return EXIT.findings;
  } finally {
    steps.clear();
  }
  const how = howToWrite(options, cwd, steps);
  const written = isWriting ? writeMigration(root, migration, how) : planned(root, migration);
  steps.clear();
  for (const { path, reason } of migration.check.problems) tell(`${isAbsolute(path) ? shownPath(path, cwd) : visible(path)}: ${reason}`);
  tellFailures(migration, cwd);
  const report: MigrationReport = { root, options: chosen, isWritten: isWriting, check: migration.check, test: how.test?.command, ...written, notes: [...migration.proof.notes, ...tellFormatters(root, migration.proof.kept.added.keys()), ...written.notes] };
  for (const note of report.notes) tell(visible(note));
  if (options.format === "json") process.stdout.write(`${migrationToJson(report, textOf)}\n`);
  else process.stdout.write(migrationToStylish(report, { paint: paintFor(process.stdout, process.env), isScreen: process.stdout.isTTY, cwd, textOf }));
  const failed = reportFile && writeReport(reportFile, report, textOf);
  if (failed !== undefined) tell(visible(failed));
  steps.done(migration);
  return exitCodeOf(report, written.trouble || failed !== undefined);
}

/** @throws {UsageError} for options that make no sense together */
function explainMisfit({ test, tsc, commit, allowDirty, interactive }: MigrateCommandOptions, isWriting: boolean): void {
  if (test !== undefined && !isWriting) throw new UsageError("--test has something to say only about what is written: add --write");
  if (tsc !== undefined && !isWriting) throw new UsageError("--tsc has something to say only about what is written: add --write");
  if (commit === true && !isWriting) throw new UsageError("--commit commits what is written: add --write");
  if (commit === true && allowDirty === true) throw new UsageError("--commit would commit what you have changed yourself, with --allow-dirty");
  if (interactive === true && !process.stdin.isTTY) throw new UsageError("--interactive asks questions, and there is no terminal to answer on");
}

function howToWrite({ test, tsc, commit }: MigrateCommandOptions, cwd: string, steps: Steps): HowToWrite {
  const runOf = (command: string) => (): Ended => {
    steps.testing(command);
    return runCommand(command, cwd);
  };
  const tests = [...(tsc === undefined ? [] : [ownCompiler(runOf(tsc))]), ...(test === undefined ? [] : [runOf(test)])];
  const [first] = tests;
  const commands = [tsc, test].filter((command) => command !== undefined).join(", ");
  return { ...(first === undefined ? {} : { test: { command: commands, run: tests.slice(1).reduce(bothOf, first) } }), commits: commit === true };
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

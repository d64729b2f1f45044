import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { readTarget, isRefusal, READ_LIMITS } from "../codemods/read-target.ts";
import { recover } from "../codemods/recover.ts";
import { type Change, writeAll } from "../codemods/write.ts";
import { bundledCompiler } from "../rules/model/compiler.ts";
import { DEFAULT_BASELINE } from "./baseline-file.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { InitOptions } from "./init.ts";
import { type ConfigPlan, planConfig } from "./init/plan-config.ts";
import { diffOf } from "./migrate/unified-diff.ts";
import { isInside } from "./root.ts";
import { runBaseline } from "./run-baseline.ts";
import { eslintConfigOf } from "./survey/eslint-config.ts";
import { majorOf } from "./survey/manifests.ts";
import { installCommand, runCommand } from "./survey/package-manager.ts";
import { type Survey, surveyOf, toldVersion } from "./survey/survey.ts";
import { findTargets } from "./targets.ts";
import { paintFor } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "./visible.ts";

/** Runs `init`. Everything it says goes to stdout; what it writes goes through the write protocol of `migrate`. */
export function runInit(folder: string, { dryRun = false, baseline = false }: InitOptions): ExitCode {
  const full = resolve(folder);
  if (statSync(full, { throwIfNoEntry: false })?.isDirectory() !== true) throw new UsageError(`${folder}: no such folder`);
  const survey = surveyOf(full);
  const paint = paintFor(process.stdout, process.env);
  const say = (line = ""): void => {
    process.stdout.write(`${line}\n`);
  };
  for (const line of seen(survey)) say(visible(line));
  say();
  const { manager, workspace, plugin } = survey;
  if (majorOf(plugin) === undefined) {
    say(paint("strong", "Install"));
    say(`  ${installCommand(manager, "eslint-plugin-pokayoke", workspace !== undefined)}   (yours to run: init starts nothing)`);
  }
  // ESLint looks for the baseline from where it runs, which is where its configuration is.
  const readsBaseline = baseline && dirname(survey.config.flat?.path ?? join(full, "package.json")) === full;
  const plan = planConfig(bundledCompiler, survey, readsBaseline ? DEFAULT_BASELINE : undefined);
  const isLeft = tellPlan(plan, survey, dryRun, say);
  for (const line of ownConfigs(survey)) say(visible(line));
  if (baseline) acceptAll(full, dryRun, say);
  say();
  say(paint("strong", "Then"));
  if (plan.kind !== "nothing" || majorOf(survey.eslint) !== undefined) say(`  ${runCommand(manager, "eslint .")}   the findings in the lint step and the editor`);
  say(`  ${runCommand(manager, "pokayoke check")}   the same without ESLint, across files, with the lines that prove each`);
  if (baseline) say(`  ${runCommand(manager, `pokayoke check --baseline ${DEFAULT_BASELINE}`)}   fails on new findings alone`);
  else say(`  ${runCommand(manager, "pokayoke baseline")}   accept today's findings, so that with \`check --baseline ${DEFAULT_BASELINE}\` only new ones fail`);
  say(`  ${runCommand(manager, "pokayoke doctor")}   what runs typed or untyped, and what gets in the way`);
  return isLeft ? EXIT.findings : EXIT.clean;
}

/** Writes a baseline, unless there is one. */
function acceptAll(folder: string, dryRun: boolean, say: (line: string) => void): void {
  const output = join(folder, DEFAULT_BASELINE);
  if (existsSync(output)) say(`${DEFAULT_BASELINE} is there already, and stays as it is: \`pokayoke baseline\` writes it anew`);
  else if (dryRun) say(`${DEFAULT_BASELINE}: not written (--dry-run)`);
  else runBaseline([folder], { output, rule: [], progress: true, ignore: true });
}

function seen({ name, manager, workspace, eslint, typescript, typescriptEslint, config, root }: Survey): readonly string[] {
  const { flat, legacy } = config;
  const configured = flat ? `configured in ${relative(root, flat.path)}` : legacy.length > 0 ? `configured in ${legacy.map((path) => relative(root, path)).join(", ")} (the old format)` : "not configured";
  const version = toldVersion(eslint);
  const parser = toldVersion(typescriptEslint);
  return [
    `${name}: ${manager}, ${workspace === undefined ? "one package" : `a workspace (${workspace})`}`,
    `  ESLint ${version === undefined ? "is not there" : `${version}, ${configured}`}`,
    `  TypeScript ${toldVersion(typescript) ?? "is not there"}${parser === undefined ? "" : `, typescript-eslint ${parser}`}`,
  ];
}

/** Tells, and unless told otherwise does, what becomes of the configuration. Whether something is left to do. */
function tellPlan(plan: ConfigPlan, { root, folder }: Survey, dryRun: boolean, say: (line?: string) => void): boolean {
  if (plan.kind === "nothing") {
    say(`ESLint: ${plan.why}.`);
    return false;
  }
  if (plan.kind === "by-hand") {
    say(plan.lines.length === 0 ? `ESLint: ${plan.why}.` : `ESLint: not edited, because ${plan.why}. Add yourself:`);
    for (const line of plan.lines) say(`    ${line}`);
    return true;
  }
  const name = relative(root, plan.path).replaceAll("\\", "/");
  const what = plan.before === undefined ? "made" : "the plugin is added";
  if (dryRun) say(`${name}: not written (--dry-run). This would be ${plan.before === undefined ? "a new file" : "added"}:`);
  else {
    write(root, plan);
    say(`${visible(name)}: ${what}`);
  }
  say();
  say(diffOf(name, plan.before, plan.after).split(/(?<=[\t\n])|(?=[\t\n])/).map((part) => (/^[\t\n]$/.test(part) ? part : visible(part))).join("").trimEnd());
  if (!isInside(folder, plan.path)) say(`(it is the configuration of the whole repository)`);
  return dryRun;
}

/** @throws {UsageError} where the file changed meanwhile, is a link, lies elsewhere, or can't be written */
function write(root: string, { path, before, after }: Extract<ConfigPlan, { readonly kind: "write" }>): void {
  recover(root);
  let change: Change = { path, before: null, after: Buffer.from(after), group: "init" };
  if (before !== undefined) {
    const target = readTarget(root, path, READ_LIMITS);
    if (isRefusal(target)) throw new UsageError(target.detail);
    if (target.text !== before) throw new UsageError(`${path} changed while it was read`);
    change = { path, before: target.bytes, after: Buffer.from((target.bom ? "\uFEFF" : "") + after), group: "init" };
  }
  const { written, refused, blocked, unfinished } = writeAll(root, [change]);
  const reason = blocked ?? unfinished ?? refused[0]?.refusal.detail;
  if (written.length !== 1 || reason !== undefined) throw new UsageError(`${path} was not written: ${reason ?? "nobody said why"}`);
}

/** Packages of a workspace that ESLint configures by themselves: the configuration above does not reach them. */
function ownConfigs({ root, folder, workspace, config }: Survey): readonly string[] {
  if (workspace === undefined) return [];
  const { packages } = findTargets({ paths: [folder], cwd: folder, useIgnoreFiles: true });
  const own = packages.filter((each) => each !== folder).flatMap((each) => {
    const { flat } = eslintConfigOf(root, each);
    return flat === undefined || flat.path === config.flat?.path ? [] : [relative(folder, each)];
  });
  return [...new Set(own)].map((each) => `${each} has a configuration of its own: run \`pokayoke init ${each}\`, too`);
}

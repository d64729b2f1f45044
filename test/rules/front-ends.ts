import { relative } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter as Linter10 } from "eslint";
import { Linter as Linter9 } from "eslint-9";
import type * as TS from "typescript";
import { checkProject } from "../../cli/check-project.ts";
import { defineRule } from "../../rules/model/define-rule.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import { messageOf } from "../../rules/model/rule.ts";
import type { Fixture } from "./fixture.ts";
import { projectOf } from "./worlds.ts";

/** One finding as a person sees it. Lines and columns count from 1. */
export interface Report {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly messageId: string;
  readonly message: string;
}

/** The findings of `check` over a fixture. */
export function findingsOf(rule: RuleDefinition, { files, options, root }: Fixture): readonly Finding[] {
  return findingsIn(rule, files, options, root);
}

/** The findings of `check` over some files, in the order of the files. What makes `check` fail makes the test fail. */
export function findingsIn(
  rule: RuleDefinition,
  texts: ReadonlyMap<string, string>,
  options: Readonly<Record<string, unknown>> = {},
  folder?: string,
): readonly Finding[] {
  const definition = { ...rule, defaultOptions: { ...rule.defaultOptions, ...options } };
  const { reports, checked, problems } = checkProject(projectOf(texts, folder), [definition]);
  const failures = reports.flatMap(({ path, failures }) => failures.map(({ message, stack }) => `${path}: ${message}\n${stack ?? ""}`));
  if (failures.length > 0 || problems.length > 0) throw new Error([...problems.map(({ path, reason }) => `${path}: ${reason}`), ...failures].join("\n"));
  if (checked.length < texts.size) throw new Error(`only ${String(checked.length)} of ${String(texts.size)} files were checked`);
  return reports.flatMap(({ findings }) => findings.map(({ finding }) => finding));
}

/** Findings as `check` tells them: with lines and columns, and the message filled in. */
export function reportsOf(rule: RuleDefinition, fixture: Fixture, findings: readonly Finding[]): readonly Report[] {
  const reports = findings.map((finding) => ({
    file: relative(fixture.root, finding.file),
    from: positionIn(fixture.files.get(finding.file) ?? "", finding.span.start),
    to: positionIn(fixture.files.get(finding.file) ?? "", finding.span.end),
    messageId: finding.messageId,
    message: messageOf(rule, finding),
  }));
  return reports.sort(byPlace);
}

function positionIn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/);
  return `${String(lines.length)}:${String((lines.at(-1) ?? "").length + 1)}`;
}

function byPlace(a: Report, b: Report): number {
  return a.file.localeCompare(b.file) || a.from.localeCompare(b.from, "en", { numeric: true }) || a.messageId.localeCompare(b.messageId);
}

/** One ESLint, set up in one way. */
export interface FrontEnd {
  readonly name: string;
  /** Whether it sees types and other files. */
  readonly typed: boolean;
  readonly report: (rule: RuleDefinition, fixture: Fixture) => readonly Report[];
}

/** The ESLints that can read a fixture. `program` holds the fixture's files. */
export function frontEndsFor(fixture: Fixture, program: TS.Program): readonly FrontEnd[] {
  const typed = { name: "ESLint 10, typed", typed: true, report: eslint(Linter10, { parser, parserOptions: { programs: [program] } }) };
  if (fixture.crossFile) return [typed];
  const untyped = [
    { name: "ESLint 10, untyped", typed: false, report: eslint(Linter10, { parser }) },
    // Its types are those of version 9, and say the same.
    { name: "ESLint 9, untyped", typed: false, report: eslint(Linter9 as unknown as typeof Linter10, { parser }) },
  ];
  const espree = { name: "ESLint 10, espree", typed: false, report: eslint(Linter10, { parserOptions: { ecmaFeatures: { jsx: true } } }) };
  const isPlain = [...fixture.files.keys()].every((file) => /\.(?:[cm]?js|jsx)$/.test(file));
  return [typed, ...untyped, ...(isPlain ? [espree] : [])];
}

function eslint(Eslint: typeof Linter10, languageOptions: Linter10.LanguageOptions): FrontEnd["report"] {
  return (rule, fixture) => {
    const linter = new Eslint({ cwd: fixture.root });
    const options = Object.keys(fixture.options).length > 0 ? [fixture.options] : [];
    const config: Linter10.Config = {
      files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
      plugins: { pokayoke: { rules: { [rule.id]: defineRule(rule) } } },
      rules: { [`pokayoke/${rule.id}`]: ["error", ...options] },
      linterOptions: { reportUnusedDisableDirectives: "off" },
    };
    const reports = [...fixture.files].flatMap(([file, text]) => {
      const sourceType = file.endsWith(".cjs") ? "commonjs" : "module";
      const messages = linter.verify(text, [{ ...config, languageOptions: { sourceType, ...languageOptions } }], { filename: file });
      return messages.map((message) => reportOf(fixture, file, message));
    });
    return reports.sort(byPlace);
  };
}

function reportOf(fixture: Fixture, file: string, message: Linter10.LintMessage): Report {
  if (message.messageId === undefined) throw new Error(`${fixture.name}: ${message.message} (line ${String(message.line)})`);
  return {
    file: relative(fixture.root, file),
    from: `${String(message.line)}:${String(message.column)}`,
    to: `${String(message.endLine)}:${String(message.endColumn)}`,
    messageId: message.messageId,
    message: message.message,
  };
}

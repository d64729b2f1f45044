import { relative, sep } from "node:path";
import type { Ask } from "../rules/model/ask.ts";
import type { Finding } from "../rules/model/finding.ts";
import { type Identity, identityOf } from "../rules/model/identity.ts";
import { messageOf, type RuleDefinition } from "../rules/model/rule.ts";
import { isStackOverflow } from "../rules/model/stack-overflow.ts";
import type { Problem } from "./discover.ts";
import { directivesOf } from "./directives.ts";
import { Positions } from "./positions.ts";
import type { Project } from "./project.ts";
import type { SkipReason } from "./skips.ts";

/** A finding, its message, and what a baseline knows it by. */
export interface Reported {
  readonly finding: Finding;
  readonly message: string;
  readonly identity: Identity;
}

/** A finding that a comment switches off, and the reason the comment gives. */
export interface Suppressed extends Reported {
  readonly justification: string;
}

/** Why a file, or one rule in it, could not be checked. */
export interface Failure {
  readonly kind: "syntax-error" | "internal-error";
  /** Where, in UTF-16 code units. */
  readonly at: number;
  readonly message: string;
  /** The detector's stack, for those who mend it. */
  readonly stack?: string | undefined;
}

/** What there is to say about one file. */
export interface FileReport {
  readonly path: string;
  /** In text order. */
  readonly findings: readonly Reported[];
  readonly suppressed: readonly Suppressed[];
  /** Those that a baseline has. Checking itself knows of none. */
  readonly known: readonly Reported[];
  readonly failures: readonly Failure[];
}

export interface CheckResult {
  /** The files there is something to say about, in code-unit order. */
  readonly reports: readonly FileReport[];
  /** All files that were checked, in the same order. */
  readonly checked: readonly string[];
  readonly skipped: ReadonlyMap<SkipReason, number>;
  /** What was asked for and could not be done. */
  readonly problems: readonly Problem[];
}

/** Called before each file. */
export type OnProgress = (done: number, total: number) => void;

/** Gives the questions about a file to somebody who wants to know what they lead to. */
export type Observe = (path: string, ask: Ask) => Ask;

/**
 * Checks the files of a project. A file that no rule may find anything in is read and no more. The result depends on nothing but the texts and the
 * definitions: not on the order of the paths, nor on what else is checked with a file. `files`: some of the targets, where others check the rest.
 */
export function checkProject(project: Project, definitions: readonly RuleDefinition[], onProgress?: OnProgress, files: readonly string[] = project.sources.targets.files, observe?: Observe): CheckResult {
  const { sources } = project;
  const skipped = new Map(sources.targets.passedOver);
  const problems = [...sources.targets.problems];
  const reports: FileReport[] = [];
  const checked: string[] = [];
  for (const [done, path] of files.entries()) {
    onProgress?.(done, files.length);
    const text = sources.textOf(path);
    if (text === undefined) {
      const why = sources.whyMissing(path);
      if (why !== undefined && "skipped" in why) skipped.set(why.skipped, (skipped.get(why.skipped) ?? 0) + 1);
      else problems.push({ path, reason: why?.problem ?? "could not be read" });
      continue;
    }
    checked.push(path);
    const report = checkFile(project, path, text, definitions, observe);
    project.release(path);
    if (report !== undefined) reports.push(report);
  }
  return { reports, checked, skipped, problems };
}

/** Checks one file, whether or not it is a target. `undefined`: there is nothing to say about it. */
export function checkFile(project: Project, path: string, text: string, definitions: readonly RuleDefinition[], observe: Observe = (_, ask) => ask): FileReport | undefined {
  const failures: Failure[] = [];
  const attempt = <Result>(definition: RuleDefinition, ask: () => Result): Result | undefined => {
    try {
      return ask();
    } catch (error) {
      failures.push(isStackOverflow(error) ? TOO_DEEP : internalError(definition, error));
      return undefined;
    }
  };
  const below = relative(project.sources.root, path).replaceAll(sep, "/");
  const rules = definitions.filter((definition) => attempt(definition, () => definition.mayFind(text, below)) === true);
  const found: Reported[] = [];
  let suppressed: readonly Suppressed[] = [];
  let findings: readonly Reported[] = [];
  if (rules.length > 0) {
    const parsed = project.parsed(path);
    if (parsed?.error !== undefined || !parsed) {
      return { path, findings, suppressed, known: [], failures: [parsed?.error === undefined ? TOO_DEEP : { kind: "syntax-error", ...parsed.error }] };
    }
    const ask = observe(path, project.ask(parsed.file));
    for (const rule of rules) {
      const own = attempt(rule, () => rule.detect(ask, rule.defaultOptions).map((finding) => ({ finding, message: messageOf(rule, finding), identity: identityOf(project.ts, parsed.file, finding) })));
      if (own !== undefined) found.push(...own);
    }
    if (found.length > 0) {
      const positions = new Positions(text);
      const justify = directivesOf(project.ts, parsed.file, positions);
      const sorted = found.sort((one, other) => one.finding.span.start - other.finding.span.start || compare(one.finding.rule, other.finding.rule) || compare(one.message, other.message));
      const judged = sorted.map((each) => ({ ...each, justification: justify({ rule: `pokayoke/${each.finding.rule}`, ...positions.at(each.finding.span.start) }) }));
      findings = judged.flatMap(({ justification, ...each }) => (justification === undefined ? [each] : []));
      suppressed = judged.flatMap(({ justification, ...each }) => (justification === undefined ? [] : [{ ...each, justification }]));
    }
  }
  return found.length === 0 && failures.length === 0 ? undefined : { path, findings, suppressed, known: [], failures };
}

/** Deeper than the call stack of the parser, the binder or the checker. No code that people write is. */
const TOO_DEEP: Failure = { kind: "syntax-error", at: 0, message: "nested too deeply" };

const ISSUES = "https://github.com/pokayoke/eslint-plugin-pokayoke/issues";

function internalError(definition: RuleDefinition, error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: "internal-error", at: 0, message: `${definition.id} failed: ${message}. Please report it: ${ISSUES}`, stack: error instanceof Error ? error.stack : undefined };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

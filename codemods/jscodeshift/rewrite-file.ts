import { dirname } from "node:path";
import { migrateProject } from "../../cli/migrate/migrate-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { definitions } from "../../rules/index.ts";
import { type Codemod, DEFAULT_OPTIONS, type MigrateOptions, OVERFLOW_POLICIES, SCHEMAS } from "../codemod.ts";
import { codemodOf } from "../codemod-of.ts";
import type { Rewrite } from "../edit.ts";
import { lineAt } from "../plan.ts";
import { isRefusal, refuse } from "../read-target.ts";
import type { Answer, Question } from "./answer.ts";

/**
 * Rewrites what one rule finds in one file, with the laws that `migrate` holds: the project around the file is read as far as a question leads there. What
 * jscodeshift can't do is refused: it writes the file itself and no other.
 *
 * @throws {Error} for options that make no sense
 */
export async function rewriteFile({ id, rule, path, source, options }: Question): Promise<Answer> {
  const chosen = optionsOf(options);
  const definition = definitions.find((each) => each.id === rule);
  if (definition === undefined) throw new Error(`there is no rule ${rule}`);
  const unchanged: Answer = { id, text: undefined, reports: [], counts: [], error: undefined };
  const text = source.replace(/^\uFEFF/, "");
  if (!definition.mayFind(text)) return unchanged;
  const sources = new Sources(findTargets({ paths: [path], cwd: dirname(path), useIgnoreFiles: true }), true);
  const now = sources.textOf(path);
  if (now !== text) return { ...unchanged, reports: now === undefined ? [] : ["not looked at: it changed, or is not UTF-8"] };
  const codemod = inOneFile(await codemodOf(rule));
  const { check, proof, refused } = migrateProject({ project: new Project(sources), definitions: [definition], codemods: [codemod], options: chosen, allowDirty: true });
  const failures = check.reports.flatMap((report) => report.failures);
  const merged = proof.kept.files.get(path);
  return {
    id,
    text: merged && (text === source ? "" : "\uFEFF") + merged.after,
    reports: [
      ...failures.map(({ at, message }) => `line ${String(lineAt(text, at))}: not looked at: ${message}`),
      ...refused.map(({ finding, refusal: { reason, detail } }) => `line ${String(lineAt(text, finding.span.start))}: refused: ${reason}: ${detail}`),
      ...(merged === undefined ? [] : proof.notes),
    ],
    counts: [...proof.kept.rewrites.map(() => "rewritten"), ...refused.map(({ refusal }) => `refused: ${refusal.reason}`)],
    error: undefined,
  };
}

/** The same codemod without the rewrites that touch more than the file of their finding. */
function inOneFile(codemod: Codemod): Codemod {
  return {
    rule: codemod.rule,
    rewrite: (finding, context) => {
      const draft = codemod.rewrite(finding, context);
      return isRefusal(draft) ? draft : (explainOthers(draft) ?? draft);
    },
  };
}

function explainOthers({ finding, edits, newFiles }: Rewrite): ReturnType<typeof refuse> | undefined {
  const other = edits.find(({ file }) => file !== finding.file)?.file ?? newFiles[0]?.file;
  return other === undefined ? undefined : refuse("other-files", `${other} would have to change, too; \`pokayoke migrate\` does that`);
}

/** Ours among the options of jscodeshift. The default is `--runtime=package`, because a transform can't add a module to the sources. */
function optionsOf({ overflow = DEFAULT_OPTIONS.overflow, capacity = DEFAULT_OPTIONS.capacity, runtime = "package", construct = "any", schema = "auto", ...others }: Question["options"]): MigrateOptions {
  if (!/^[1-9]\d*$/.test(String(capacity)) || !Number.isSafeInteger(Number(capacity))) throw new Error(`--capacity must be a positive whole number, not ${String(capacity)}`);
  return {
    overflow: oneOf("overflow", overflow, OVERFLOW_POLICIES),
    capacity: Number(capacity),
    runtime: oneOf("runtime", runtime, ["package", "inline"]),
    construct: oneOf("construct", construct, ["any", "queue"]),
    schema: oneOf("schema", schema, SCHEMAS),
    // jscodeshift hands options over as they are written.
    lastKnownGood: others["last-known-good"] === true || others["lastKnownGood"] === true,
    preferLibrary: [others["prefer-library"], others["preferLibrary"]].some((each) => String(each) === "true"),
  };
}

function oneOf<T>(name: string, given: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === given);
  if (found === undefined) throw new Error(`--${name} must be one of ${allowed.join(", ")}, not ${String(given)}`);
  return found;
}

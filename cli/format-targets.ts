import { UsageError } from "./usage-error.ts";

export const FORMAT_NAMES = ["stylish", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** One report that is asked for: what it looks like, and the file it goes to; without one, to stdout. */
export interface FormatTarget {
  readonly name: FormatName;
  readonly file: string | undefined;
}

/**
 * What `--format` (given any number of times) and `--output-file` come to: `sarif`, or `sarif=out.sarif`. stdout takes one report, so that what reads it
 * reads one thing; with files alone it stays empty, as with `--output-file` of ESLint and Ruff.
 *
 * @throws {UsageError} for an unknown format, a second report on stdout, or two reports in one file
 */
export function formatTargets(formats: readonly string[], outputFile: string | undefined): readonly FormatTarget[] {
  const targets = (formats.length === 0 ? ["stylish"] : formats).map(parseTarget);
  const loose = targets.filter(({ file }) => file === undefined);
  if (outputFile !== undefined) {
    if (loose.length !== 1) throw new UsageError("--output-file takes one report: name the other files in --format, as in --format sarif=out.sarif");
    return targets.map((target) => (target.file === undefined ? { ...target, file: outputFile } : target));
  }
  if (loose.length > 1) throw new UsageError(`stdout takes one report, not ${loose.map(({ name }) => name).join(" and ")}: give the others a file, as in --format ${loose[1]?.name ?? "sarif"}=FILE`);
  const files = targets.flatMap(({ file }) => file ?? []);
  const twice = files.find((file, index) => files.indexOf(file) < index);
  if (twice !== undefined) throw new UsageError(`two reports for the same file, ${twice}`);
  return targets;
}

function parseTarget(text: string): FormatTarget {
  const at = text.indexOf("=");
  const name = at === -1 ? text : text.slice(0, at);
  const file = at === -1 ? undefined : text.slice(at + 1);
  if (file === "") throw new UsageError(`--format ${text}: a file must follow the =`);
  const known = FORMAT_NAMES.find((each) => each === name);
  if (known === undefined) throw new UsageError(`unknown format '${name}'; the formats are ${FORMAT_NAMES.join(", ")}`);
  return { name: known, file };
}

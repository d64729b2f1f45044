import { InvalidArgumentError, Option, type Command } from "commander";
import { FORMAT_NAMES } from "./format-targets.ts";

/** What the options of `check` come to. */
export interface CheckOptions {
  /** `sarif`, or `sarif=out.sarif`; stylish if there is none. */
  readonly format: readonly string[];
  readonly outputFile?: string;
  /** Rules as they are named: `id`, `pokayoke/id`, `id:warn`. */
  readonly rule: readonly string[];
  readonly failOn: readonly string[];
  readonly maxFindings: number;
  readonly baseline?: string;
  readonly update?: boolean;
  /** True: what differs from HEAD. */
  readonly changed?: string | true;
  /** True: in the usual place. */
  readonly cache?: string | true;
  readonly jobs: number;
  readonly quiet?: boolean;
  readonly progress: boolean;
  readonly ignore: boolean;
}

/** Where `--cache` keeps the result, in the current folder. */
export const CACHE_FILE = ".pokayokecache";

/** Adds `check`. What it needs is loaded when it runs, so that `--help` is quick. */
export function registerCheck(program: Command): void {
  program
    .command("check")
    .summary("find missing bounds")
    .description("Finds missing bounds in TypeScript and JavaScript files. Nothing of the checked project is executed.")
    .argument("[paths...]", "files and folders (default: the current folder)")
    .addOption(new Option("-f, --format <name[=file]>", `how to report, and where (may be repeated): ${FORMAT_NAMES.join(", ")}`).argParser(collect).default([], "stylish"))
    .option("-o, --output-file <file>", "where to, for the one --format without a file")
    .addOption(new Option("-r, --rule <id[:level]>", "use this rule only; with a level (error, warn, off) set it, and use the others, too (may be repeated)").argParser(collectAll).default([], "all"))
    .addOption(new Option("--fail-on <ids>", "only findings of these rules make the run fail; others are warnings").argParser(collectAll).default([], "all"))
    .addOption(new Option("--max-findings <number>", "how many findings do not make the run fail yet").argParser(countOf).default(0))
    .option("-b, --baseline <file>", "fail only on findings that this file does not have (see `pokayoke baseline`)")
    .option("--update", "take out of the baseline what is fixed")
    .option("--changed [base]", "check only files that differ from a git commit (default: HEAD), and what depends on them")
    .option("--cache [file]", `keep the result in a file (default: ${CACHE_FILE}), and take it from there as long as nothing has changed`)
    .addOption(new Option("-j, --jobs <number>", "how many threads check").argParser(positive).default(1))
    .option("-q, --quiet", "no summary and no progress")
    .option("--no-progress", "no progress on the terminal")
    .option("--no-ignore", "take files that git ignores, too")
    .addHelpText(
      "after",
      `
Left out: node_modules, what git ignores, links, *.d.ts, generated and minified files, files over 1 MB.
Comments such as \`// eslint-disable-next-line pokayoke/<rule>\` are honoured.
stdout is the report, and nothing else; notices and progress go to stderr.

Exit codes:
  0  nothing found that counts: warnings, what comments or the baseline accept, and up to --max-findings do not
  1  findings, or files with syntax errors
  2  something could not be done: unknown option or rule, missing path, nothing to check, internal error`,
    )
    .action(async (paths: string[], options: CheckOptions) => {
      const { runCheck } = await import("./run-check.ts");
      process.exitCode = await runCheck(paths.length > 0 ? paths : ["."], options);
    });
}

function collect(value: string, values: readonly string[]): readonly string[] {
  return [...values, value];
}

/** Several at once may be given with commas. */
export function collectAll(value: string, values: readonly string[]): readonly string[] {
  return [...values, ...value.split(",").map((each) => each.trim()).filter((each) => each !== "")];
}

export function positive(text: string): number {
  const number = Number(text);
  if (!/^[1-9]\d*$/.test(text) || !Number.isSafeInteger(number)) throw new InvalidArgumentError("It must be a positive whole number.");
  return number;
}

function countOf(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return count;
}

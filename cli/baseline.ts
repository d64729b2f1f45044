import { Option, type Command } from "commander";
import { DEFAULT_BASELINE } from "./baseline-file.ts";
import { collectAll } from "./check.ts";

/** What the options of `baseline` come to. */
export interface BaselineOptions {
  readonly output: string;
  /** Ids of the rules to use; all rules if there are none. */
  readonly rule: readonly string[];
  readonly quiet?: boolean;
  readonly progress: boolean;
  readonly ignore: boolean;
}

/** Adds `baseline`. */
export function registerBaseline(program: Command): void {
  program
    .command("baseline")
    .summary("accept today's findings, so that only new ones fail")
    .description("Writes what `check` finds to a file, a sorted line a finding, for `check --baseline` and for ESLint. Lines of files and rules that are not looked at stay.")
    .argument("[paths...]", "files and folders (default: the current folder)")
    .option("-o, --output <file>", "where to", DEFAULT_BASELINE)
    .addOption(new Option("-r, --rule <id>", "use this rule only (may be repeated)").argParser(collectAll).default([], "all"))
    .option("-q, --quiet", "say nothing, and no progress")
    .option("--no-progress", "no progress on the terminal")
    .option("--no-ignore", "take files that git ignores, too")
    .addHelpText(
      "after",
      `
A line has no line number: it stays valid when code moves, is formatted, or its file is renamed. Let git merge it by itself:
  echo "${DEFAULT_BASELINE} merge=union" >> .gitattributes

Exit codes:
  0  the baseline is written
  2  something could not be done; what could not be checked keeps its lines`,
    )
    .action(async (paths: string[], options: BaselineOptions) => {
      const { runBaseline } = await import("./run-baseline.ts");
      process.exitCode = runBaseline(paths.length > 0 ? paths : ["."], options);
    });
}

import { Option, type Command } from "commander";

/** What the options of `check` come to. */
export interface CheckOptions {
  readonly format: "stylish" | "json";
  /** Ids of the rules to use, with or without the plugin's prefix; all rules if there are none. */
  readonly rule: readonly string[];
  readonly quiet?: boolean;
  readonly progress: boolean;
  readonly ignore: boolean;
}

/** Adds `check`. What it needs is loaded when it runs, so that `--help` is quick. */
export function registerCheck(program: Command): void {
  program
    .command("check")
    .summary("find missing bounds")
    .description("Finds missing bounds in TypeScript and JavaScript files. Nothing of the checked project is executed.")
    .argument("[paths...]", "files and folders (default: the current folder)")
    .addOption(new Option("-f, --format <name>", "how to report").choices(["stylish", "json"]).default("stylish"))
    .addOption(new Option("-r, --rule <id>", "use this rule only (may be repeated)").argParser((id: string, ids: readonly string[]) => [...ids, ...id.split(",")]).default([], "all"))
    .option("-q, --quiet", "no summary and no progress")
    .option("--no-progress", "no progress on the terminal")
    .option("--no-ignore", "take files that git ignores, too")
    .addHelpText(
      "after",
      `
Left out: node_modules, what git ignores, links, *.d.ts, generated and minified files, files over 1 MB.
Comments such as \`// eslint-disable-next-line pokayoke/<rule>\` are honoured.

Exit codes:
  0  nothing found
  1  findings, or files with syntax errors
  2  something could not be done: unknown option or rule, missing path, nothing to check, internal error`,
    )
    .action(async (paths: string[], options: CheckOptions) => {
      const { runCheck } = await import("./run-check.ts");
      process.exitCode = runCheck(paths.length > 0 ? paths : ["."], options);
    });
}

import { Option, type Command } from "commander";
import { DEFAULT_OPTIONS, type MigrateOptions, OVERFLOW_POLICIES, SCHEMAS, STYLES } from "../codemods/codemod.ts";
import { positive } from "./check.ts";

/** What the options of `migrate` come to. */
export interface MigrateCommandOptions extends MigrateOptions {
  readonly write?: boolean;
  readonly allowDirty?: boolean;
  readonly format: "stylish" | "json";
  /** Ids of the rules to use, with or without the plugin's prefix; all rules if there are none. */
  readonly rule: readonly string[];
  /** Places, as `path:line`. */
  readonly only: readonly string[];
  readonly interactive?: boolean;
  readonly report?: string;
  /** A command of the shell: the sixth law. */
  readonly test?: string;
  /** A command of the shell that prints what `tsc` prints. */
  readonly tsc?: string;
  readonly commit?: boolean;
  readonly jobs: number;
  readonly progress: boolean;
  readonly ignore: boolean;
}

/** Adds `migrate`. What it needs is loaded when it runs, so that `--help` is quick. */
export function registerMigrate(program: Command): void {
  program
    .command("migrate")
    .summary("rewrite what check finds, and prove it")
    .description(
      "Rewrites what `check` finds into bounded constructs. Shows what it would do (a diff that `git apply` takes, and what was proven for each rewrite), and writes nothing without --write. Nothing of the project is executed, but what --test and --tsc name.",
    )
    .argument("[paths...]", "files and folders (default: the current folder)")
    .option("-w, --write", "write the rewritten files")
    .addOption(new Option("--overflow <policy>", "what a full queue does with one more value").choices(OVERFLOW_POLICIES).default(DEFAULT_OPTIONS.overflow))
    .addOption(new Option("--capacity <number>", "how many values a queue holds at most").argParser(positive).default(DEFAULT_OPTIONS.capacity))
    .addOption(new Option("--runtime <where>", "add the queue to your sources, or import @pokayoke/runtime").choices(["inline", "package"]).default(DEFAULT_OPTIONS.runtime))
    .addOption(new Option("--construct <what>", "any: a limit in place where no queue can take a container's place; queue: refuse those").choices(["any", "queue"]).default("any"))
    .addOption(new Option("--style <style>", "how a class with an initialiser is closed: a factory, or one class for each state (default: what is done with its instances decides)").choices(STYLES))
    .option("--prefer-library", "use p-retry or cockatiel for a plain retry loop, where package.json has one of them")
    .addOption(new Option("--schema <library>", "what checks a configuration: the library, which the package has to declare; auto: zod, valibot or envalid, where it declares one; plain: none").choices(SCHEMAS).default("auto"))
    .option("--last-known-good", "a file that is loaded again and is wrong leaves the value before in place, and this is told")
    .option("--allow-dirty", "rewrite files with uncommitted changes, and outside of git, too")
    .addOption(new Option("-f, --format <name>", "how to report").choices(["stylish", "json"]).default("stylish"))
    .addOption(new Option("-r, --rule <id>", "use this rule only (may be repeated)").argParser((id: string, ids: readonly string[]) => [...ids, ...id.split(",")]).default([], "all"))
    .addOption(new Option("--only <path:line>", "rewrite the findings at this place only (may be repeated)").argParser((place: string, places: readonly string[]) => [...places, place]).default([], "all"))
    .option("-i, --interactive", "show each rewrite, ask, and write what was taken")
    .option("--test <command>", "a sixth law: run this in the shell before and after writing, and take back the rewrites by which it fails")
    .option("--tsc <command>", 'prove types with the project\'s own compiler, too: run this before and after ("npx tsc --noEmit"), and take back what adds an error')
    .option("--commit", "make one git commit for each rule, with a message; nothing else that is staged goes into it")
    .option("--report <file>", "write a report, too: .html, .md or .json")
    .addOption(new Option("-j, --jobs <number>", "how many threads look for findings").argParser(positive).default(1))
    .option("--no-progress", "no progress and no timing on the terminal")
    .option("--no-ignore", "take files that git ignores, too")
    .addHelpText(
      "after",
      `
Each rewrite is written only if the file still parses, no file gains a type error, the finding is gone and none is new, and a second run would
change nothing. Everything else is refused, with a reason. A run that is killed while it writes, tests or commits is undone or finished by the next
--write; what was written before stays, and the next run goes on with the rest.

Exit codes (they tell of the files as the command leaves them):
  0  nothing was found, or everything was rewritten
  1  findings are left: refused, or not written because --write was not given
  2  something could not be done: unknown option or rule, missing path, nothing to check, another run at work, internal error`,
    )
    .action(async (paths: string[], options: MigrateCommandOptions) => {
      const { runMigrate } = await import("./run-migrate.ts");
      process.exitCode = await runMigrate(paths.length > 0 ? paths : ["."], options);
    });
}

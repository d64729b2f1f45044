import type { Command } from "commander";

/** What the options of `init` come to. */
export interface InitOptions {
  readonly dryRun?: boolean;
  /** Accept today's findings, too. */
  readonly baseline?: boolean;
}

/** Adds `init`. */
export function registerInit(program: Command): void {
  program
    .command("init")
    .summary("add the plugin to a project")
    .description(
      "Looks at a project (package manager, ESLint and how it is configured, TypeScript, workspace), says what is to be done, and adds the plugin to eslint.config.* by inserting lines. What can't be done safely is printed. No file is overwritten, and nothing of the project is run.",
    )
    .argument("[folder]", "the project", ".")
    .option("-n, --dry-run", "say what would be done, and write nothing")
    .option("-b, --baseline", "accept today's findings, too, so that only new ones fail, in ESLint as in check")
    .addHelpText(
      "after",
      `
Exit codes:
  0  everything is in its place, or there is only a command to run
  1  something is left for you to edit: the lines are printed; or --dry-run, and there is something to write
  2  something could not be done: missing folder, a file that can't be written`,
    )
    .action(async (folder: string, options: InitOptions) => {
      const { runInit } = await import("./run-init.ts");
      process.exitCode = runInit(folder, options);
    });
}

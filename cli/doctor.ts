import type { Command } from "commander";

/** Adds `doctor`. */
export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("what works here, what does not, and why")
    .description(
      "Tells which versions are installed, what runs with types and why not, which rules of other plugins push users into our failures or repeat our rules, which files can't be parsed, and which lines of the baseline are stale. Configurations are read as text: nothing of the project is run.",
    )
    .argument("[folder]", "the project", ".")
    .addHelpText(
      "after",
      `
Exit codes:
  0  nothing has to be mended
  1  a problem was found
  2  something could not be done: missing folder`,
    )
    .action(async (folder: string) => {
      const { runDoctor } = await import("./run-doctor.ts");
      process.exitCode = runDoctor(folder);
    });
}

import type { Command } from "commander";

/** Adds `explain`. */
export function registerExplain(program: Command): void {
  program
    .command("explain")
    .summary("show a rule's page")
    .description("Shows the page of a rule: what it claims, on what evidence, what is fine, and the smallest way out. Without a rule, the list of them.")
    .argument("[rule]", "id of a rule, with or without `pokayoke/`")
    .action(async (rule: string | undefined) => {
      const { runExplain } = await import("./run-explain.ts");
      process.exitCode = runExplain(rule);
    });
}

#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { registerBaseline } from "./baseline.ts";
import { registerCheck } from "./check.ts";
import { registerDoctor } from "./doctor.ts";
import { EXIT } from "./exit-codes.ts";
import { registerExplain } from "./explain.ts";
import { registerInit } from "./init.ts";
import { registerMigrate } from "./migrate.ts";
import { optimizeLate } from "./optimize-late.ts";
import { packageVersion } from "./package-files.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "./visible.ts";

/** The commands, in the order in which `--help` lists them. Each loads what it needs when it runs. */
const commands: readonly ((program: Command) => void)[] = [registerInit, registerCheck, registerBaseline, registerMigrate, registerDoctor, registerExplain];

function makeProgram(): Command {
  const program = new Command("pokayoke")
    .description("Finds missing bounds in TypeScript and JavaScript back ends, and rewrites them into bounded constructs.")
    .version(packageVersion(), "-V, --version")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => { write(oneLine(text)); } })
    .showSuggestionAfterError();
  for (const register of commands) register(program);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}

/** Commander's messages (`error: …`, and a suggestion on a line of its own) as one line. */
function oneLine(text: string): string {
  return `pokayoke: ${visible(text.trim().replace(/^error: /, "").replaceAll("\n", " "))}\n`;
}

/** Tells of an error in one line: what the caller did wrong, or that this program did. */
function tell(error: unknown): void {
  if (error instanceof CommanderError) return;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) process.stderr.write(`pokayoke: ${visible(message)}\n`);
  else if (process.env["POKAYOKE_DEBUG"]) process.stderr.write(`pokayoke: internal error: ${error instanceof Error ? (error.stack ?? message) : message}\n`);
  else process.stderr.write(`pokayoke: internal error: ${visible(message)} (run with POKAYOKE_DEBUG=1 for the stack)\n`);
}

/** Whoever reads the output may stop reading (`| head`): that ends the writing, and is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

optimizeLate();
try {
  await makeProgram().parseAsync();
} catch (error) {
  tell(error);
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? EXIT.clean : EXIT.trouble;
}

import { definitions } from "../rules/index.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { packageFile } from "./package-files.ts";
import { pageForTerminal } from "./page-for-terminal.ts";
import { nearestName } from "./suggest.ts";
import { paintFor, widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** Lines longer than this are hard to read on any screen. */
const MAX_WIDTH = 110;

/** Runs `explain`. @throws {UsageError} if there is no such rule */
export function runExplain(name: string | undefined): ExitCode {
  const { stdout } = process;
  const paint = paintFor(stdout, process.env);
  if (name === undefined) {
    const longest = Math.max(...definitions.map(({ id }) => id.length));
    for (const { id, description } of definitions) stdout.write(`${paint("strong", id.padEnd(longest))}  ${description}\n`);
    return EXIT.clean;
  }
  const known = definitions.map(({ id }) => id);
  const id = name.replace(/^pokayoke\//, "");
  if (!known.includes(id)) {
    const near = nearestName(id, known);
    throw new UsageError(`unknown rule '${id}'${near === undefined ? `; the rules are ${known.join(", ")}` : ` (did you mean ${near}?)`}`);
  }
  stdout.write(pageForTerminal(packageFile(`docs/rules/${id}.md`) ?? "", paint, Math.min(MAX_WIDTH, widthOf(stdout))));
  return EXIT.clean;
}

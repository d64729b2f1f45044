import { dirname, relative, sep } from "node:path";
import { installedFor } from "../survey/manifests.ts";

/** What lays out a package's sources, and how it is asked to. */
const FORMATTERS: readonly (readonly [name: string, command: string])[] = [
  ["prettier", "npx prettier --write"],
  ["@biomejs/biome", "npx biome format --write"],
  ["dprint", "npx dprint fmt"],
];

/** The new files that a package's own formatter would lay out in another way. Nothing of the project is run, so its maintainers are told. */
export function tellFormatters(root: string, added: Iterable<string>): readonly string[] {
  const files = new Map<string, string[]>();
  for (const file of added) {
    const command = FORMATTERS.find(([name]) => installedFor(root, dirname(file), name).wanted !== undefined)?.[1];
    if (command !== undefined) files.set(command, [...(files.get(command) ?? []), relative(root, file).split(sep).join("/")]);
  }
  return [...files].map(([command, paths]) => `what is new is not laid out as the project's formatter does: ${command} ${paths.join(" ")}`);
}

import { relative } from "node:path";
import { majorOf } from "../survey/manifests.ts";
import { type Survey, toldVersion } from "../survey/survey.ts";
import type { ConfigFacts } from "./config-facts.ts";

/** One line of the doctor. `problem`: something does not work, or will. */
export interface Line {
  readonly level: "fine" | "note" | "problem";
  readonly text: string;
}

const fine = (text: string): Line => ({ level: "fine", text });
const note = (text: string): Line => ({ level: "note", text });
const problem = (text: string): Line => ({ level: "problem", text });

/** What is installed, and whether it works together. */
export function versionLines(survey: Survey, own: string, node: string): readonly Line[] {
  const { eslint, typescript, typescriptEslint, plugin } = survey;
  const lines: Line[] = [fine(`pokayoke ${own}, Node.js ${node}`)];
  const eslintMajor = majorOf(eslint);
  if (eslintMajor === undefined) lines.push(note("no ESLint: the rules run in `pokayoke check` alone"));
  else if (eslintMajor < 9) lines.push(problem(`ESLint ${toldVersion(eslint) ?? ""}: the plugin needs 9 or 10; \`pokayoke check\` needs none`));
  else lines.push(fine(`ESLint ${toldVersion(eslint) ?? ""}`));
  if (eslintMajor !== undefined && majorOf(plugin) === undefined) lines.push(problem("eslint-plugin-pokayoke is not installed here, so ESLint does not have the rules: `pokayoke init` says what to do"));
  const typescriptMajor = majorOf(typescript);
  if (typescriptMajor !== undefined && typescriptMajor >= 7) {
    lines.push(note(`TypeScript ${toldVersion(typescript) ?? ""}: it has no compiler API, so the rules read code with the TypeScript 6.0 that comes with pokayoke`));
    if (majorOf(typescriptEslint) !== undefined) lines.push(problem("typescript-eslint does not run on TypeScript 7: install `typescript` as npm:@typescript/typescript6 beside it, and ESLint has types again"));
  } else if (typescriptMajor !== undefined) lines.push(isTooOld(typescript.version) ? problem(`TypeScript ${toldVersion(typescript) ?? ""}: in ESLint the rules need 5.4 or later`) : fine(`TypeScript ${toldVersion(typescript) ?? ""}${majorOf(typescriptEslint) === undefined ? "" : `, typescript-eslint ${toldVersion(typescriptEslint) ?? ""}`}`));
  return lines;
}

function isTooOld(version: string | undefined): boolean {
  const [, major = "6", minor = "0"] = /^(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  return Number(major) < 5 || (Number(major) === 5 && Number(minor) < 4);
}

/** What runs with types, and why not. */
export function typeLines({ root, config, hasTsconfig, typescriptEslint }: Survey, facts: ConfigFacts | undefined): readonly Line[] {
  const check = fine("`pokayoke check`: without types, across all files of the repository");
  const { flat, legacy } = config;
  if (flat === undefined) return [check, ...(legacy.length > 0 ? [problem(`ESLint: ${legacy.map((path) => relative(root, path)).join(", ")} is of the format that ESLint 9 does not read by itself`)] : [])];
  const name = relative(root, flat.path);
  if (facts === undefined) return [check, problem(`ESLint: ${name} is a link, or can't be read`)];
  const plugin = facts.hasPlugin ? [] : [note(`ESLint: ${name} does not name the plugin (it may come from a file that it imports); \`pokayoke init\` adds it`)];
  if (facts.typedBy !== undefined) return [check, ...plugin, fine(`ESLint: typed, by ${name} ${facts.typedBy}: rules see the files of the TypeScript program`)];
  const why = !hasTsconfig
    ? "there is no tsconfig.json"
    : majorOf(typescriptEslint) === undefined
      ? "typescript-eslint is not installed"
      : `${name} does not set \`parserOptions.projectService\`; \`pokayoke.configs["recommended-type-checked"]\` does`;
  return [check, ...plugin, note(`ESLint: untyped, one file at a time, because ${why}; what shows only across files is found by \`pokayoke check\``)];
}

/** Rules of others that push into our failures, or repeat our rules. */
export function neighbourLines({ root, config: { flat } }: Survey, facts: ConfigFacts | undefined): readonly Line[] {
  const name = flat === undefined ? "" : relative(root, flat.path);
  return (facts?.neighbours ?? []).map(({ neighbour, line }) => {
    const where = line === undefined ? `on by a preset in ${name}, as far as its text shows` : `${name} line ${String(line)}`;
    const touches = neighbour.effect === "pushes" ? "pushes towards what" : "repeats some of what";
    return note(`${neighbour.rule} (${where}) ${touches} ${neighbour.ours} reports: ${neighbour.advice}`);
  });
}

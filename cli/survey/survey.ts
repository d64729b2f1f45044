import { existsSync } from "node:fs";
import { join } from "node:path";
import { own } from "../imports/json.ts";
import { findRoot } from "../root.ts";
import { type EslintConfig, eslintConfigOf } from "./eslint-config.ts";
import { foldersUpTo, type Installed, installedFor, jsonAt, majorOf } from "./manifests.ts";
import { type PackageManager, packageManagerOf, workspaceOf } from "./package-manager.ts";

/** What stands around a folder. Everything is read, nothing is run. */
export interface Survey {
  /** The repository. */
  readonly root: string;
  /** The folder that was asked about. */
  readonly folder: string;
  /** What its package is called; the name of the folder where it has no name. */
  readonly name: string;
  readonly manager: PackageManager;
  /** What makes the folder the root of a workspace. */
  readonly workspace: string | undefined;
  readonly eslint: Installed;
  readonly typescript: Installed;
  /** `typescript-eslint`, or its parser alone. */
  readonly typescriptEslint: Installed;
  readonly plugin: Installed;
  readonly config: EslintConfig;
  /** Whether a tsconfig says that this is TypeScript. */
  readonly hasTsconfig: boolean;
}

export function surveyOf(folder: string): Survey {
  const { folder: root } = findRoot([folder], folder);
  const name = own(jsonAt(join(folder, "package.json")) ?? {}, "name");
  const find = (wanted: string): Installed => installedFor(root, folder, wanted);
  const whole = find("typescript-eslint");
  return {
    root,
    folder,
    name: typeof name === "string" ? name : (folder.split(/[\\/]/).at(-1) ?? folder),
    manager: packageManagerOf(root, folder),
    workspace: workspaceOf(folder),
    eslint: find("eslint"),
    typescript: find("typescript"),
    typescriptEslint: majorOf(whole) === undefined ? find("@typescript-eslint/parser") : whole,
    plugin: find("eslint-plugin-pokayoke"),
    config: eslintConfigOf(root, folder),
    hasTsconfig: foldersUpTo(root, folder).some((at) => existsSync(join(at, "tsconfig.json"))),
  };
}

/** `9.39.5`, `^9.0.0 (not installed)`, or nothing. */
export function toldVersion({ version, wanted }: Installed): string | undefined {
  return version ?? (wanted === undefined ? undefined : `${wanted} (not installed)`);
}

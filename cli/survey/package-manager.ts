import { existsSync } from "node:fs";
import { join } from "node:path";
import { isObject, own } from "../imports/json.ts";
import { foldersUpTo, jsonAt } from "./manifests.ts";

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

const LOCKS: readonly (readonly [file: string, manager: PackageManager])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

/** The package manager of a folder: what `packageManager` in a `package.json` says, else whose lock file is nearest, else npm. */
export function packageManagerOf(root: string, folder: string): PackageManager {
  for (const at of foldersUpTo(root, folder)) {
    const named = own(jsonAt(join(at, "package.json")) ?? {}, "packageManager");
    const [, manager] = typeof named === "string" ? (/^(npm|pnpm|yarn|bun)@/.exec(named) ?? []) : [];
    if (manager !== undefined) return manager as PackageManager;
    const lock = LOCKS.find(([file]) => existsSync(join(at, file)));
    if (lock !== undefined) return lock[1];
  }
  return "npm";
}

/** How a package is added for development. `isRoot`: to the root of a workspace, which some managers must be told. */
export function installCommand(manager: PackageManager, name: string, isRoot: boolean): string {
  switch (manager) {
    case "npm":
      return `npm install --save-dev ${name}`;
    case "pnpm":
      return `pnpm add --save-dev ${isRoot ? "--workspace-root " : ""}${name}`;
    case "yarn":
      return `yarn add --dev ${isRoot ? "-W " : ""}${name}`;
    case "bun":
      return `bun add --dev ${name}`;
  }
}

/** How an installed command is run. */
export function runCommand(manager: PackageManager, command: string): string {
  const runner = { npm: "npx", pnpm: "pnpm exec", yarn: "yarn", bun: "bunx" }[manager];
  return `${runner} ${command}`;
}

/** What makes a folder the root of a workspace of packages; `undefined` for a single package. */
export function workspaceOf(folder: string): string | undefined {
  if (existsSync(join(folder, "pnpm-workspace.yaml"))) return "pnpm-workspace.yaml";
  const workspaces = own(jsonAt(join(folder, "package.json")) ?? {}, "workspaces");
  if (Array.isArray(workspaces) || isObject(workspaces)) return "workspaces in package.json";
  return ["lerna.json", "nx.json", "rush.json"].find((file) => existsSync(join(folder, file)));
}

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { own } from "../imports/json.ts";
import { foldersUpTo, jsonAt, textAt } from "./manifests.ts";

/** A flat configuration as it is on the disk. */
export interface FlatConfig {
  /** Absolute. */
  readonly path: string;
  /** `undefined` where it is a link or can't be read. */
  readonly text: string | undefined;
}

/** How ESLint is configured for a folder: the nearest configuration upwards counts. */
export interface EslintConfig {
  readonly flat: FlatConfig | undefined;
  /** Configurations that ESLint 9 no longer reads by itself, absolute. */
  readonly legacy: readonly string[];
}

/** In the order in which ESLint looks. */
const FLAT = ["eslint.config.js", "eslint.config.mjs", "eslint.config.cjs", "eslint.config.ts", "eslint.config.mts", "eslint.config.cts"];

export function eslintConfigOf(root: string, folder: string): EslintConfig {
  for (const at of foldersUpTo(root, folder)) {
    const path = FLAT.map((name) => join(at, name)).find((candidate) => existsSync(candidate));
    const legacy = legacyIn(at);
    if (path === undefined && legacy.length === 0) continue;
    return { flat: path === undefined ? undefined : { path, text: textAt(path) }, legacy };
  }
  return { flat: undefined, legacy: [] };
}

function legacyIn(folder: string): readonly string[] {
  const files = namesIn(folder).filter((name) => /^\.eslintrc(?:\.(?:js|cjs|yaml|yml|json))?$/.test(name));
  const isInManifest = own(jsonAt(join(folder, "package.json")) ?? {}, "eslintConfig") !== undefined;
  return [...files, ...(isInManifest ? ["package.json"] : [])].map((name) => join(folder, name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

import { dirname, join } from "node:path";
import { isObject, type Json, own } from "../imports/json.ts";
import { readRegularFile } from "../read-file.ts";
import { isInside } from "../root.ts";

const MAX_BYTES = 4_000_000;

/** The text of a file of the target; `undefined` where there is none that can be read. */
export function textAt(path: string): string | undefined {
  const read = readRegularFile(path, MAX_BYTES);
  return "text" in read ? read.text : undefined;
}

/** The JSON object in a file; `undefined` where there is none. */
export function jsonAt(path: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(textAt(path) ?? "");
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A folder and those above it, up to and with the root. */
export function foldersUpTo(root: string, folder: string): readonly string[] {
  const folders: string[] = [];
  for (let at = folder; isInside(root, at) && !folders.includes(at); at = dirname(at)) folders.push(at);
  return folders;
}

/** What is installed or asked for under a name. */
export interface Installed {
  /** Of the package in `node_modules`. */
  readonly version?: string;
  /** What a `package.json` asks for. */
  readonly wanted?: string;
}

/** Looks in `node_modules` and `package.json`, from a folder up to the root. Nothing is loaded. */
export function installedFor(root: string, folder: string, name: string): Installed {
  let found: Installed = {};
  for (const at of foldersUpTo(root, folder)) {
    const version = own(jsonAt(join(at, "node_modules", name, "package.json")) ?? {}, "version");
    if (found.version === undefined && typeof version === "string") found = { ...found, version };
    const manifest = jsonAt(join(at, "package.json")) ?? {};
    for (const field of ["devDependencies", "dependencies", "peerDependencies"]) {
      const list = own(manifest, field);
      const wanted = isObject(list) ? own(list, name) : undefined;
      if (found.wanted === undefined && typeof wanted === "string") found = { ...found, wanted };
    }
  }
  return found;
}

/** The major version that is installed, or else asked for. */
export function majorOf({ version, wanted }: Installed): number | undefined {
  const [, major] = /(\d+)(?:[.\s-]|$)/.exec(version ?? wanted?.replace(/^npm:.*@/, "") ?? "") ?? [];
  return major === undefined ? undefined : Number(major);
}

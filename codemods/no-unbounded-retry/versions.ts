import { posix } from "node:path";
import type { CodemodContext } from "../codemod.ts";

type Version = readonly [major: number, minor: number, patch: number];

/** The versions of a package that the package around a file asks for; `undefined` if it does not. */
export function rangeOf(context: CodemodContext, path: string, name: string): string | undefined {
  const manifest: Readonly<Record<string, unknown>> = context.packageOf(path)?.manifest ?? {};
  for (const list of ["dependencies", "devDependencies", "peerDependencies"]) {
    const asked = manifest[list];
    const range: unknown = typeof asked === "object" && asked !== null ? (asked as Readonly<Record<string, unknown>>)[name] : undefined;
    if (typeof range === "string") return range;
  }
  return undefined;
}

/** Whether every version of a range is at least this one: ranges of one version, `^`, `~` and `>=`; of others it can't be told. */
export function isAtLeast(range: string, least: Version): boolean {
  const lowest = /^(?:[\^~]|>=)?\s*v?(\d+)\.(\d+)\.(\d+)$/.exec(range.trim())?.slice(1).map(Number);
  const difference = lowest?.map((part, index) => part - (least[index] ?? 0)).find((each) => each !== 0);
  return lowest !== undefined && (difference ?? 0) >= 0;
}

const LOCKS: Readonly<Record<string, (name: string) => RegExp>> = {
  "package-lock.json": (name) => new RegExp(`"(?:[^"]*/)?node_modules/${name}":\\s*\\{\\s*"version":\\s*"([^"]+)"`, "g"),
  "yarn.lock": (name) => new RegExp(`^"?${name}@[^\\n]*:\\r?\\n\\s+version:?\\s+"?([\\d.]+)`, "gm"),
  "pnpm-lock.yaml": (name) => new RegExp(`^\\s+'?/?${name}[@/](\\d[\\d.]*)`, "gm"),
};

/** Whether every version of a package that the nearest lock file installs is at least this one: what an application runs with, whatever its range would allow. */
export function isLockedAtLeast(context: CodemodContext, path: string, name: string, least: Version): boolean {
  for (let folder = posix.dirname(path); folder.length >= context.root.length && folder !== posix.dirname(folder); folder = posix.dirname(folder)) {
    for (const [file, pattern] of Object.entries(LOCKS)) {
      const text = context.asideOf(`${folder}/${file}`);
      const versions = text === undefined ? [] : [...text.matchAll(pattern(name))].map(([, version = ""]) => version);
      if (text !== undefined) return versions.length > 0 && versions.every((version) => isAtLeast(version, least));
    }
  }
  return false;
}

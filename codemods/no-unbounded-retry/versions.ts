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

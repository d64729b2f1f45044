import { resolve } from "node:path";
import { lineAt } from "../../codemods/plan.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { UsageError } from "../usage-error.ts";

/** One place of --only. */
interface Place {
  readonly told: string;
  /** Absolute. */
  readonly path: string;
  readonly line: number;
}

/** Picks the findings at some places, given as `path:line` or, as reports show them, `path:line:column`. */
export function selectOnly(places: readonly string[], cwd: string, textOf: (path: string) => string | undefined): (findings: readonly Finding[]) => readonly Finding[] {
  const wanted = places.map((told) => placeOf(told, cwd));
  return (findings) => {
    const found = wanted.map(({ told, path, line }) => {
      const own = findings.filter(({ file, span }) => file === path && lineAt(textOf(path) ?? "", span.start) === line);
      if (own.length === 0) throw new UsageError(`nothing was found at ${told}; \`pokayoke check\` tells the places`);
      return own;
    });
    return [...new Set(found.flat())];
  };
}

function placeOf(told: string, cwd: string): Place {
  const [, path, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(told) ?? [];
  if (path === undefined || line === undefined) throw new UsageError(`--only takes a place as path:line, not '${told}'`);
  return { told, path: resolve(cwd, path), line: Number(line) };
}

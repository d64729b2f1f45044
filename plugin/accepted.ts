import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { type Entry, matchBaseline, parseBaseline } from "../rules/model/baseline.ts";
import type { Finding } from "../rules/model/finding.ts";
import { identityOf, keyOf } from "../rules/model/identity.ts";
import type { OpenFile } from "../rules/model/suggest.ts";

/** A baseline as it was last read, and how to tell that it is another one now. */
interface Read {
  readonly stamp: string;
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
}

const NOTHING: ReadonlyMap<string, readonly Entry[]> = new Map();

/** By absolute path. */
const baselines = new Map<string, Read>();

/**
 * Whether the baseline that `settings.pokayoke.baseline` names (from the folder the linter runs in) has a finding: the same file, and the same answer, as in
 * `check --baseline`. One difference: the linter looks at one file, so code that was moved is known in another file only if its old file is gone.
 * An editor is no place to complain about a file: what can't be read accepts nothing, and of a merge conflict the lines of both sides count.
 */
export function isAccepted(finding: Finding, open: OpenFile, settings: Readonly<Record<string, unknown>> | undefined): boolean {
  const named = baselineIn(settings);
  if (named === undefined) return false;
  const file = resolve(open.root, named);
  const entries = entriesIn(file);
  if (entries.size === 0) return false;
  const identity = identityOf(open.ask.ts, open.ask.file, finding);
  const own = entries.get(keyOf(identity));
  if (own === undefined) return false;
  const folder = dirname(file);
  const sighting = { identity, path: relative(folder, finding.file).split(sep).join("/") };
  return matchBaseline(own, [sighting], (path) => !existsSync(resolve(folder, path))).isKnown(sighting);
}

/** oxlint's rules may have no settings at all. */
function baselineIn(settings: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const pokayoke = settings?.["pokayoke"];
  if (typeof pokayoke !== "object" || pokayoke === null || !("baseline" in pokayoke)) return undefined;
  return typeof pokayoke.baseline === "string" && pokayoke.baseline !== "" ? pokayoke.baseline : undefined;
}

/** Read again when it has changed: an editor's linter lives for days. */
function entriesIn(file: string): ReadonlyMap<string, readonly Entry[]> {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    const stamp = `${String(mtimeMs)} ${String(size)} ${String(ino)}`;
    const known = baselines.get(file);
    if (known?.stamp === stamp) return known.entries;
    const entries = groupedIn(readFileSync(file, "utf8"));
    baselines.set(file, { stamp, entries });
    return entries;
  } catch {
    return NOTHING;
  }
}

function groupedIn(text: string): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const line of text.split("\n")) {
    const parsed = parseBaseline(line);
    if ("line" in parsed) continue;
    for (const entry of parsed) {
      const group = groups.get(keyOf(entry));
      if (group === undefined) groups.set(keyOf(entry), [entry]);
      else group.push(entry);
    }
  }
  return groups;
}

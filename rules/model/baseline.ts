import { type Identity, keyOf } from "./identity.ts";

/** One accepted finding: what it is, and which file it was last seen in. The file is for readers, and to tell a copy from what was moved. */
export interface Entry extends Identity {
  /** From the folder of the baseline, with `/` between its parts. */
  readonly path: string;
}

/** What makes a text no baseline. Lines count from 1. */
export interface BadLine {
  readonly line: number;
  readonly text: string;
}

const HEADER = "# pokayoke baseline 1: rule, hash of the code, scope, file. Sorted and without line numbers, so that git can merge it (merge=union).";

/** Reads a baseline. Lines may be doubled, unsorted and end in CRLF: git's union merge leaves such. */
export function parseBaseline(text: string): readonly Entry[] | BadLine {
  const entries: Entry[] = [];
  for (const [index, raw] of text.replace(/^\uFEFF/, "").split("\n").entries()) {
    const line = raw.trimEnd();
    if (line === "" || line.startsWith("#")) continue;
    const entry = parseLine(line);
    if (entry === undefined) return { line: index + 1, text: line };
    entries.push(entry);
  }
  return entries;
}

function parseLine(line: string): Entry | undefined {
  const [rule = "", code = "", scope = "", path = "", ...rest] = line.split(" ");
  if (rest.length > 0 || !/^[a-z][a-z0-9-]*$/.test(rule) || !/^[0-9a-f]{16}$/.test(code) || scope === "" || path === "") return undefined;
  return { rule, code, scope: scope === TOP ? "" : decode(scope), path: decode(path) };
}

/** Writes a baseline: one line an entry, sorted by code units, none twice. */
export function formatBaseline(entries: readonly Entry[]): string {
  const lines = entries.map(({ rule, code, scope, path }) => `${rule} ${code} ${scope === "" ? TOP : encode(scope)} ${encode(path)}`);
  return `${[HEADER, ...[...new Set(lines)].sort()].join("\n")}\n`;
}

/** What stands for the top of a file. */
const TOP = "-";

/** Blanks, controls and what turns text around, as percent-encoded UTF-8: a line stays a line of four words whatever a file is called. */
function encode(text: string): string {
  const safe = text.replace(/[%\s\p{Cc}\p{Cf}\p{Cs}]/gu, (char) => (/\p{Cs}/u.test(char) ? "%EF%BF%BD" : encodeURIComponent(char)));
  return safe === TOP ? "%2D" : safe;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // edited by hand
  }
}

/** A finding, as a baseline sees it. */
export interface Sighting {
  readonly identity: Identity;
  /** As in an entry. */
  readonly path: string;
}

/** What a baseline says to some findings. */
export interface Match {
  /** Whether the baseline has it. */
  readonly isKnown: (sighting: Sighting) => boolean;
  /** The entries that a finding was seen for, each with the file it is in now. */
  readonly seen: ReadonlyMap<Entry, string>;
}

/**
 * Finds the known ones. An entry first stands for the findings of its own file. If there are none any more, and `mayHaveMoved` says that this is known and
 * not only not looked at, it stands for those of one other file: the code, or the file, was moved. So a copy of accepted code is new.
 */
export function matchBaseline(entries: readonly Entry[], sightings: readonly Sighting[], mayHaveMoved: (path: string) => boolean): Match {
  const places = new Map<string, Set<string>>();
  for (const { identity, path } of sightings) placed(places, keyOf(identity)).add(path);
  const seen = new Map<Entry, string>();
  const accepted = new Map<string, Set<string>>();
  const accept = (entry: Entry, path: string): void => {
    seen.set(entry, path);
    placed(accepted, keyOf(entry)).add(path);
  };
  const sorted = [...entries].sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
  for (const entry of sorted) if (places.get(keyOf(entry))?.has(entry.path) === true) accept(entry, entry.path);
  for (const entry of sorted) {
    const free = [...(places.get(keyOf(entry)) ?? [])].filter((path) => accepted.get(keyOf(entry))?.has(path) !== true).sort()[0];
    if (!seen.has(entry) && free !== undefined && mayHaveMoved(entry.path)) accept(entry, free);
  }
  return { isKnown: ({ identity, path }) => accepted.get(keyOf(identity))?.has(path) === true, seen };
}

function placed(places: Map<string, Set<string>>, key: string): Set<string> {
  let paths = places.get(key);
  if (paths === undefined) places.set(key, (paths = new Set()));
  return paths;
}

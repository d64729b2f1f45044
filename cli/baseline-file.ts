import { existsSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { type Entry, matchBaseline, parseBaseline } from "../rules/model/baseline.ts";
import type { CheckResult } from "./check-project.ts";
import { readRegularFile, reasonOf } from "./read-file.ts";
import { isInside } from "./root.ts";
import { shownPath } from "./shown-path.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "./visible.ts";

/** What `pokayoke baseline` writes if nothing else is said. */
export const DEFAULT_BASELINE = "pokayoke-baseline.txt";

/** A line of some hundred bytes for each of a hundred thousand findings. */
const MAX_BASELINE_BYTES = 32 * 1024 * 1024;

/** A baseline and where it is. */
export interface Baseline {
  /** Absolute. */
  readonly file: string;
  readonly entries: readonly Entry[];
}

/** Reads a baseline. `undefined`: there is no such file. @throws {UsageError} if it can't be read, or is none */
export function readBaseline(path: string, cwd: string): Baseline | undefined {
  const file = resolve(cwd, path);
  const read = readRegularFile(file, MAX_BASELINE_BYTES);
  if ("tooLarge" in read) throw new UsageError(`${path}: it is too large for a baseline`);
  if ("code" in read) {
    if (read.code === "ENOENT" || read.code === "ENOTDIR") return undefined;
    throw new UsageError(`${path}: ${reasonOf(read.code)}`);
  }
  const entries = parseBaseline(read.text);
  if ("line" in entries) {
    const isConflict = /^(?:<{7}|={7}|>{7}|\|{7})/.test(entries.text);
    throw new UsageError(`${shownPath(file, cwd)}:${String(entries.line)}: ${isConflict ? "a merge conflict: keep the lines of both sides (merge=union in .gitattributes does so)" : `not a line of a baseline: ${visible(entries.text.slice(0, 60))}`}`);
  }
  return { file, entries };
}

/** What a run looked at, to tell what is gone from what was not looked at. */
export interface View {
  /** Ids of the rules that ran. */
  readonly rules: ReadonlySet<string>;
  /** Whether everything below these folders, and these files, was checked. Absolute. Empty: only some of it was. */
  readonly covered: readonly string[];
}

/** What became of a baseline in a run. */
export interface Applied {
  /** The result with the known findings apart. */
  readonly result: CheckResult;
  /** Entries whose finding is gone. */
  readonly fixed: readonly Entry[];
  /** What the baseline is without those, each entry with the file it is in now. */
  readonly shrunk: readonly Entry[];
}

/** Holds a result against a baseline. */
export function applyBaseline({ file, entries }: Baseline, result: CheckResult, view: View): Applied {
  const folder = dirname(file);
  const isChecked = checkedIn(result, folder);
  const isGone = (path: string): boolean => !existsSync(resolve(folder, path));
  const sightings = result.reports.flatMap(({ path, findings }) => findings.map(({ identity }) => ({ identity, path: pathFrom(folder, path) })));
  const inView = entries.filter(({ rule }) => view.rules.has(rule));
  const { isKnown, seen } = matchBaseline(inView, sightings, (path) => isChecked(path) || isGone(path));
  const coversAll = entries.every(({ path }) => view.covered.some((covered) => isInside(covered, resolve(folder, path))));
  const isFixed = (entry: Entry): boolean => inView.includes(entry) && !seen.has(entry) && (isChecked(entry.path) || (coversAll && isGone(entry.path)));
  const fixed = new Set(entries.filter(isFixed));
  const reports = result.reports.map((report) => {
    const split = (isWanted: boolean): typeof report.findings => report.findings.filter(({ identity }) => isKnown({ identity, path: pathFrom(folder, report.path) }) === isWanted);
    return { ...report, findings: split(false), known: split(true) };
  });
  const shrunk = entries.filter((entry) => !fixed.has(entry)).map((entry) => ({ ...entry, path: seen.get(entry) ?? entry.path }));
  return { result: { ...result, reports }, fixed: [...fixed], shrunk };
}

/** Whether a path of a baseline was checked, so that a finding that was not seen in it is not there. */
function checkedIn(result: CheckResult, folder: string): (path: string) => boolean {
  const broken = new Set(result.reports.filter(({ failures }) => failures.length > 0).map(({ path }) => path));
  const checked = new Set(result.checked.filter((path) => !broken.has(path)).map((path) => pathFrom(folder, path)));
  return (path) => checked.has(path);
}

/** The entries of all findings of a result. */
export function entriesOf(result: CheckResult, file: string): readonly Entry[] {
  return result.reports.flatMap(({ path, findings }) => findings.map(({ identity }) => ({ ...identity, path: pathFrom(dirname(file), path) })));
}


function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

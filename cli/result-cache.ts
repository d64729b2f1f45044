import { resolve } from "node:path";
import type { RuleDefinition } from "../rules/model/rule.ts";
import type { CheckResult, FileReport } from "./check-project.ts";
import { packageVersion } from "./package-files.ts";
import { putFile } from "./put-file.ts";
import { readRegularFile } from "./read-file.ts";
import type { SkipReason } from "./skips.ts";
import type { Sources } from "./sources.ts";
import { digestOf, learnsTheSame, type Trace, traceOf } from "./trace.ts";

/** A larger file is none that was written here. */
const MAX_BYTES = 256 * 1_048_576;

/** Changes when the file's form does. */
const FORM = 1;

interface Stored {
  readonly key: string;
  readonly trace: Trace;
  readonly result: Omit<CheckResult, "skipped"> & { readonly skipped: readonly (readonly [SkipReason, number])[] };
}

/**
 * The result of the last run, in one file: a line with the digest of the rest, and the rest as JSON. It holds for a run that would read the same from the
 * disk, with the same version and options. A file that is cut off, changed, foreign or of another version is no cache: the run checks, and writes it anew.
 */
export class ResultCache {
  readonly #path: string;
  readonly #cwd: string;
  readonly #key: string;

  /** `settings`: whatever else the result depends on, in a form that JSON tells apart. */
  constructor(path: string, cwd: string, definitions: readonly RuleDefinition[], settings: unknown) {
    this.#path = path;
    this.#cwd = cwd;
    this.#key = digestOf(JSON.stringify([FORM, packageVersion(), definitions.map(({ id, defaultOptions }) => [id, defaultOptions]), settings]));
  }

  /** The result of the last run, if it holds for these sources. */
  read(sources: Sources): CheckResult | undefined {
    const read = readRegularFile(resolve(this.#cwd, this.#path), MAX_BYTES);
    const stored = "text" in read ? storedIn(read.text) : undefined;
    if (stored?.key !== this.#key || !learnsTheSame(sources, stored.trace)) return undefined;
    return { ...stored.result, skipped: new Map(stored.result.skipped) };
  }

  /** Keeps a result. One that tells of trouble is found out again, as the trouble may have passed. @throws {UsageError} where the file can't be written */
  write(sources: Sources, result: CheckResult): void {
    const hasTrouble = result.problems.length > 0 || result.reports.some(({ failures }) => failures.some(({ kind }) => kind === "internal-error"));
    if (hasTrouble) return;
    const stored: Stored = { key: this.#key, trace: traceOf(sources), result: { ...result, skipped: [...result.skipped] } };
    const body = JSON.stringify(stored);
    putFile(this.#path, this.#cwd, `${digestOf(body)}\n${body}\n`);
  }
}

function storedIn(text: string): Stored | undefined {
  const end = text.indexOf("\n");
  const body = text.slice(end + 1, -1);
  if (end === -1 || !text.endsWith("\n") || digestOf(body) !== text.slice(0, end)) return undefined;
  try {
    const stored: unknown = JSON.parse(body);
    return isStored(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever can write the file can compute the digest: so the shape is looked at, too. */
function isStored(value: unknown): value is Stored {
  if (!isRecord(value) || typeof value["key"] !== "string" || !isRecord(value["trace"]) || !isRecord(value["result"])) return false;
  const { trace, result } = value;
  const isTrace = typeof trace["targets"] === "string" && arePairs(trace["texts"], "string") && arePairs(trace["asides"], "string");
  const { reports, checked, skipped, problems } = result;
  const isResult = Array.isArray(reports) && reports.every(isReport) && Array.isArray(checked) && checked.every((path) => typeof path === "string");
  return isTrace && isResult && arePairs(skipped, "number") && Array.isArray(problems) && problems.length === 0;
}

function isReport(value: unknown): value is FileReport {
  if (!isRecord(value) || typeof value["path"] !== "string") return false;
  const { findings, suppressed, known, failures } = value;
  const lists = [findings, suppressed, known];
  return lists.every((list) => Array.isArray(list) && list.every(isReported)) && Array.isArray(failures) && failures.every((failure) => isRecord(failure) && typeof failure["at"] === "number" && typeof failure["message"] === "string");
}

function isReported(value: unknown): boolean {
  if (!isRecord(value) || typeof value["message"] !== "string" || !isRecord(value["identity"]) || !isRecord(value["finding"])) return false;
  const { finding } = value;
  return typeof finding["rule"] === "string" && isRecord(finding["data"]) && isPlace(finding) && Array.isArray(finding["related"]) && finding["related"].every(isPlace);
}

function isPlace(value: unknown): boolean {
  if (!isRecord(value) || typeof value["file"] !== "string" || !isRecord(value["span"])) return false;
  return typeof value["span"]["start"] === "number" && typeof value["span"]["end"] === "number";
}

function arePairs(value: unknown, second: "string" | "number"): boolean {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === second);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

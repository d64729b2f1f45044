import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Note, Offence } from "./marks.ts";
import { readMarks } from "./marks.ts";

/** One marked case of one rule, read from `fixtures/`. The format is told in `fixtures/README.md`. */
export interface Fixture {
  /** `no-unbounded-queue/bad/two-producers.ts`, or the folder of a case of several files. */
  readonly name: string;
  /** The name without folder and extension: `two-producers`. */
  readonly stem: string;
  readonly verdict: "bad" | "good";
  /** The folder its paths are seen from. */
  readonly root: string;
  /** Whether the case is a folder of files that import one another. */
  readonly crossFile: boolean;
  /** Absolute path → code, without header and marks. */
  readonly files: ReadonlyMap<string, string>;
  readonly offences: readonly Offence[];
  readonly notes: readonly Note[];
  readonly options: Readonly<Record<string, unknown>>;
  /** The header says `// untyped: silent`: ESLint without types finds nothing here. */
  readonly untypedSilent: boolean;
  /** The stem of the nearest good case. */
  readonly neighbour: string;
}

export const FIXTURES: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "fixtures");

const CODE = /^\.[cm]?[jt]sx?$/;

/** All cases of a rule, in the order of their names. A rule without a folder has none. */
export function fixturesOf(rule: string, root: string = FIXTURES): readonly Fixture[] {
  return (["bad", "good"] as const).flatMap((verdict) => {
    const folder = join(root, rule, verdict);
    return casesIn(folder).map((entry) => loadFixture(join(folder, entry), verdict, root));
  });
}

/** Names of cases. `<case>.<what>.<extension>` and `<case>.<what>/` are companions of a case (`.fixed.ts`), not cases. */
export function casesIn(folder: string): readonly string[] {
  return entriesOf(folder).filter((entry) => entry.split(".").length === (CODE.test(extname(entry)) ? 2 : 1));
}

/** Reads one case: a file, or a folder with all code below it. */
export function loadFixture(path: string, verdict: "bad" | "good", root: string = FIXTURES): Fixture {
  const crossFile = !CODE.test(extname(path));
  const paths = crossFile ? codeBelow(path) : [path];
  const marked = paths.map((file) => [file, readMarks(file, readFileSync(file, "utf8"))] as const);
  const headers = marked.map(([, { header }]) => header);
  const stem = basename(path, extname(path));
  return {
    name: relative(root, path),
    stem,
    verdict,
    root: crossFile ? path : dirname(path),
    crossFile,
    files: new Map(marked.map(([file, { text }]) => [file, text])),
    offences: marked.flatMap(([, { offences }]) => offences),
    notes: marked.flatMap(([, { notes }]) => notes),
    options: headers.find(({ options }) => options !== undefined)?.options ?? {},
    untypedSilent: headers.some(({ untypedSilent }) => untypedSilent),
    neighbour: headers.find(({ neighbour }) => neighbour !== undefined)?.neighbour ?? stem,
  };
}

function codeBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && CODE.test(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

import type * as TS from "typescript";
import type { Ask } from "../rules/model/ask.ts";
import type { Finding } from "../rules/model/finding.ts";
import type { Refusal, Rewrite } from "./edit.ts";

/** What a full queue does with one more value; the words are those of `runtime/bounded-queue.ts`. */
export type OverflowPolicy = (typeof OVERFLOW_POLICIES)[number];

export const OVERFLOW_POLICIES = ["reject", "wait", "drop-newest", "drop-oldest"] as const;

/** What the user of `migrate` chose. */
export interface MigrateOptions {
  readonly overflow: OverflowPolicy;
  /** How many values a queue holds at most: a positive safe integer. */
  readonly capacity: number;
  /** `inline`: the module is added to the target's own tree. `package`: it is imported from `@pokayoke/runtime`. */
  readonly runtime: "inline" | "package";
  /** `queue`: only what can become a `BoundedQueue` is rewritten. `any` (the default): else, its producers get a limit in place. */
  readonly construct?: "any" | "queue";
  /**
   * How a class with an initialiser is closed. `factory`: a private constructor and `static async create`, or the constructor itself. `type-state`: two
   * classes, of which the first has the initialiser, which returns the second. By default what is done with the instances decides.
   */
  readonly style?: Style;
  /** Whether a retry of the project's own becomes a call of the retry library that its package depends on, where that does the same. */
  readonly preferLibrary?: boolean;
  /** What checks a configuration: by default the library that the package has. */
  readonly schema?: Schema;
  /** Whether a content that is loaded again and is wrong leaves the one before in place. */
  readonly lastKnownGood?: boolean;
}

export type Schema = (typeof SCHEMAS)[number];

export const SCHEMAS = ["auto", "zod", "valibot", "envalid", "plain"] as const;

export type Style = (typeof STYLES)[number];

export const STYLES = ["factory", "type-state"] as const;

export const DEFAULT_OPTIONS: MigrateOptions = { overflow: "reject", capacity: 1_000, runtime: "inline" };

/** A package of the target: the nearest folder upwards that has a `package.json`, not above the root. */
export interface TargetPackage {
  /** Absolute path. */
  readonly folder: string;
  /** The parsed `package.json`; nothing is known of its values. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

/**
 * What a codemod may see beside the finding. All paths are absolute and use `/`; all texts are without their byte order mark, and spans
 * count in them.
 */
export interface CodemodContext {
  readonly ts: typeof TS;
  /** The folder that is migrated. */
  readonly root: string;
  readonly options: MigrateOptions;
  /** Every source file of the project in code-unit order, whether or not it is migrated itself. */
  readonly paths: readonly string[];
  /** The text of a source file of the project, `undefined` if there is none or it is not to be touched (generated, too large). */
  textOf(path: string): string | undefined;
  /** A source file of the project, parsed; `undefined` where there is no text, or it does not parse. */
  sourceFile(path: string): TS.SourceFile | undefined;
  /** The files with these paths below the packages of the project which are no sources, such as the schema of a database. */
  asides(names: readonly string[]): readonly Aside[];
  /** The text of a file of the project that is no source; `undefined` if there is none. */
  asideOf(path: string): string | undefined;
  /** The names in a folder of the project, in code-unit order; those of folders end in `/`. */
  namesIn(folder: string): readonly string[];
  /** What may be asked about a file, in the world of the whole project; `undefined` where `sourceFile` is. */
  ask(path: string): Ask | undefined;
  /** The package that a file belongs to. */
  packageOf(path: string): TargetPackage | undefined;
  /** The TypeScript source of a module of `runtime/`, by its name: `bounded-queue`. */
  runtimeText(name: string): string;
}

/** A file that is no source. */
export interface Aside {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** Whether a path is that of a file that is no source: it is read as a text, and may only be added to. */
export function isAside(path: string): boolean {
  return !/\.[cm]?[jt]sx?$/.test(path);
}

/** How the findings of one rule are rewritten. Pure: it reads no disk and writes none. */
export interface Codemod {
  /** The rule's id, which is also the name of the codemod's file. */
  readonly rule: string;
  /** What an editor calls a rewrite with these choices: an imperative of a few words. */
  title?(choices: Rewrite["choices"]): string;
  /**
   * Every finding is rewritten or refused with a reason; nothing is left out in silence. A rewrite depends on nothing but the finding, the
   * project as it is, and the options: what two rewrites of one run both need (an import, a module) are equal edits and equal new files.
   */
  rewrite(finding: Finding, context: CodemodContext): Rewrite | Refusal;
}

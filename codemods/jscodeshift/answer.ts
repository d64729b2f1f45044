/** One file that jscodeshift has read. */
export interface Question {
  readonly id: number;
  readonly rule: string;
  /** Absolute. */
  readonly path: string;
  /** With its byte order mark, if it has one. */
  readonly source: string;
  /** The command line of jscodeshift: its own options and ours (`overflow`, `capacity`, `runtime`, `schema`, …). */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What becomes of the file. */
export interface Answer {
  readonly id: number;
  /** The new text, with the byte order mark; `undefined` where the file stays as it is. */
  readonly text: string | undefined;
  /** Lines for a person: what was refused, and why. */
  readonly reports: readonly string[];
  /** What `--dry` sums up: `rewritten`, `refused: <reason>`. */
  readonly counts: readonly string[];
  /** Why nothing could be said. jscodeshift counts the file as failed. */
  readonly error: string | undefined;
}

/** A half-open range of a file's text, in UTF-16 code units: `start` is the first unit, `end` one past the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One line of proof for a finding: where to look, and what is to be seen there. */
export interface Evidence {
  /** The file's path, as the run names it (absolute in the command line and in ESLint). */
  readonly file: string;
  readonly span: Span;
  /** What this place does, in a few words: `adds`, `removes`, `checks the size`. */
  readonly note: string;
}

/** `high`: the evidence alone decides. `medium`: it also rests on what a library does by default. */
export type Confidence = "high" | "medium";

/**
 * One claim of one rule about one place. It is all that crosses from the rules to the codemods, the reporters and ESLint.
 */
export interface Finding {
  /** The rule's id without the plugin's prefix: `no-unbounded-queue`. */
  readonly rule: string;
  /** A key of the rule's `meta.messages`. */
  readonly messageId: string;
  readonly file: string;
  /** The place the claim is about. Its first line is the line that is reported. */
  readonly span: Span;
  /** The evidence, in the order it should be read. Never empty. */
  readonly related: readonly Evidence[];
  /** The values of the message's `{{placeholders}}`. */
  readonly data: Readonly<Record<string, string>>;
  readonly confidence: Confidence;
}

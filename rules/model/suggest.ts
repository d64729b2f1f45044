import type * as TS from "typescript";
import type { Ask } from "./ask.ts";
import type { Finding, Span } from "./finding.ts";

/** One way to rewrite a finding's file, offered to a person who reads it. It edits no other file. */
export interface Suggestion {
  /** What happens, as an imperative of a few words: an editor shows it as the name of a quick fix. */
  readonly title: string;
  /** In text order, none overlapping another. An empty span inserts. */
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** The file that a finding is in, as the linter has it: perhaps not as it is on the disk. */
export interface OpenFile {
  readonly ask: Ask;
  /** Without its byte order mark; spans count in it. */
  readonly text: string;
  /** Whether the text has a byte order mark on the disk. */
  readonly hasBom: boolean;
  /** The folder that the linter runs in. Absolute. */
  readonly root: string;
  /** The user's own Program, where linting is typed. */
  readonly program: TS.Program | undefined;
}

/** What may be offered for a finding. Given to `defineRule` by whoever has the rewrites; rules know none. */
export type Suggest = (finding: Finding, open: OpenFile) => readonly Suggestion[];

import type { Span } from "../../rules/model/finding.ts";
import type { EnvVariable } from "./env-variable.ts";

/** What a text has to look like, by the name that the module gives it; the choices are written as a union of literals, a list is what a text is split into. */
export type Kind = "text" | "url" | "number" | "integer" | "port" | "flag" | { readonly choices: readonly string[] } | { readonly separator: string };

/** A variable as a place of the program needs it. */
export interface Need {
  readonly variable: EnvVariable;
  readonly kind: Kind;
  /** Without it the program can't go on from there. */
  readonly isRequired: boolean;
}

/** A piece of the new text: as it is, or a member of the configuration. */
export type Piece = string | Need;

/** What becomes of a part of the file of the finding. */
export interface Replacement {
  readonly span: Span;
  readonly pieces: readonly Piece[];
}

/** The type of a member of the configuration. */
export function typeOf({ kind, isRequired }: Need): string {
  const type = typeOfKind(kind);
  return isRequired ? type : `${type} | undefined`;
}

function typeOfKind(kind: Kind): string {
  if (typeof kind === "object") return "choices" in kind ? kind.choices.map((choice) => JSON.stringify(choice)).join(" | ") : "string[]";
  if (kind === "text" || kind === "url") return "string";
  return kind === "flag" ? "boolean" : "number";
}

/** Of a variable that is used as a number: what is called a port is one. */
export function isPortName(name: string): boolean {
  return /(?:^|_)PORT$/.test(name);
}

import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";

/** The `AbortSignal` that a function takes as a parameter of its own, by its written type. */
export function signalOf({ ts }: Ask, home: TS.Node): { readonly name: string; readonly isOptional: boolean } | undefined {
  if (!ts.isFunctionLike(home)) return undefined;
  const parameter = home.parameters.find(({ type, name, dotDotDotToken }) => type?.getText() === "AbortSignal" && ts.isIdentifier(name) && !dotDotDotToken);
  return parameter && { name: parameter.name.getText(), isOptional: parameter.questionToken !== undefined };
}

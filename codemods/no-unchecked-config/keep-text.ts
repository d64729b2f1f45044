import { MARK } from "./module-text.ts";

/** The module that keeps the last value that was right. Messages of parsers contain what they could not parse, so only our own are told. */
export const KEEP_TEXT: string = `/*
 * Keeps what was loaded last where loading it again fails. ${MARK} (MIT); \`migrate\` writes this file, and it is yours.
 *
 * The first load fails as it would without this: there is nothing to go on with. What is told names the value, and never what it is.
 */

/** What \`load\` answers; where it fails, the previous value, if there is one. */
export function keepLast<Value>(name: string, previous: Value | null | undefined, load: () => Value, tell: (problem: string) => void = warn): Value {
  try {
    return load();
  } catch (error) {
    return previousOr(error, name, previous, tell);
  }
}

/** The same for what has to be waited for. */
export async function keepLastAsync<Value>(name: string, previous: Value | null | undefined, load: () => Promise<Value>, tell: (problem: string) => void = warn): Promise<Value> {
  try {
    return await load();
  } catch (error) {
    return previousOr(error, name, previous, tell);
  }
}

const previousOr = <Value>(error: unknown, name: string, previous: Value | null | undefined, tell: (problem: string) => void): Value => {
  if (previous === undefined || previous === null) throw error;
  const { name: kind, message, code } = error as { readonly name?: string; readonly message?: string; readonly code?: string };
  tell(\`\${name} stays as it was, because what was loaded is wrong: \${kind === "ContentError" ? String(message) : String(code ?? kind)}\`);
  return previous;
};

const warn = (problem: string): void => {
  process.emitWarning(problem, "ReloadWarning");
};
`;

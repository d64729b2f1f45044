import { isSupportCode } from "../knowledge/support-code.ts";

/** A class that sets a field. */
const FIELD = /\bthis\s*(?:\.\s*#?[\w$]+|\[[^\]]+\])\s*(?:\?\?|\|\|)?=[^=]/;

/** A variable that starts with nothing, with a flag or a constant, or with a function. */
const VARIABLE = /\b(?:let|var)\s+[\w$]+\s*(?:[!:;,\n]|=\s*(?:null|undefined|false|void|\(|[\w$]+\s*(?:\.|=>)))/;

/** The cheap question: whether a file can have members that need what another one sets. */
export function mayFind(text: string, path?: string): boolean {
  if (path !== undefined && isSupportCode(path)) return false;
  return (text.includes("class") && FIELD.test(text)) || VARIABLE.test(text);
}

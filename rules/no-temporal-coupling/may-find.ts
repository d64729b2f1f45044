import { isSupportCode } from "../knowledge/support-code.ts";

/** A class, or an object, that sets a field. */
const FIELD = /\bthis\s*(?:\.\s*#?[\w$]+|\[[^\]]+\]){1,3}\s*(?:\?\?|\|\|)?=[^=]/;

/** A class or a module that starts what it holds, or a class whose base holds it. */
const PART = /[\w$]\.(?:start|connect|open|listen|init(?:iali[sz]e)?)\(/;
const BASE = /\bclass\b[^{]{1,200}\bextends\b/;
const EARLY = /\b(?:not|isn't|never) (?:yet |been )?(?:connected|started|initiali[sz]ed|open|ready)\b/i;

/** A variable that starts with nothing, with a flag or a constant, or with a function. */
const VARIABLE = /\b(?:let|var)\s+[\w$]+\s*(?:[!:;,\n]|=\s*(?:null|undefined|false|void|\(|[\w$]+\s*(?:\.|=>)))/;

/** A class, or a module's object, that sets a property under its own name. */
const STATIC = /\b[A-Z][\w$]*\.#?[\w$]+\s*=[^=>]/;

/** A property that starts with nothing, in an object or in the global one. */
const SLOT = /:\s*(?:null|undefined|false|void 0)\s*[,}\n]|\bglobal(?:This)?(?:\s+as\b|\.\w|\[)/;
const SET = /(?:^|[;{)])[ \t]*[\w$]+(?:\.[\w$]+|\[[^\]\n]+\])\s*=[^=>]|\)\.[\w$]+\s*=[^=>]/m;

/** The cheap question: whether a file can have members that need what another one sets. */
export function mayFind(text: string, path?: string): boolean {
  if (path !== undefined && isSupportCode(path)) return false;
  return FIELD.test(text) || (EARLY.test(text) && (PART.test(text) || BASE.test(text))) || VARIABLE.test(text) || (text.includes("static") && STATIC.test(text)) || (SLOT.test(text) && SET.test(text));
}

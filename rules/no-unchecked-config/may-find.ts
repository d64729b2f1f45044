import { isSupportCode } from "../knowledge/support-code.ts";

/** Something that reads an environment variable, under whatever name its object goes. */
const READS_ENV = /[eE]nv\w{0,40}\s{0,20}(?:\?\.|\.|\[)\s*["'`]?[A-Z]|env\.get\(|\w\(\s*["'`][A-Z][A-Z0-9]*_\w+["'`]|(?:[sS]etting|[cC]onfig)\w{0,40}\.[A-Z]{1,40}_|[eE]nv\w{0,40}\(\s*["'`]|=\s*(?:process|Bun|import\.meta)\.env\b|process\s*\.\s*env\b|\bdata\.[A-Z]/;

/** An assertion, a conversion or a text. */
const ASSERTS = /[\w\])]\s*!(?!=)|\bas\b|\.get\s*<|(?:Number|String|parseInt|parseFloat|Int|Integer|Float)\s*\(|:\s*Number\b|<\w|\$\{|[^+]\+[\w(]|["'`]\s*\+\s|JSON\.parse/;

/** A text that is read and parsed. */
const PARSES = /\.(?:parse|load|safeLoad)\b|(?:read|load|parse)\w{0,40}(?:Json|JSON|Yaml|YAML|Toml|Config)/;
const READS_FILE = /readFile|readTextFile|SecretString|Parameter[?!]?\.Value|Storage\.getItem|(?:read|load)(?:Json|JSON|Yaml|YAML|Toml|Config)/;

/** Getters of settings, or of what goes by a variable's name. */
const READS_SETTING = /(?:setting|config)\w{0,40}\s{0,20}\??\.\s*get(?:OrThrow)?\b|\.get\b[^(\n;]{0,200}\(\s*["'`][A-Z]\w+["'`]/i;

/** Members of an object of settings that are asserted, or taken out of it. */
const READS_MEMBER = /(?:[cC]onfig|[sS]ettings)\w{0,40}(?:\.\w{1,40}){1,6}(?:!(?!=)| as string\b)|\}\s*=\s*[\w.]{0,80}(?:[cC]onfig|[sS]ettings)[\w.]{0,120}\s{0,20}[;\n]/;

/** Members of one in a text, and constants that are made numbers. */
const CONVERTS_MEMBER = /\$\{[^}\n]{0,60}(?:[cC]onfig|[sS]ettings)\w{0,40}(?:\.\w{1,40}){1,6}\}|\b(?:Number|parseInt|parseFloat)\(\s*[A-Z][A-Z0-9_]{2,60}\b/;

/** The cheap question: whether a file with this text can assert a configuration value. */
export function mayFind(text: string, path?: string): boolean {
  if (path !== undefined && isSupportCode(path)) return false;
  if (READS_ENV.test(text) && ASSERTS.test(text)) return true;
  if (READS_MEMBER.test(text) || CONVERTS_MEMBER.test(text)) return true;
  return (READS_SETTING.test(text) && ASSERTS.test(text)) || (READS_FILE.test(text) && PARSES.test(text));
}

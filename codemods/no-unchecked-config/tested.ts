import { isSupportCode, loadsTestFramework } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import { isAmong, modulesIn } from "../tested-module.ts";
import type { Kind, Need } from "./checked.ts";
import { isRightText } from "./right-text.ts";

/** What a test of a file does with a variable. */
interface Tested {
  readonly path: string;
  /** What it sets it to, as it is written. */
  readonly given: readonly string[];
  readonly isUnset: boolean;
}

/** Why a test of the file would see something else than before: it unsets a variable that the program then can't do without, or sets it to one that the check refuses. */
export function explainTested(ask: Ask, needs: readonly Need[]): Refusal | undefined {
  for (const { variable: { name }, kind, isRequired } of needs) {
    for (const { path, given, isUnset } of testsWith(ask, name)) {
      if (isRequired && isUnset) return refuse("set-by-test", `${path} unsets \`${name}\``);
      const wrong = given.map(literalOf).find((text) => text !== undefined && !isAccepted(text, kind, isRequired));
      if (wrong !== undefined) return refuse("set-by-test", `${path} sets \`${name}\` to ${JSON.stringify(wrong)}`);
    }
  }
  return undefined;
}

/** Whether a test of the file changes a variable: what is read before is not what is read later. */
export function isSetByTest(ask: Ask, name: string): boolean {
  return testsWith(ask, name).some(({ given, isUnset }) => given.length > 0 || isUnset);
}

function testsWith(ask: Ask, name: string): readonly Tested[] {
  return ask.filesNaming(name, []).flatMap((file) => {
    const path = ask.pathOf(file);
    const { text } = file;
    const isTest = (isSupportCode(path) || loadsTestFramework(text)) && /\b(?:it|test|describe|suite)\b[.\w]*\(/.test(text);
    if (file === ask.file || !isTest || !isAmong(modulesIn(path, text, "loaded"), ask.path)) return [];
    const variable = variableIn(name);
    if (!new RegExp(`${variable}|stubEnv\\(\\s*["'\`]${name}["'\`]`).test(text) && !givenIn(text, name).length) return [];
    const given = givenIn(text, name);
    return [{ path, given: given.filter((each) => !isNothing(each)), isUnset: new RegExp(`\\bdelete\\s+${variable}`).test(text) || given.some(isNothing) }];
  });
}

function variableIn(name: string): string {
  return `process\\.env(?:\\.${name}\\b|\\[["'\`]${name}["'\`]\\])`;
}

/** `process.env.KEY = "5"`, `vi.stubEnv("KEY", "5")`, `process.env = { ...before, KEY: "5" }` */
function givenIn(text: string, name: string): readonly string[] {
  const patterns = [`${variableIn(name)}\\s*(?:\\?\\?|\\|\\|)?=(?!=)\\s*([^;\\n]+)`, `\\bstubEnv\\(\\s*["'\`]${name}["'\`]\\s*,\\s*([^)\\n]*)`];
  if (/\bprocess\.env\s*=(?!=)|\bassign\(\s*process\.env\b|\breplaceProperty\(\s*process\s*,/.test(text)) patterns.push(`(?<![\\w$.])["']?${name}["']?\\s*:\\s*([^,}\\n]+)`);
  return patterns.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "g"))].map(([, given = ""]) => given.trim()));
}

function isNothing(given: string): boolean {
  return /^(?:undefined|null|""|''|``)$/.test(given.replace(/\s+as\s+\w+$/, ""));
}

function literalOf(given: string): string | undefined {
  return /^(["'`])([^"'`$\\]*)\1$/.exec(given)?.[2];
}

function isAccepted(text: string, kind: Kind, isRequired: boolean): boolean {
  return text.trim() === "" ? !isRequired : isRightText(text, kind);
}

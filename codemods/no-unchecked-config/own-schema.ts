import type { Ask } from "../../rules/model/ask.ts";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import { VALIDATOR_MODULES } from "../../rules/knowledge/validators.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import { belowRootOf } from "../module-place.ts";
import { refuse } from "../read-target.ts";

/** A schema that is run over the environment, in the words of zod, t3-env, envalid, env-schema, znv and NestJS. */
const CHECKS_ENV = /\b(?:createEnv|cleanEnv|envSchema|parseEnv)\(|(?:\.|\b)(?:parse|safeParse|validate|assert|decode)\(\s*(?:[\w.]+,\s*)?process\.env\s*[,)]|\bConfigModule\.forRoot\(\s*\{[^}]*\bvalidat(?:e|ionSchema)\b/;

/** The import of a library for schemas: what is only called like one of its functions checks nothing. */
const IMPORTS_VALIDATOR = new RegExp(`(?:\\bfrom|\\brequire\\()\\s*["'][^"'\\n]*\\b(?:${VALIDATOR_MODULES.join("|")})\\b`);

/** The files of a project that check the environment with a schema: asked once. */
function checkersIn(ask: Ask): readonly string[] {
  const checking = ask.filesSaying(CHECKS_ENV).filter((file) => IMPORTS_VALIDATOR.test(file.text) && !isSupportCode(ask.pathOf(file)));
  return checking.map(({ fileName }) => fileName);
}

/** Where the package of a file checks its environment already: a second place would be one too many. A schema for the variables of one feature is no such place for the others. */
export function explainOwnSchema(ask: Ask, names: readonly string[], context: CodemodContext): Refusal | undefined {
  const own = folderOf(ask.file.fileName, context);
  const checker = ask.once(checkersIn).find((path) => folderOf(path, context) === own && names.some((name) => isPlaceFor(name, context.textOf(path) ?? "")));
  return checker === undefined ? undefined : refuse("checked-elsewhere", `${belowRootOf(context, checker)} checks the environment of this package`);
}

function folderOf(path: string, context: CodemodContext): string {
  return context.packageOf(path)?.folder ?? context.root;
}

/** Whether a file that has a schema is where a variable belongs: not if all the variables that it names begin with one word, and this one with another. */
function isPlaceFor(name: string, text: string): boolean {
  const named = [...new Set([...text.matchAll(/\b([A-Z][A-Z0-9]*_[A-Z0-9_]*)["']?\s*:/g)].map(([, each = ""]) => each))];
  const [first = ""] = named[0]?.split("_") ?? [];
  return named.length < 2 || name.startsWith(`${first}_`) || !named.every((each) => each.startsWith(`${first}_`));
}

import type * as TS from "typescript";
import { isSupportCode, loadsTestFramework } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import { isAmong, modulesIn } from "../tested-module.ts";
import type { Need } from "./checked.ts";
import { runsEarly } from "./at-load.ts";

/** A file that holds tests, and helps no others. */
const IS_TEST = /[./_-](?:test|spec)s?\.[cm]?[jt]sx?$/;

/** A test by its text, and what it runs: what it loads and does not replace. */
interface Test {
  readonly path: string;
  readonly modules: readonly string[];
}

/** Files beside the sources in which tests find variables, and how these stand there. */
const SETTINGS = ["package.json", ".env", ".env.test", ".env.testing", ".env.example.test", ".env.ci"];

/**
 * Why a test would fail afterwards: it loads the file, or, where the place runs as soon as somebody makes an object, a file that names the class; and neither it nor what helps all tests sets a variable
 * that the program can't do without. Which functions of the file a test calls is not followed.
 */
export function explainTestedWithout(ask: Ask, place: TS.Node, needs: readonly Need[]): Refusal | undefined {
  const required = needs.filter(({ isRequired }) => isRequired).map(({ variable: { name } }) => name);
  if (required.length === 0) return undefined;
  const files = [ask.path, ...usersOf(ask, place)];
  const tests = ask.once(testsInSight).filter(({ modules }) => files.some((path) => isAmong(modules, path)));
  for (const name of tests.length > 0 ? required : []) {
    const setting = settingIn(ask, name);
    const test = setting === "all" ? undefined : tests.find(({ path }) => !setting.has(path));
    if (test) return refuse("unset-in-tests", `${test.path} runs without \`${name}\``);
  }
  return undefined;
}

/** Other files that name the class whose constructor a place is in, which may make one while a test runs. */
function usersOf(ask: Ask, place: TS.Node): readonly string[] {
  const { ts } = ask;
  const owner = runsEarly(ask, place) ? ts.findAncestor(place, ts.isClassLike) : undefined;
  if (!owner?.name) return [];
  return ask.filesNaming(owner.name.text, []).flatMap((file) => (file === ask.file || isSupportCode(ask.pathOf(file)) ? [] : [ask.pathOf(file)]));
}

function testsInSight(ask: Ask): readonly Test[] {
  const root = ask.file.fileName.slice(0, -ask.path.length);
  const isNoTest = (path: string, text: string): boolean => !isSupportCode(path) && !loadsTestFramework(text);
  const sights = new Set([...ask.whereSaid(/\b(from|require|import)\b/g, isNoTest).values()].flat());
  return [...sights].map(({ path, text }) => {
    const below = path.slice(root.length);
    const replaced = /\b(?:importActual|requireActual|importOriginal)\b/.test(text) ? [] : modulesIn(below, text, "replaced");
    return { path: below, modules: modulesIn(below, text, "loaded").filter((module) => !replaced.includes(module)) };
  });
}

/** The tests that set a variable themselves; `all`: what helps tests does so for them. */
function settingIn(ask: Ask, name: string): ReadonlySet<string> | "all" {
  const given = new RegExp(`(?<![\\w$.])${name}\\s*=(?!=)`, "m");
  if (ask.asides(SETTINGS).some((text) => given.test(text))) return "all";
  const set = new RegExp(`\\benv(?:\\.${name}\\b|\\[["'\`]${name}["'\`]\\])\\s*(?:\\?\\?|\\|\\|)?=(?!=)|\\bstubEnv\\(\\s*["'\`]${name}["'\`]|(?<![\\w$.])["']?${name}["']?\\s*:`);
  const setting = ask.filesNaming(name, []).filter((file) => (isSupportCode(ask.pathOf(file)) || loadsTestFramework(file.text)) && set.test(file.text)).map((file) => ask.pathOf(file));
  return setting.some((path) => !IS_TEST.test(path)) ? "all" : new Set(setting);
}

import { isExported } from "../../rules/no-temporal-coupling/made.ts";
import type { CodemodContext, TargetPackage } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import { isPublished } from "../published.ts";
import { refusal } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** Whether a class is offered to users of a published package: an entry of the package hands it on, however many files lie between. */
export function explainPublic({ ask, owner, isJavaScript }: Subject, context: CodemodContext): Refusal | undefined {
  const { text: name } = owner.name;
  const target = context.packageOf(ask.file.fileName);
  if (target === undefined || !isPublished(target)) return undefined;
  if (!isExported(ask, owner)) return undefined;
  // Through `require` a file may hand on anything.
  if (isJavaScript && !/^(?:import|export)\b/m.test(ask.file.text)) return refusal("public-api", `users of ${String(target.manifest["name"])} may reach \`${name}\`, and would have to follow`);
  const entry = entryAbove(ask.file.fileName, target, context);
  return entry === undefined ? undefined : refusal("public-api", `${entry.slice(target.folder.length + 1)} offers \`${name}\` to users of ${String(target.manifest["name"])}, who would have to follow`);
}

/** The first entry of the package among a file and those that hand on what it exports. */
function entryAbove(path: string, target: TargetPackage, context: CodemodContext): string | undefined {
  const own = context.paths.filter((other) => other.startsWith(`${target.folder}/`));
  const seen = new Set([path]);
  for (const file of seen) {
    if (isEntry(file, target)) return file;
    const stem = stemOf(file);
    for (const other of own) if (!seen.has(other) && handedOnIn(context.textOf(other) ?? "").has(stem)) seen.add(other);
  }
  return undefined;
}

/** What users of the package can name: what the manifest names, however the sources are built, and the first file of the sources. */
function isEntry(path: string, { folder, manifest }: TargetPackage): boolean {
  const below = path.slice(folder.length + 1).replace(/\.[cm]?[jt]sx?$/, "");
  if (/^(?:(?:src|lib|source)\/)?(?:index|main|mod)$/.test(below)) return true;
  const named = [manifest["main"], manifest["module"], manifest["browser"], manifest["types"], manifest["typings"], manifest["exports"]];
  const places = [...JSON.stringify(named).matchAll(/"([^"]+)"/g)].map(([, text = ""]) => text.replace(/^\.\//, "").replace(/(?:\.d)?\.[cm]?[jt]sx?$/, ""));
  const inSources = below.replace(/^(?:src|lib|source)\//, "");
  return places.some((place) => place === below || place.replace(/^[\w-]+\/(?:(?:cjs|esm|src|lib)\/)?/, "") === inSources || (place.includes("*") && matches(place, inSources)));
}

/** `dist/*`, `build/foo/*`: whether a pattern of `exports` takes in a file of the sources. */
function matches(pattern: string, path: string): boolean {
  const [before = "", after = ""] = pattern.split("*");
  const folder = before.replace(/^[\w-]+\//, "");
  return path.startsWith(folder) && path.endsWith(after);
}

const HANDED_ON = /export\s*(?:type\s*)?(?:\*|\{[^}]*\})\s*(?:as\s+\w+\s*)?from\s*["']([^"']+)["']/g;
const IMPORTED = /import\s[^"';]*from\s*["']([^"']+)["']/g;

/** The last parts of the modules of which a file may hand on what they export: by `export … from`, or by an import and an `export { … }`. */
function handedOnIn(text: string): ReadonlySet<string> {
  const patterns = /^export\s*\{|^export default \w+;?$/m.test(text) ? [HANDED_ON, IMPORTED] : [HANDED_ON];
  return new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)]).map(([, from = ""]) => stemOf(from)));
}

/** The name of a module; that of an `index` file is the folder's. */
function stemOf(path: string): string {
  return /([^/]+?)(?:\/index)?(?:\.[cm]?[jt]sx?)?$/.exec(path)?.[1] ?? path;
}

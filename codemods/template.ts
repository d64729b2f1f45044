import { posix } from "node:path";
import type { CodemodContext } from "./codemod.ts";
import type { Refusal } from "./edit.ts";

/** Folders of what is copied to where somebody begins something new. */
const TEMPLATE_FOLDER = /^(?:_{0,2}templates?_{0,2}|boilerplates?|scaffold(?:s|ing)?|skeletons?|blueprints?)$/;

/** Programs that make files for somebody, by their paths: others name files for other reasons. */
const GENERATOR = /generat|scaffold|boilerplate|template|create|init|(?:^|\/)(?:bin|cli)\//i;

/** What takes a file as it is. */
const COPIES = /\b(?:readFile|copyFile|cp|copy)(?:Sync)?\(|\bcopyTpl\(/;

/** A text that is the path of a source file, and no module's specifier. */
const NAMED_FILE = /(?<!\b(?:from|import|require)\s*(?:\(\s*)?)["'`]((?:[\w@.-]*\/)+[\w.-]+\.[cm]?[jt]sx?)["'`]/g;

const SPECIFIER = /\b(?:from|import|require)\s*(?:\(\s*)?["'`]([^"'`\n]+)/g;

/** Why nothing may be put beside a file for it: it is one that a generator copies, and what it imports would not be there. A template with a package.json of its own is copied as a whole. */
export function explainTemplate(path: string, context: CodemodContext): Refusal | undefined {
  const folder = context.packageOf(path)?.folder ?? context.root;
  const own = posix.relative(folder, path);
  const copier = copiersIn(context).find(({ from, files }) => (context.packageOf(from)?.folder ?? context.root) === folder && files.some((file) => own === file || own.endsWith(`/${file}`)));
  if (copier && copier.from !== path) return refusal(`${posix.relative(context.root, copier.from)} copies it`);
  const way = own.split("/").slice(0, -1);
  const depth = way.findIndex((name) => TEMPLATE_FOLDER.test(name));
  if (depth === -1) return undefined;
  const templates = posix.join(folder, ...way.slice(0, depth + 1));
  return isImportedFrom(templates, context) ? undefined : refusal(`nothing outside of ${posix.relative(context.root, templates)} imports what is in it`);
}

function refusal(detail: string): Refusal {
  return { reason: "template", detail };
}

interface Copier {
  readonly from: string;
  /** Paths without what leads out of the generator's own folder. */
  readonly files: readonly string[];
}

/** What was found out about projects. */
const known = new WeakMap<CodemodContext, readonly Copier[]>();

function copiersIn(context: CodemodContext): readonly Copier[] {
  const answer = known.get(context) ?? context.paths.filter((path) => GENERATOR.test(posix.relative(context.root, path))).flatMap((from) => {
    const text = context.textOf(from) ?? "";
    if (!COPIES.test(text)) return [];
    const files = [...text.matchAll(NAMED_FILE)].map(([, file = ""]) => file.replace(/^(?:\.{0,2}\/)+/, "")).filter((file) => file.includes("/"));
    return files.length === 0 ? [] : [{ from, files }];
  });
  known.set(context, answer);
  return answer;
}

function isImportedFrom(folder: string, context: CodemodContext): boolean {
  const name = posix.basename(folder);
  return context.paths.some((path) => {
    const text = path.startsWith(`${folder}/`) ? undefined : context.textOf(path);
    if (!text?.includes(name)) return false;
    return [...text.matchAll(SPECIFIER)].some(([, specifier = ""]) => {
      if (!specifier.startsWith(".")) return `${specifier}/`.includes(`/${name}/`);
      return `${posix.join(posix.dirname(path), specifier)}/`.startsWith(`${folder}/`);
    });
  });
}

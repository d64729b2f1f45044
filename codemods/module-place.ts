import { posix } from "node:path";
import type * as TS from "typescript";
import type { CodemodContext } from "./codemod.ts";
import type { Refusal } from "./edit.ts";
import { type ModuleForm, moduleFormOf } from "./module-form.ts";
import { explainTemplate } from "./template.ts";

/** Where a module that rewrites share lies, and how one file gets at it. */
export interface ModulePlace {
  readonly form: ModuleForm;
  /** Absolute path. */
  readonly path: string;
  /** What the file imports it as. */
  readonly specifier: string;
}

/** So many files of a package are read to see how it writes its imports. */
const MAX_LOOKED_AT = 200;

/** Files of one package and one language share one module: in the folder of the package that the rewritten file is somewhere in, such as `src`. */
export function placeOf(file: TS.SourceFile, name: string, context: CodemodContext, folder: string = folderFor(file.fileName, context)): ModulePlace | Refusal {
  const template = explainTemplate(file.fileName, context);
  if (template) return template;
  const form = moduleFormOf(file, context);
  if (typeof form !== "string") return form;
  const extension = /\.([cm]?)([jt])sx?$/.exec(file.fileName);
  const language = /\.jsx?$/.test(file.fileName) && importsTypeScript(file.fileName, context) ? "t" : (extension?.[2] ?? "t");
  const path = posix.join(folder, `${name}.${extension?.[1] ?? ""}${language}s`);
  return { form, path, specifier: specifierOf(file, path, context) };
}

/** What was found out about the packages of a project, by their folders. */
const mixed = new WeakMap<CodemodContext, Map<string, boolean>>();

/** Whether the JavaScript of a package is compiled together with its TypeScript: some of it imports some of that. Then a module in either language would be taken for the other. */
function importsTypeScript(path: string, context: CodemodContext): boolean {
  const folder = context.packageOf(path)?.folder ?? context.root;
  const known = mixed.get(context) ?? new Map<string, boolean>();
  mixed.set(context, known);
  const answer = known.get(folder) ?? context.paths.filter((each) => each.startsWith(`${folder}/`) && /\.jsx?$/.test(each)).slice(0, MAX_LOOKED_AT).some((each) => importsSome(each, context));
  known.set(folder, answer);
  return answer;
}

/** `require("./settings")`, where only a `settings.ts` is there. */
function importsSome(path: string, context: CodemodContext): boolean {
  return [...(context.textOf(path) ?? "").matchAll(RELATIVE)].some(([, specifier = ""]) => {
    const stem = posix.join(posix.dirname(path), specifier);
    return context.textOf(`${stem}.ts`) !== undefined && context.textOf(`${stem}.js`) === undefined;
  });
}

/** The specifiers of relative imports in a text. */
const RELATIVE = /(?:\bfrom|\bimport|\brequire\()\s*["'](\.{1,2}\/[^"'\n]+)["']/g;

/** Whether a module may be made there: no other language's module of that name would be taken for it. */
export function explainTaken({ path }: ModulePlace, context: CodemodContext): Refusal | undefined {
  const stem = path.replace(/\.[cm]?[jt]s$/, "");
  const twin = ["ts", "js", "mts", "mjs", "cts", "cjs"].map((extension) => `${stem}.${extension}`).find((other) => other !== path && context.textOf(other) !== undefined);
  return twin === undefined ? undefined : { reason: "name-taken", detail: `${belowRootOf(context, twin)} would be taken for it` };
}

/** TypeScript as JavaScript, with its comments. */
export function compiled(text: string, form: ModuleForm, ts: typeof TS): string {
  const module = form === "require" ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext;
  return ts.transpileModule(text, { compilerOptions: { module, target: ts.ScriptTarget.ES2022, removeComments: false, newLine: ts.NewLineKind.LineFeed } }).outputText;
}

export function belowRootOf({ root }: CodemodContext, path: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

/** The folder with the sources (`src`, also in a package without a package.json), else the topmost one; for a file of the package's own folder, that. */
function folderFor(path: string, context: CodemodContext): string {
  const folder = context.packageOf(path)?.folder ?? context.root;
  const way = posix.relative(folder, posix.dirname(path)).split("/");
  const source = way.findIndex((name) => /^(?:src|source|lib|app|server)$/.test(name));
  return way[0] === "" || way[0] === ".." ? posix.dirname(path) : posix.join(folder, ...way.slice(0, source === -1 ? 1 : source + 1));
}

/** The way to a module, with the extension that the file's own imports have. */
export function specifierOf(file: Pick<TS.SourceFile, "fileName" | "text">, path: string, context: CodemodContext): string {
  const relative = posix.relative(posix.dirname(file.fileName), path);
  const way = relative.startsWith(".") ? relative : `./${relative}`;
  const stem = way.replace(/\.[cm]?[jt]s$/, "");
  const extension = way.slice(stem.length);
  const compiledExtension = extension.replace("t", "j");
  const style = extensionStyle(file, context);
  // `.cjs` and `.mjs` are never left out.
  return style === "none" && /^\.[jt]s$/.test(extension) ? stem : `${stem}${style === "source" ? extension : compiledExtension}`;
}

type ExtensionStyle = "none" | "source" | "compiled";

/** How relative imports are written in the file, else in its package, else what Node.js would need. */
function extensionStyle(file: Pick<TS.SourceFile, "fileName" | "text">, context: CodemodContext): ExtensionStyle {
  const own = styleIn(file.text);
  if (own !== undefined) return own;
  const target = context.packageOf(file.fileName);
  const isTypeScript = /\.[cm]?tsx?$/.test(file.fileName);
  const near = context.paths.filter((path) => target === undefined || path.startsWith(`${target.folder}/`)).filter((path) => /\.[cm]?tsx?$/.test(path) === isTypeScript);
  for (const path of near.slice(0, MAX_LOOKED_AT)) {
    const style = styleIn(context.textOf(path) ?? "");
    if (style !== undefined) return style;
  }
  return isTypeScript && target?.manifest["type"] !== "module" && !/\.[cm]ts$/.test(file.fileName) ? "none" : "compiled";
}

/** The most frequent way in a text; `undefined` where there are no relative imports of code. */
function styleIn(text: string): ExtensionStyle | undefined {
  const count = { none: 0, source: 0, compiled: 0 };
  for (const [, specifier = ""] of text.matchAll(RELATIVE)) {
    const extension = /\.\w+$/.exec(specifier)?.[0] ?? "";
    if (/^\.[cm]?js$/.test(extension)) count.compiled++;
    else if (/^\.[cm]?ts$/.test(extension)) count.source++;
    else if (!/^\.(?:json|css|scss|svg|png|vue|graphql|sql|node|wasm)$/.test(extension)) count.none++;
  }
  const [first] = (["compiled", "source", "none"] as const).filter((style) => count[style] > 0).sort((a, b) => count[b] - count[a]);
  return first;
}

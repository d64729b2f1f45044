import { posix } from "node:path";
import type * as TS from "typescript";
import type { CodemodContext } from "./codemod.ts";
import type { NewFile, Refusal } from "./edit.ts";
import { type ModuleForm, moduleFormOf } from "./module-form.ts";

/** How a rewritten file gets at a module of `runtime/`. */
export interface RuntimeModule {
  readonly form: ModuleForm;
  /** What the file imports it as. */
  readonly specifier: string;
  /** The module itself, where it is not in the target yet. */
  readonly newFiles: readonly NewFile[];
}

const PACKAGE = "@pokayoke/runtime";
/** What the first comment of each runtime module says, in the target's own copy too. */
const MARK = "From eslint-plugin-pokayoke";
/** So many files of a package are read to see how it writes its imports. */
const MAX_LOOKED_AT = 200;

/** Files of one package and one language share one module: in the folder of the package that the rewritten file is somewhere in, such as `src`. */
export function runtimeModuleFor(file: TS.SourceFile, name: string, context: CodemodContext): RuntimeModule | Refusal {
  const form = moduleFormOf(file, context);
  if (typeof form !== "string") return form;
  if (context.options.runtime === "package") return { form, specifier: `${PACKAGE}/${name}`, newFiles: [] };
  const extension = /\.([cm]?)([jt])sx?$/.exec(file.fileName);
  const base = `${name}.${extension?.[1] ?? ""}${extension?.[2] ?? "t"}s`;
  const folder = folderFor(file.fileName, context);
  const path = posix.join(folder, base);
  const specifier = specifierOf(file, path, context);
  const present = context.textOf(path);
  if (present?.includes(MARK) === true) return { form, specifier, newFiles: [] };
  const text = context.runtimeText(name);
  const written = base.endsWith("ts") ? text : compiled(text, form, context.ts);
  if (present !== undefined && present !== written) return { reason: "name-taken", detail: `${below(context.root, path)} exists` };
  const twin = ["", "m", "c"].flatMap((kind) => [`${name}.${kind}ts`, `${name}.${kind}js`]).find((other) => other !== base && context.textOf(posix.join(folder, other)) !== undefined);
  if (twin !== undefined) return { reason: "name-taken", detail: `${below(context.root, posix.join(folder, twin))} would be taken for it` };
  return { form, specifier, newFiles: [{ file: path, text: written }] };
}

/** The folder with the sources (`src`, also in a package without a package.json), else the topmost one; for a file of the package's own folder, that. */
function folderFor(path: string, context: CodemodContext): string {
  const folder = context.packageOf(path)?.folder ?? context.root;
  const way = posix.relative(folder, posix.dirname(path)).split("/");
  const source = way.findIndex((name) => /^(?:src|source|lib|app|server)$/.test(name));
  return way[0] === "" || way[0] === ".." ? posix.dirname(path) : posix.join(folder, ...way.slice(0, source === -1 ? 1 : source + 1));
}

/** The way to the module, with the extension that the file's own imports have. */
function specifierOf(file: TS.SourceFile, path: string, context: CodemodContext): string {
  const relative = posix.relative(posix.dirname(file.fileName), path);
  const way = relative.startsWith(".") ? relative : `./${relative}`;
  const stem = way.replace(/\.[cm]?[jt]s$/, "");
  const extension = way.slice(stem.length);
  const compiledExtension = extension.replace("t", "j");
  const style = extensionStyle(file, context);
  return style === "none" ? stem : `${stem}${style === "source" ? extension : compiledExtension}`;
}

type ExtensionStyle = "none" | "source" | "compiled";

/** How relative imports are written in the file, else in its package, else what Node.js would need. */
function extensionStyle(file: TS.SourceFile, context: CodemodContext): ExtensionStyle {
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
  for (const [, specifier = ""] of text.matchAll(/(?:\bfrom|\bimport|\brequire\()\s*["'](\.{1,2}\/[^"'\n]+)["']/g)) {
    const extension = /\.\w+$/.exec(specifier)?.[0] ?? "";
    if (/^\.[cm]?js$/.test(extension)) count.compiled++;
    else if (/^\.[cm]?ts$/.test(extension)) count.source++;
    else if (!/^\.(?:json|css|scss|svg|png|vue|graphql|sql|node|wasm)$/.test(extension)) count.none++;
  }
  const [first] = (["compiled", "source", "none"] as const).filter((style) => count[style] > 0).sort((a, b) => count[b] - count[a]);
  return first;
}

/** The module as JavaScript, with its comments. */
function compiled(text: string, form: ModuleForm, ts: typeof TS): string {
  const module = form === "require" ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext;
  return ts.transpileModule(text, { compilerOptions: { module, target: ts.ScriptTarget.ES2022, removeComments: false, newLine: ts.NewLineKind.LineFeed } }).outputText;
}

function below(root: string, path: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

import { posix } from "node:path";
import type * as TS from "typescript";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Entry, NewFile, Refusal } from "../edit.ts";
import { belowRootOf, compiled, explainTaken, type ModulePlace, placeOf, specifierOf } from "../module-place.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { type Kind, type Need, typeOf } from "./checked.ts";
import { type Cut, cutsOf, lackingKinds } from "./kinds.ts";
import { libraryFor } from "./library.ts";
import { CHOICES, LIST, MARK, moduleText, SPLIT, START } from "./module-text.ts";

/** The checked configuration of a package, with everything that a rewrite needs of it. */
export interface ConfigModule {
  readonly place: ModulePlace;
  /** The module, where there is none. */
  readonly newFiles: readonly NewFile[];
  /** What it lacks, where there is one. */
  readonly edits: readonly Edit[];
}

/** An entry of a list, as it is written. */
type Listed = Entry & { readonly text: string };

interface Lacking {
  readonly imports: readonly Listed[];
  readonly wanted: readonly Listed[];
}

const NAME = "checked-config";

export function configModuleFor(file: TS.SourceFile, needs: readonly Need[], context: CodemodContext): ConfigModule | Refusal {
  const place = placeOf(file, NAME, context, folderFor(file.fileName, context));
  if (isRefusal(place)) return place;
  const isTypeScript = /\.[cm]?ts$/.test(place.path);
  const helpers = needs.flatMap(({ variable: { helper } }) => helper ?? []);
  const far = helpers.find((helper) => !isTypeScript || context.packageOf(helper.file)?.folder !== context.packageOf(file.fileName)?.folder);
  if (far) return refuse("other-source", `${belowRootOf(context, far.file)} reads it, and only a TypeScript module of its own package could ask there`);
  const imports = helpers.map(({ name, file: path }) => importEntry(name, specifierOf({ fileName: place.path, text: file.text }, path, context)));
  const wanted = needs.map((need) => ({ key: need.variable.name, type: shownType(typeOf(need), need.variable.helper?.name, separatorOf(need.kind)), text: lineOf(need, isTypeScript) }));
  const present = context.textOf(place.path);
  if (present !== undefined) return withMore(place, present, { imports, wanted }, needs, context);
  const taken = explainTaken(place, context);
  if (taken) return taken;
  const library = libraryFor(file.fileName, context);
  if (typeof library !== "string") return library;
  const text = isTypeScript ? moduleText(library) : compiled(moduleText(library), place.form, context.ts);
  const [marked = ""] = new RegExp(`^[ \\t]*${LIST.trim().replace(",", ",?")}\\n`, "m").exec(text) ?? [];
  const at = text.indexOf(marked);
  const cuts = [
    { start: at, end: at + marked.length, entries: wanted },
    ...(imports.length === 0 ? [] : [{ start: text.indexOf(START), end: text.indexOf(START), entries: imports }]),
    ...(library === "plain" ? cutsOf(context.ts, place.path, text, needs) : []),
  ];
  return { place, newFiles: [{ file: place.path, ...cut(text, cuts) }], edits: [] };
}

/** The text without some stretches, and the lists that stand in their places. */
function cut(text: string, cuts: readonly Cut[]): Pick<NewFile, "text" | "lists"> {
  let left = "";
  let from = 0;
  const lists: { at: number; entries: Cut["entries"] }[] = [];
  for (const { start, end, entries } of [...cuts].sort((one, other) => one.start - other.start)) {
    left += text.slice(from, start);
    from = end;
    lists.push({ at: left.length, entries });
  }
  return { text: left + text.slice(from), lists };
}

function importEntry(name: string, specifier: string): Listed {
  return { key: name, type: specifier, text: `import { ${name} } from ${JSON.stringify(specifier)};\n\n` };
}

/** Where two members of one name have the same type and the same source, either of them does for both. */
function shownType(type: string, helper: string | undefined, separator: string | undefined): string {
  return `${type}${separator === undefined ? "" : ` (split at ${separator})`}${helper === undefined ? "" : ` (from ${helper})`}`;
}

/** What a list is split at, as it is written. */
function separatorOf(kind: Kind): string | undefined {
  return typeof kind === "object" && "separator" in kind ? JSON.stringify(kind.separator) : undefined;
}

/** A member of the configuration: `  get PORT(): number | undefined { return read("PORT", process.env.PORT, kinds.port); },`. */
function lineOf(need: Need, isTypeScript: boolean): string {
  const { variable: { name, text }, kind, isRequired } = need;
  const value = `read("${name}", ${text}, ${checkOf(kind)})${isRequired ? ` ?? stop("${name}", "is not set")` : ""}`;
  return `  get ${name}()${isTypeScript ? `: ${typeOf(need)}` : ""} { return ${value}; },\n`;
}

/** `kinds.port`, `kinds.oneOf("low", "high")`, `kinds.list(",")` */
function checkOf(kind: Kind): string {
  if (typeof kind !== "object") return `kinds.${kind}`;
  return "choices" in kind ? `kinds.${CHOICES}(${kind.choices.map((choice) => JSON.stringify(choice)).join(", ")})` : `kinds.${SPLIT}(${JSON.stringify(kind.separator)})`;
}

/** The sources of a package may lie in several folders: the module lies in one of them, for all. */
export function folderFor(path: string, context: CodemodContext): string | undefined {
  const folder = context.packageOf(path)?.folder;
  const top = folder === undefined ? "" : (posix.relative(folder, path).split("/")[0] ?? "");
  if (folder === undefined || /^(?:src|source|libraries|packages|apps|libs|services|modules)$/.test(top)) return undefined;
  return ["src", "lib", "server", "app"].map((name) => posix.join(folder, name)).find((each) => context.paths.some((other) => other.startsWith(`${each}/`)));
}

/** The module that is there, with what it lacks. */
function withMore(place: ModulePlace, present: string, { imports, wanted }: Lacking, needs: readonly Need[], context: CodemodContext): ConfigModule | Refusal {
  const shown = belowRootOf(context, place.path);
  const list = present.includes(MARK) ? listIn(context.ts, place.path, present) : undefined;
  if (list === undefined) return refuse("name-taken", `${shown} exists, and is no checked configuration`);
  const known = new Map(list.properties.flatMap((each) => (context.ts.isGetAccessorDeclaration(each) ? [[each.name.getText(), typeThere(each)] as const] : [])));
  const other = wanted.find(({ key, type }) => known.has(key) && known.get(key) !== type);
  if (other !== undefined) return refuse("entry-differs", `${shown} has \`${other.key}\` as \`${known.get(other.key) ?? ""}\`, and here it is \`${other.type}\``);
  const at = present.lastIndexOf("\n", list.end - 1) + 1;
  const start = /^[ \t]*$/.test(present.slice(at, list.end - 1)) ? at : list.end - 1;
  const insert = (where: number, { key, type, text }: Listed): Edit => ({ file: place.path, span: { start: where, end: where }, text, entry: { key, type } });
  const missing = wanted.filter(({ key }) => !known.has(key));
  const unknown = missing.length === 0 ? [] : imports.filter(({ text }) => !present.includes(text.trim()));
  return { place, newFiles: [], edits: [...unknown.map((each) => insert(Math.max(0, present.indexOf(START)), each)), ...missing.map((each) => insert(start, each)), ...lackingKinds(place, present, needs.filter(({ variable: { name } }) => !known.has(name)), context)] };
}

/** The object with the variables. */
function listIn(ts: typeof TS, path: string, text: string): TS.ObjectLiteralExpression | undefined {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node: TS.Node): TS.ObjectLiteralExpression | undefined => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === "config" && node.initializer && ts.isObjectLiteralExpression(node.initializer)) return node.initializer;
    if (ts.isBinaryExpression(node) && node.left.getText() === "exports.config" && ts.isObjectLiteralExpression(node.right)) return node.right;
    return ts.forEachChild(node, visit);
  };
  return visit(file);
}

/** The type of a member: as it is written, or, in JavaScript, as its check has it. */
function typeThere(member: TS.GetAccessorDeclaration): string {
  const text = member.body?.getText() ?? "";
  const [, check = "", values = ""] = /\bkinds\.(\w+)(?:\(([^)]*)\))?/.exec(text) ?? [];
  const separator = check === SPLIT ? values : undefined;
  if (member.type) return shownType(member.type.getText().replace(/\s+/g, " "), /\bread\(\s*"\w+",\s*(\w+)\(/.exec(text)?.[1], separator);
  const type = shownType(TYPES.get(check) ?? values.split(/\s*,\s*/).join(" | "), undefined, separator);
  return text.includes("?? stop(") ? type : `${type} | undefined`;
}

/** The types of the checks that need no words to say them. */
const TYPES: ReadonlyMap<string, string> = new Map([["text", "string"], ["url", "string"], ["number", "number"], ["integer", "number"], ["port", "number"], ["flag", "boolean"], [SPLIT, "string[]"]]);

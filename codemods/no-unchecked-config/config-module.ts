import { posix } from "node:path";
import type * as TS from "typescript";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Entry, NewFile, Refusal } from "../edit.ts";
import { belowRootOf, compiled, explainTaken, type ModulePlace, placeOf } from "../module-place.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { type Need, typeOf } from "./checked.ts";
import { CHOICES, LIST, MARK, MODULE_TEXT } from "./module-text.ts";

/** The checked configuration of a package, with everything that a rewrite needs of it. */
export interface ConfigModule {
  readonly place: ModulePlace;
  /** The module, where there is none. */
  readonly newFiles: readonly NewFile[];
  /** What it lacks, where there is one. */
  readonly edits: readonly Edit[];
}

const NAME = "checked-config";

export function configModuleFor(file: TS.SourceFile, needs: readonly Need[], context: CodemodContext): ConfigModule | Refusal {
  const place = placeOf(file, NAME, context, folderFor(file.fileName, context));
  if (isRefusal(place)) return place;
  const isTypeScript = /\.[cm]?ts$/.test(place.path);
  const wanted = needs.map((need) => ({ key: need.variable.name, type: typeOf(need), text: lineOf(need, isTypeScript) }));
  const present = context.textOf(place.path);
  if (present !== undefined) return withMore(place, present, wanted, context);
  const taken = explainTaken(place, context);
  if (taken) return taken;
  const text = isTypeScript ? MODULE_TEXT : compiled(MODULE_TEXT, place.form, context.ts);
  const list = new RegExp(`^${LIST.trim().replace(",", ",?")}\\n`.replace("^", "^[ \\t]*"), "m").exec(text);
  const at = list?.index ?? 0;
  return { place, newFiles: [{ file: place.path, text: text.slice(0, at) + text.slice(at + (list?.[0].length ?? 0)), list: { at, entries: wanted } }], edits: [] };
}

/** A member of the configuration: `  get PORT(): number | undefined { return read("PORT", process.env.PORT, kinds.port); },`. */
function lineOf(need: Need, isTypeScript: boolean): string {
  const { variable: { name, text }, kind, isRequired } = need;
  const check = typeof kind === "object" ? `kinds.${CHOICES}(${kind.choices.map((choice) => JSON.stringify(choice)).join(", ")})` : `kinds.${kind}`;
  const value = `read("${name}", ${text}, ${check})${isRequired ? ` ?? stop("${name}", "is not set")` : ""}`;
  return `  get ${name}()${isTypeScript ? `: ${typeOf(need)}` : ""} { return ${value}; },\n`;
}

/** The sources of a package may lie in several folders: the module lies in one of them, for all. */
function folderFor(path: string, context: CodemodContext): string | undefined {
  const folder = context.packageOf(path)?.folder;
  const top = folder === undefined ? "" : (posix.relative(folder, path).split("/")[0] ?? "");
  if (folder === undefined || /^(?:src|source|libraries|packages|apps|libs|services|modules)$/.test(top)) return undefined;
  return ["src", "lib", "server", "app"].map((name) => posix.join(folder, name)).find((each) => context.paths.some((other) => other.startsWith(`${each}/`)));
}

/** The module that is there, with the variables that it lacks. */
function withMore(place: ModulePlace, present: string, wanted: readonly (Entry & { readonly text: string })[], context: CodemodContext): ConfigModule | Refusal {
  const shown = belowRootOf(context, place.path);
  const list = present.includes(MARK) ? listIn(context.ts, place.path, present) : undefined;
  if (list === undefined) return refuse("name-taken", `${shown} exists, and is no checked configuration`);
  const known = new Map(list.properties.flatMap((each) => (context.ts.isGetAccessorDeclaration(each) ? [[each.name.getText(), typeThere(each)] as const] : [])));
  const other = wanted.find(({ key, type }) => known.has(key) && known.get(key) !== type);
  if (other !== undefined) return refuse("entry-differs", `${shown} has \`${other.key}\` as \`${known.get(other.key) ?? ""}\`, and here it is \`${other.type}\``);
  const at = present.lastIndexOf("\n", list.end - 1) + 1;
  const start = /^[ \t]*$/.test(present.slice(at, list.end - 1)) ? at : list.end - 1;
  const edits = wanted.filter(({ key }) => !known.has(key)).map(({ key, type, text }): Edit => ({ file: place.path, span: { start, end: start }, text, entry: { key, type } }));
  return { place, newFiles: [], edits };
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
  if (member.type) return member.type.getText().replace(/\s+/g, " ");
  const text = member.body?.getText() ?? "";
  const [, check = "", choices = ""] = /\bkinds\.(\w+)(?:\(([^)]*)\))?/.exec(text) ?? [];
  const type = check === CHOICES ? choices.split(/\s*,\s*/).join(" | ") : check === "text" || check === "url" ? "string" : "number";
  return text.includes("?? stop(") ? type : `${type} | undefined`;
}

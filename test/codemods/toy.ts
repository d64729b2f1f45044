import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import type * as TS from "typescript";
import { migrateProject, type Migration } from "../../cli/migrate/migrate-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { type Codemod, DEFAULT_OPTIONS, type MigrateOptions } from "../../codemods/codemod.ts";
import type { Edit } from "../../codemods/edit.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import { makeTree } from "../cli/tree.ts";

/** A rule small enough to be right: every variable that starts as an empty array. */
export const noEmpty: RuleDefinition = {
  id: "no-empty",
  description: "Disallow variables that start as an empty array",
  messages: { empty: "`{{name}}` starts empty." },
  schema: [],
  defaultOptions: {},
  recommended: true,
  mayFind: (text) => text.includes("[]"),
  detect: (ask) =>
    ask.nodes(ask.ts.SyntaxKind.VariableDeclaration).flatMap((node): readonly Finding[] => {
      const { ts, file } = ask;
      const { name, initializer } = node as TS.VariableDeclaration;
      if (initializer === undefined || !ts.isArrayLiteralExpression(initializer) || initializer.elements.length > 0 || !ts.isIdentifier(name)) return [];
      const span = { start: name.getStart(file), end: name.end };
      return [{ rule: "no-empty", messageId: "empty", file: file.fileName, span, related: [{ file: file.fileName, span, note: "is empty" }], data: { name: name.text }, confidence: "high" }];
    }),
};

/** What the toy's rewrites add. */
export const ADDED = "export class Bounded<T> extends Array<T> {}\n";

/** What stands in the place of `[]`, by what the name ends in; everything else becomes a `Bounded`, as it should. */
const REPLACEMENTS: readonly (readonly [ending: string, text: string])[] = [
  ["Typo", "42"],
  ["Torn", "("],
  ["Stay", "[ ]"],
  ["Again", "[...[]]"],
];

/** Makes `[]` a `Bounded` of a new module, unless the name asks for something else. */
export const toyCodemod: Codemod = {
  rule: "no-empty",
  rewrite(finding, context) {
    const name = finding.data["name"] ?? "";
    const text = context.textOf(finding.file) ?? "";
    if (name.endsWith("Crash")) throw new Error("no such luck");
    if (name.endsWith("Escapes")) return { reason: "escapes", detail: `${name} goes away` };
    const at = text.indexOf("= []", finding.span.end) + 2;
    const edits: Edit[] = [{ file: finding.file, span: { start: at, end: at + 2 }, text: REPLACEMENTS.find(([ending]) => name.endsWith(ending))?.[1] ?? "new Bounded()" }];
    const choices = { capacity: String(context.options.capacity), overflow: context.options.overflow };
    if (edits[0]?.text !== "new Bounded()") return { finding, edits, newFiles: [], choices };
    // Takes what follows along, so that it overlaps with the next one.
    if (name.endsWith("Wide")) edits[0] = { file: finding.file, span: { start: at, end: text.indexOf("= []", at + 2) + 4 }, text: `new Bounded()${text.slice(at + 2, text.indexOf("= []", at + 2) + 4)}` };
    const importText = /\.[cm]?js$/.test(finding.file) ? 'const { Bounded } = require("./bounded.js");\n' : 'import { Bounded } from "./bounded.js";\n';
    edits.push({ file: finding.file, span: { start: 0, end: 0 }, text: importText });
    const isJs = /\.[cm]?js$/.test(finding.file);
    const added = isJs ? "class Bounded extends Array {}\nmodule.exports = { Bounded };\n" : ADDED;
    return { finding, edits, newFiles: [{ file: join(dirname(finding.file), isJs ? "bounded.js" : "bounded.ts"), text: added }], choices };
  },
};

/** Makes a git repository with one commit. */
export function makeRepository(files: Readonly<Record<string, string | Buffer>>): string {
  const root = makeTree(files);
  commit(root);
  return root;
}

export function git(root: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "core.autocrlf=false", "-C", root, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

export function commit(root: string): void {
  git(root, "init", "-q");
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "all", "--allow-empty");
}

export interface ToyOptions extends Partial<MigrateOptions> {
  readonly paths?: readonly string[];
  readonly allowDirty?: boolean;
}

/** Finds, plans and proves with the toy. */
export function migrateToy(root: string, { paths = ["."], allowDirty = false, ...options }: ToyOptions = {}): Migration {
  const project = new Project(new Sources(findTargets({ paths, cwd: root, useIgnoreFiles: true }), true));
  return migrateProject({ project, definitions: [noEmpty], codemods: [toyCodemod], options: { ...DEFAULT_OPTIONS, ...options }, allowDirty });
}

/** What became of each name: `kept`, or the reason. */
export function fatesOf({ proof, refused }: Migration): Readonly<Record<string, string>> {
  const kept = proof.kept.rewrites.map(({ finding }) => [finding.data["name"] ?? "", "kept"] as const);
  return Object.fromEntries([...kept, ...refused.map(({ finding, refusal }) => [finding.data["name"] ?? "", refusal.reason] as const)]);
}

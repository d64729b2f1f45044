import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Rewrite } from "../edit.ts";
import { importEdit, moduleFormOf } from "../module-form.ts";
import { commentsOf } from "../prove-comments.ts";
import { isRefusal } from "../read-target.ts";
import { giveUp } from "./give-up.ts";
import { growthOf } from "./growth.ts";
import { type Installed, librariesFor } from "./installed.ts";
import { leftoversOf } from "./leftovers.ts";
import { type Plain, plainLoop } from "./plain-loop.ts";
import { plainRecursion } from "./plain-recursion.ts";
import { taskOf } from "./task.ts";
import { isTested } from "./tested.ts";
import { wantOf } from "./want.ts";
import { type Written, writtenBy } from "./written-call.ts";

/** Findings that tell of delays and limits, which a library keeps as well. */
const KEPT = new Set(["noLimit", "noLimitNoDelay", "constantDelay", "noCap", "noJitter", "jitterLostAtCap"]);

/**
 * A retry of the project's own that does nothing but wait between its attempts becomes a call of p-retry or cockatiel, if the package depends on one of them.
 * `undefined` where it does more than that, or the library would do something else.
 */
export function byLibrary(ask: Ask, finding: Finding, context: CodemodContext): Rewrite | undefined {
  const libraries = KEPT.has(finding.messageId) ? librariesFor(ask.file, context) : [];
  if (libraries.length === 0 || isTested(ask, finding.span.start) !== undefined) return undefined;
  const isGivenUp = finding.messageId.startsWith("noLimit") && isRefusal(wantOf(finding));
  if (isGivenUp && isRefusal(giveUp(ask, finding))) return undefined;
  const growth = growthOf(ask, finding, isGivenUp);
  const plain = growth && (growth.region.kind === "loop" ? plainLoop(ask, growth) : growth.region.kind === "recursion" ? plainRecursion(ask, growth) : undefined);
  if (!plain || throwsOwn(ask, plain.attempt)) return undefined;
  for (const library of libraries) {
    const name = nameOf(ask, library);
    const written = writtenBy(library, ask, growth, plain, context, name);
    const edits = written && editsOf(ask, library, plain, written, name, context);
    if (edits) return { finding, edits, newFiles: [], choices: { delay: `Leave it to ${library.name}`, library: written.note, attempts: String(growth.attempts) } };
  }
  return undefined;
}

/** Whether an attempt itself throws what p-retry, or the code around, may take for its end. */
function throwsOwn({ ts }: Ask, attempt: TS.Node): boolean {
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isThrowStatement(node)) return !ts.isNewExpression(node.expression) || /Abort|^TypeError$/.test(node.expression.expression.getText());
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(attempt);
}

function editsOf(ask: Ask, library: Installed, plain: Plain, written: Written, name: string, context: CodemodContext): readonly Edit[] | undefined {
  const { ts, file } = ask;
  const [first] = plain.statements;
  const last = plain.statements.at(-1);
  const task = taskOf(ask, plain);
  if (!first || !last || !task) return undefined;
  const gone = { start: first.getStart(), end: last.end };
  const kept: readonly TS.Node[] = [...task.kept, ...plain.exits];
  const isLost = (at: number): boolean => at >= gone.start && at < gone.end && !kept.some((node) => node.getFullStart() <= at && at < node.end);
  if (commentsOf(ts, file).some(({ at }) => isLost(at))) return undefined;
  const text = task.statementOf(written.call(task.text));
  const leftovers = leftoversOf(ask, gone, kept, written.call(""));
  const imported = importsOf(ask, library, written, name, context);
  if (!leftovers || !imported) return undefined;
  return [...together(imported, leftovers), { file: file.fileName, span: gone, text }, ...(plain.parameter ? [withoutParameter(plain.parameter)] : [])];
}

/** An import that is to stand where another one goes takes its place. */
function together(imported: readonly Edit[], leftovers: readonly Edit[]): readonly Edit[] {
  const [line] = imported;
  const place = line && leftovers.find(({ span }) => span.start <= line.span.start && line.span.start < span.end);
  if (!place) return [...imported, ...leftovers];
  const lineEnd = line.text.includes("\r\n") ? "\r\n" : "\n";
  return leftovers.map((each) => (each === place ? { ...place, text: `${line.text.trim()}${lineEnd}` } : each));
}

function withoutParameter(parameter: TS.ParameterDeclaration): Edit {
  const { parameters } = parameter.parent;
  const before = parameters[parameters.length - 2];
  const comma = parameters.hasTrailingComma && !before ? 1 : 0;
  return { file: parameter.getSourceFile().fileName, span: { start: before?.end ?? parameter.getStart(), end: parameter.end + comma }, text: "" };
}

/** The name that a file has for p-retry's one function. */
function nameOf({ ts, file }: Ask, { name }: Installed): string {
  const own = file.statements.find((each): each is TS.ImportDeclaration => ts.isImportDeclaration(each) && ts.isStringLiteral(each.moduleSpecifier) && each.moduleSpecifier.text === name);
  return own?.importClause?.name?.text ?? "pRetry";
}

/** The import of what is called, where the file has none; `undefined` if one of the names means something else. */
function importsOf(ask: Ask, { name: module }: Installed, { names }: Written, name: string, context: CodemodContext): readonly Edit[] | undefined {
  const { ts, file } = ask;
  const form = moduleFormOf(file, context);
  const wanted = module === "p-retry" ? [name] : names;
  const isThere = (each: string): boolean => ask.named(each).some(({ parent }) => (ts.isImportSpecifier(parent) || ts.isImportClause(parent)) && (ts.findAncestor(parent, ts.isImportDeclaration)?.moduleSpecifier as TS.StringLiteral | undefined)?.text === module);
  const missing = wanted.filter((each) => !isThere(each));
  if (typeof form !== "string" || missing.some((each) => ask.named(each).length > 0)) return undefined;
  return missing.length === 0 ? [] : [importEdit(ts, file, form, module === "p-retry" ? { isDefault: name } : missing.join(", "), module)];
}

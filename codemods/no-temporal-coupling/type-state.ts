import type * as TS from "typescript";
import type { Edit, Refusal } from "../edit.ts";
import { textStyleOf } from "../module-form.ts";
import { applyEdits } from "../read-target.ts";
import { listOf } from "./factory-head.ts";
import { isNeverEmptied, withoutDoubts } from "./definite.ts";
import { importsOfState } from "./state-imports.ts";
import { earlyMethodsOf, stateSitesOf, type StateSites } from "./state-sites.ts";
import { type Handed, type States, entangled, statesOf } from "./states.ts";
import { between, indentOf, insert, isRefused, refusal, removal, replace, startWithComments } from "./splice.ts";
import type { Subject } from "./subject.ts";
import { firstStateOf } from "./words.ts";

/**
 * Two classes: one that can be made by anybody, has what can be done before the initialiser ran, and whose initialiser returns the other; and the
 * other, which keeps the name, can't be made without what the initialiser gives it, and has no field that may be empty.
 */
export function withStates(subject: Subject, makers: readonly TS.NewExpression[]): { readonly edits: readonly Edit[]; readonly sites: StateSites; readonly name: string } | Refusal {
  const { ask, owner, initialiser } = subject;
  const sites = stateSitesOf(subject, makers);
  if (isRefused(sites)) return sites;
  const early = earlyMethodsOf(subject, sites);
  if (isRefused(early)) return early;
  const states = statesOf(subject, early);
  if (isRefused(states)) return states;
  const name = firstStateOf(initialiser.name.text, owner.name.text);
  const taken = [ask.file, ...makers.map((made) => made.getSourceFile())].find((file) => ask.about(file).named(name).length > 0);
  if (taken) return refusal("name-clash", `\`${name}\` is a name already`);
  const isAsync = initialiser.modifiers?.some(({ kind }) => kind === ask.ts.SyntaxKind.AsyncKeyword) === true;
  const unwaited = [...sites.immediate, ...sites.parted].find(({ begun }) => ask.ts.isAwaitExpression(begun.parent) !== isAsync);
  if (unwaited) return refusal("not-awaited", `line ${String(ask.lineOf(unwaited.begun))} does not wait for \`${initialiser.name.text}\` as it would have to`);
  const imports = importsOfState(subject, makers, name);
  if (isRefused(imports)) return imports;
  const { handed } = states;
  if (handed.length === 0) return entangled(subject, initialiser, "hands nothing on");
  const clash = [...handed].find(({ name: own, write }) => write && initialiser.parameters.some((parameter) => parameter.name.getText() === own));
  if (clash) return refusal("name-clash", `\`${clash.name}\` is a parameter of \`${initialiser.name.text}\``);
  return { edits: [...partedClass(subject, states, name), ...sitesEdits(subject, sites, name), ...imports], sites, name };
}

function partedClass(subject: Subject, { first, handed }: States, name: string): readonly Edit[] {
  const { ask, owner, constructor, initialiser } = subject;
  const { ts } = ask;
  const { text } = ask.file;
  const generic = owner.typeParameters ? text.slice(owner.typeParameters.pos - 1, owner.typeParameters.end + 1) : "";
  const kept = new Set(handed.map(({ field }) => field as TS.Node));
  const isOwn = (member: TS.ClassElement): boolean => first.has(member) || member === initialiser || member === constructor || (ts.isPropertyDeclaration(member) && (kept.has(member) ? handed.some(({ field, write }) => field === member && !write) : isOnlyEarly(subject, member, first)));
  const moved = owner.members.filter(isOwn);
  const body = moved.map((member) => (member === initialiser ? initialiserText(subject, handed) : withComments(ts, member)));
  const indent = indentOf(initialiser);
  const exported = owner.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true ? "export " : "";
  const before = `${exported}class ${name}${generic} {\n${body.map((each, index) => `${index > 0 && !(isField(ts, moved[index]) && isField(ts, moved[index - 1])) ? "\n" : ""}${indent}${each}\n`).join("")}}\n\n`;
  const taken = owner.members.filter((member) => isOwn(member) || kept.has(member));
  const step = indent.includes("\t") ? "\t" : indent || "  ";
  const own = handed.length === 0 ? "" : `constructor${listOf(handed.map(({ name: each, modifiers, type }) => ({ text: `${modifiers} ${each}: ${type}` })), `${indent}constructor {}`, indent, step)} {}`;
  const rest = owner.members.find((member) => !taken.includes(member) && !ts.isPropertyDeclaration(member));
  const at = rest && startWithComments(ts, rest);
  return [
    insert(owner, startWithComments(ts, owner), before),
    ...removals(ts, taken),
    ...(rest && at !== undefined && own !== "" ? [insert(rest, at, `${own}\n\n${indentOf(rest)}`)] : []),
    ...withoutDoubtIn(subject, handed, moved),
  ];
}

/** Members that follow one another go together, so that no blank lines are left between them. */
function removals(ts: typeof TS, members: readonly TS.ClassElement[]): readonly Edit[] {
  const runs: TS.ClassElement[][] = [];
  for (const member of members) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const isNext = before && member.getSourceFile().text.slice(before.end, startWithComments(ts, member)).trim() === "";
    if (run && isNext) run.push(member);
    else runs.push([member]);
  }
  return runs.flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    return first && last ? [removal(last, startWithComments(ts, first))] : [];
  });
}

function isField(ts: typeof TS, member: TS.ClassElement | undefined): boolean {
  return member !== undefined && ts.isPropertyDeclaration(member);
}

function isOnlyEarly({ ask, initialiser, constructor }: Subject, field: TS.PropertyDeclaration, first: ReadonlySet<TS.ClassElement>): boolean {
  const uses = ask.usesOf(field, field.name.getText()).filter((use) => use !== field.name);
  const isEarly = (use: TS.Node): boolean => ask.ts.findAncestor(use, (node) => node === initialiser || node === constructor || first.has(node as TS.ClassElement)) !== undefined;
  return uses.length > 0 && uses.every(isEarly);
}

function withComments(ts: typeof TS, member: TS.Node): string {
  return member.getSourceFile().text.slice(startWithComments(ts, member), member.end);
}

/** The initialiser, which keeps what it sets in constants and hands it to the next state. */
function initialiserText({ ask, owner, initialiser }: Subject, handed: readonly Handed[]): string {
  const { ts } = ask;
  const start = startWithComments(ts, initialiser);
  const edits: Edit[] = [];
  for (const { name, field, write } of handed) {
    if (!write) continue;
    edits.push(between(write, write.left.getStart(), write.left.end, `const ${name}`));
    const reads = ask.usesOf(field, name).filter((use) => use.parent !== write.left && use !== field.name && ts.findAncestor(use, (node) => node === initialiser));
    edits.push(...reads.map(({ parent }) => replace(ts.isNonNullExpression(parent.parent) ? parent.parent : parent, name)));
  }
  const generic = owner.typeParameters ? `<${owner.typeParameters.map((each) => each.name.text).join(", ")}>` : "";
  const next = `${owner.name.text}${generic}`;
  const { semicolon: end } = textStyleOf(ts, ask.file);
  const returned = `return new ${next}(${handed.map(({ name, write }) => (write ? name : `this.${name}`)).join(", ")})${end}`;
  const last = initialiser.body.statements.at(-1);
  if (last && ts.isReturnStatement(last)) edits.push(replace(last, returned));
  else if (last) edits.push(insert(last, last.end, `\n${indentOf(last)}${returned}`));
  if (initialiser.type) edits.push(replace(initialiser.type, initialiser.type.getText().startsWith("Promise") ? `Promise<${next}>` : next));
  const shifted = edits.map((edit) => ({ ...edit, span: { start: edit.span.start - start, end: edit.span.end - start } }));
  return applyEdits(ask.file.text.slice(start, initialiser.end), shifted.sort((one, other) => one.span.start - other.span.start));
}

/** In the ready class nothing has to ask whether a field is filled. */
function withoutDoubtIn(subject: Subject, handed: readonly Handed[], moved: readonly TS.ClassElement[]): readonly Edit[] {
  const { ts } = subject.ask;
  const isStaying = ({ span }: Edit): boolean => !moved.some((member) => member.pos <= span.start && span.end <= member.end);
  return handed.flatMap(({ field, write }) => (write && ts.isPropertyDeclaration(field) && isNeverEmptied(subject, field) ? withoutDoubts(subject, field).filter(isStaying) : []));
}

function sitesEdits(subject: Subject, { immediate, parted }: StateSites, name: string): readonly Edit[] {
  const { owner, initialiser } = subject;
  const edits: Edit[] = [];
  for (const { made, begun, beginning, isAwaited } of immediate) {
    edits.push(renamed(made, name));
    if (!beginning) continue;
    const call = `.${initialiser.name.text}${begun.getSourceFile().text.slice(begun.expression.end, begun.end)}`;
    edits.push(insert(made, made.getStart(), isAwaited ? "await " : ""), insert(made, made.end, `${made.arguments ? "" : "()"}${call}`), removal(beginning));
  }
  for (const { made, name: held, begun, beginning, early } of parted) {
    const wanted = `${name.slice(0, name.length - owner.name.text.length).toLowerCase()}${held.text.charAt(0).toUpperCase()}${held.text.slice(1)}`;
    edits.push(renamed(made, name), ...[held, ...early, begun.expression.expression].map((use) => replace(use, wanted)));
    edits.push(insert(beginning, beginning.getStart(), `const ${held.text} = `));
  }
  return edits;
}

function renamed({ expression }: TS.NewExpression, name: string): Edit {
  const last = expression.getText().split(".").at(-1) ?? "";
  return between(expression, expression.end - last.length, expression.end, name);
}

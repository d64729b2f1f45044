import type * as TS from "typescript";
import type { Edit } from "../edit.ts";
import { textStyleOf } from "../module-form.ts";
import { isNeverEmptied, typeWithoutNothing, withoutDoubts } from "./definite.ts";
import { closedMember } from "./closed-member.ts";
import { factoryHead } from "./factory-head.ts";
import type { Given, Parameters } from "./parameters.ts";
import { isPlain } from "./settled.ts";
import { returnsIn } from "./sites.ts";
import { between, indentOf, insert, removal, replace, startWithComments } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** A field that only the initialiser fills, at one place. */
interface Filled {
  readonly name: string;
  readonly field: TS.PropertyDeclaration;
  readonly write: TS.BinaryExpression;
  readonly type: string;
}

/**
 * Where the initialiser needs nothing of the instance but what the constructor was handed, it becomes the factory itself: it hands what it has made to the
 * constructor, and the compiler sees that no field is empty. `undefined` where it does more.
 */
export function handOver(subject: Subject, parameters: Parameters): readonly Edit[] | undefined {
  const { ask, base, constructor, initialiser } = subject;
  const { ts } = ask;
  const given = (constructor?.parameters ?? []).filter((parameter) => ts.isParameterPropertyDeclaration(parameter, parameter.parent));
  const isClosing = constructor !== undefined && (constructor.body?.getText().length !== 2 || constructor.parameters.some(({ questionToken, dotDotDotToken }) => questionToken ?? dotDotDotToken));
  if (base || isClosing || !isPlain(subject) || returnsIn(ts, initialiser.body).length > 0 || initialiser.body.statements.length === 0) return undefined;
  const filled = filledBy(subject);
  const handed = new Set(given.filter(({ initializer }) => !initializer).map(({ name }) => name.getText()));
  if (!filled || !isSelfless(subject, new Set([...handed, ...filled.map(({ name }) => name)])) || isTaken(subject, new Set([...handed, ...filled.map(({ name }) => name)]))) return undefined;
  return [...constructorWith(subject, filled), ...filled.map(({ field }) => removal(field)), ...asFactory(subject, parameters, filled, handed), ...filled.flatMap(({ field }) => doubtsIn(subject, field))];
}

/** The fields that the initialiser fills, or nothing where it fills one in some other way. */
function filledBy(subject: Subject): readonly Filled[] | undefined {
  const { ask, owner, initialiser } = subject;
  const { ts } = ask;
  const all: Filled[] = [];
  for (const field of owner.members) {
    if (!ts.isPropertyDeclaration(field)) continue;
    const name = field.name.getText();
    const uses = ask.usesOf(field, name).filter((use) => use !== field.name && ts.findAncestor(use, (node) => node === initialiser) !== undefined);
    const [first, ...others] = uses;
    if (!first) continue;
    const write = first.parent.parent;
    if (!ts.isBinaryExpression(write) || (write.left as TS.Node) !== first.parent || write.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
    const isPlain = ts.isExpressionStatement(write.parent) && write.parent.parent === initialiser.body && ts.isIdentifier(field.name);
    const isEmptyFirst = !field.initializer || /^(?:null|undefined)$/.test(field.initializer.getText());
    const isAfter = others.every((use) => use.pos > write.end && !(ts.isBinaryExpression(use.parent.parent) && use.parent.parent.left === use.parent));
    if (!isPlain || !isEmptyFirst || !isAfter || !field.type || /\/[/*]/.test(field.getFullText())) return undefined;
    const type = isNeverEmptied(subject, field) ? typeWithoutNothing(ts, field.type) : `${field.type.getText()}${field.questionToken ? " | undefined" : ""}`;
    all.push({ name, field, write, type });
  }
  return all.length > 0 ? all : undefined;
}

/** Whether the initialiser uses `this` for these fields alone, and not in functions that run later. */
function isSelfless({ ask: { ts }, initialiser }: Subject, names: ReadonlySet<string>): boolean {
  const visit = (node: TS.Node, isInner: boolean): boolean => {
    if (node.kind === ts.SyntaxKind.SuperKeyword) return false;
    if (node.kind === ts.SyntaxKind.ThisKeyword) return !isInner && ts.isPropertyAccessExpression(node.parent) && names.has(node.parent.name.text);
    return !ts.forEachChild(node, (child) => !visit(child, isInner || ts.isFunctionLike(node)) || undefined);
  };
  return visit(initialiser.body, false);
}

/** Whether one of these names means something in the initialiser already. */
function isTaken({ ask: { ts }, initialiser }: Subject, names: ReadonlySet<string>): boolean {
  const visit = (node: TS.Node): boolean => {
    if (ts.isTypeNode(node)) return false;
    const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
    const isKey = ts.isPropertyAssignment(node.parent) && node.parent.name === node;
    if (ts.isIdentifier(node) && names.has(node.text) && !isMember && !isKey) return true;
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return [...initialiser.parameters, initialiser.body].some(visit);
}

function constructorWith({ ask, constructor, initialiser }: Subject, filled: readonly Filled[]): readonly Edit[] {
  const texts = filled.map(({ name, field, type }) => {
    const modifiers = (field.modifiers ?? []).map((modifier) => modifier.getText()).join(" ");
    return `${modifiers === "" ? "public" : modifiers} ${name}: ${type}`;
  });
  if (!constructor) {
    return [insert(initialiser, startWithComments(ask.ts, initialiser), `private constructor(${texts.join(", ")}) {}\n\n${indentOf(initialiser)}`)];
  }
  const last = constructor.parameters.at(-1);
  const open = constructor.getChildren().find(({ kind }) => kind === ask.ts.SyntaxKind.OpenParenToken);
  const isOnOwnLine = last !== undefined && /\n[ \t]*$/.test(ask.file.text.slice(0, last.getStart()));
  const separator = isOnOwnLine ? `,\n${indentOf(last)}` : ", ";
  const edit = last ? insert(last, last.end, texts.map((text) => `${separator}${text}`).join("")) : insert(constructor, open?.end ?? constructor.end, texts.join(", "));
  return [...closedMember(ask.ts, constructor), edit];
}

function asFactory(subject: Subject, parameters: Parameters, filled: readonly Filled[], handed: ReadonlySet<string>): readonly Edit[] {
  const { ask, owner, constructor, initialiser } = subject;
  const { ts } = ask;
  const { body } = initialiser;
  const first = initialiser.modifiers?.find((modifier) => !ts.isDecorator(modifier)) ?? initialiser.name;
  // The body stays, and with it what it takes its parameters to be when they are left out.
  const begun = initialiser.parameters.map((parameter, index) => ({ ...parameters.begun[index], text: parameter.getText() }) as Given);
  const edits: Edit[] = [between(initialiser, first.getStart(), body.getStart(), `${factoryHead(subject, { made: parameters.made, begun })} `)];
  for (const { name, field, write } of filled) {
    edits.push(between(write, write.left.getStart(), write.left.end, `const ${name}`));
    const reads = ask.usesOf(field, name).filter((use) => use.parent !== write.left && use !== field.name && ts.findAncestor(use, (node) => node === initialiser));
    edits.push(...reads.map(({ parent }) => replace(ts.isNonNullExpression(parent.parent) ? parent.parent : parent, name)));
  }
  const visit = (node: TS.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword && handed.has(node.name.text)) edits.push(replace(node, node.name.text));
    else ts.forEachChild(node, visit);
  };
  visit(body);
  const { semicolon: end } = textStyleOf(ts, ask.file);
  const generic = owner.typeParameters ? `<${owner.typeParameters.map((each) => each.name.text).join(", ")}>` : "";
  const values = [...(constructor ? parameters.made.map(({ value }) => value) : []), ...filled.map(({ name }) => name)].join(", ");
  const last = body.statements.at(-1);
  if (last) edits.push(insert(last, last.end, `\n${indentOf(last)}return new ${owner.name.text}${generic}(${values})${end}`));
  return edits;
}

function doubtsIn(subject: Subject, field: TS.PropertyDeclaration): readonly Edit[] {
  const { pos, end } = subject.initialiser;
  return isNeverEmptied(subject, field) ? withoutDoubts(subject, field).filter(({ span }) => span.end <= pos || span.start >= end) : [];
}

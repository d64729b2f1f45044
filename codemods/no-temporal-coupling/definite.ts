import type * as TS from "typescript";
import type { Name } from "../../rules/model/ask.ts";
import type { Edit } from "../edit.ts";
import { between, removal, replace } from "./splice.ts";
import type { Subject } from "./subject.ts";

/**
 * The fields that are filled before anybody has the instance: their types say so, and what asked whether they are there goes. Only a field that the
 * initialiser always fills, with something that can't be nothing, and that nobody empties.
 */
export function definiteFields(subject: Subject): readonly Edit[] {
  const { ask, owner } = subject;
  return [...subject.cells].flatMap((cell) => {
    const field = owner.members.find((member): member is TS.PropertyDeclaration => ask.ts.isPropertyDeclaration(member) && member.name.getText() === cell);
    const uses = field && usesOf(subject, field);
    if (!field || !uses || !isAlwaysFilled(subject, field, uses)) return [];
    const { constructor, initialiser } = subject;
    // What is moved into a constructor is moved as it stands.
    const isMoved = ({ span }: Edit): boolean => constructor !== undefined && initialiser.pos <= span.start && span.end <= initialiser.end;
    return [...declared(ask.ts, field), ...withoutDoubts(subject, field).filter((edit) => !isMoved(edit))];
  });
}

/** What asks whether a field is filled, taken out of the class. */
export function withoutDoubts(subject: Subject, field: TS.PropertyDeclaration): readonly Edit[] {
  const { ts } = subject.ask;
  const isEmptyAlone = field.type !== undefined && !/\b(?:string|number|bigint|boolean|any|unknown)\b|["'`\d]/.test(field.type.getText());
  return usesOf(subject, field).flatMap((use) => withoutDoubt(ts, use, isEmptyAlone));
}

/** Whether everything that is ever assigned to a field is something. */
export function isNeverEmptied(subject: Subject, field: TS.PropertyDeclaration): boolean {
  return usesOf(subject, field).flatMap((use) => writeTo(subject.ask.ts, use) ?? []).every((write) => isSomething(subject, field, write));
}

function usesOf({ ask }: Subject, field: TS.PropertyDeclaration): readonly Name[] {
  return ask.usesOf(field, field.name.getText()).filter((use) => use !== field.name);
}

function isAlwaysFilled(subject: Subject, field: TS.PropertyDeclaration, uses: readonly Name[]): boolean {
  const { ts } = subject.ask;
  const { initialiser, constructor } = subject;
  const writes = uses.flatMap((use) => writeTo(ts, use) ?? []);
  const isFirst = (write: TS.BinaryExpression): boolean => ts.isExpressionStatement(write.parent) && write.parent.parent === initialiser.body;
  const isEmpty = (write: TS.BinaryExpression): boolean => isNothing(ts, write.right) && ts.findAncestor(write, (node) => node === constructor) !== undefined;
  // An emptied field at the start of the constructor would be emptied as before; its type could not say so.
  return writes.some(isFirst) && writes.every((write) => !isEmpty(write) && isSomething(subject, field, write));
}

function writeTo(ts: typeof TS, { parent }: Name): TS.BinaryExpression | undefined {
  const { parent: outer } = parent;
  const isTarget = ts.isPropertyAccessExpression(parent) && ts.isBinaryExpression(outer) && outer.left === parent;
  return isTarget && outer.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && outer.operatorToken.kind <= ts.SyntaxKind.LastAssignment ? outer : undefined;
}

function isNothing(ts: typeof TS, value: TS.Expression): boolean {
  return value.kind === ts.SyntaxKind.NullKeyword || ts.isVoidExpression(value) || value.getText() === "undefined";
}

/** Whether what is assigned can't be `null` or `undefined`: by its form, by a type that is written down, or because the field's own type rules it out. */
function isSomething({ ask }: Subject, field: TS.PropertyDeclaration, { right, operatorToken }: TS.BinaryExpression): boolean {
  const { ts } = ask;
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  if (field.type && !isNullable(ts, field) && !isNothing(ts, right)) return true;
  const value = ts.isAwaitExpression(right) ? right.expression : right;
  if (ts.isNewExpression(value) || ts.isLiteralExpression(value) || ts.isArrayLiteralExpression(value) || ts.isObjectLiteralExpression(value) || ts.isArrowFunction(value) || ts.isTemplateExpression(value)) return true;
  const callee = ts.isCallExpression(value) ? (ts.isPropertyAccessExpression(value.expression) ? value.expression.name : value.expression) : value;
  const declaration = ask.declarationOf(callee);
  if (!declaration) return false;
  const type = typeOf(ts, declaration, ts.isCallExpression(value));
  return type !== undefined && !/\b(?:null|undefined|void|any|unknown|never)\b/.test(type.getText()) && !(ts.isParameter(declaration) && declaration.questionToken);
}

/** The type that a declaration writes down: of itself, or of what it returns. */
function typeOf(ts: typeof TS, declaration: TS.Declaration, isCalled: boolean): TS.TypeNode | undefined {
  const own = (declaration as { readonly type?: TS.TypeNode }).type;
  if (!isCalled || ts.isFunctionLike(declaration)) return own;
  return own && ts.isFunctionTypeNode(own) ? own.type : undefined;
}

function isNullable(ts: typeof TS, { type, questionToken }: TS.PropertyDeclaration): boolean {
  return questionToken !== undefined || (type !== undefined && ts.isUnionTypeNode(type) && type.types.some((part) => isEmptyType(ts, part)));
}

function isEmptyType(ts: typeof TS, part: TS.TypeNode): boolean {
  return part.kind === ts.SyntaxKind.UndefinedKeyword || (ts.isLiteralTypeNode(part) && part.literal.kind === ts.SyntaxKind.NullKeyword);
}

/** `x!: T`, `x?: T` and `x: T | null = null` become `x: T`. */
function declared(ts: typeof TS, field: TS.PropertyDeclaration): readonly Edit[] {
  const { exclamationToken, questionToken, type, initializer, name } = field;
  const edits: Edit[] = [];
  for (const mark of [exclamationToken, questionToken]) if (mark) edits.push(between(field, name.end, mark.end, ""));
  if (type && isNullable(ts, field) && ts.isUnionTypeNode(type)) edits.push(replace(type, typeWithoutNothing(ts, type)));
  if (type && initializer && isNothing(ts, initializer)) edits.push(between(field, type.end, initializer.end, ""));
  return edits;
}

/** `T` of `T | null`. */
export function typeWithoutNothing(ts: typeof TS, type: TS.TypeNode): string {
  return ts.isUnionTypeNode(type) ? type.types.filter((part) => !isEmptyType(ts, part)).map((part) => part.getText()).join(" | ") : type.getText();
}

/** `if (!this.x) throw …` goes, `this.x!` becomes `this.x`. `isEmptyAlone`: nothing but a missing value makes `!this.x` true. */
function withoutDoubt(ts: typeof TS, { parent }: Name, isEmptyAlone: boolean): readonly Edit[] {
  const outer: TS.Node = parent.parent;
  if (ts.isNonNullExpression(outer)) return [between(outer, parent.end, outer.end, "")];
  const isDenied = isEmptyAlone && ts.isPrefixUnaryExpression(outer) && outer.operator === ts.SyntaxKind.ExclamationToken;
  const isTest: boolean = isDenied || isComparedToNothing(ts, outer);
  const guard: TS.Node = outer.parent;
  if (!isTest || !ts.isIfStatement(guard) || guard.expression !== outer || guard.elseStatement || !ts.isBlock(guard.parent)) return [];
  const { thenStatement: then } = guard;
  const only = ts.isBlock(then) && then.statements.length === 1 ? then.statements[0] : then;
  const isLeaving = only !== undefined && (ts.isThrowStatement(only) || ts.isReturnStatement(only));
  return isLeaving && !/\/[/*]/.test(guard.getText()) ? [removal(guard)] : [];
}

function isComparedToNothing(ts: typeof TS, node: TS.Node): boolean {
  if (!ts.isBinaryExpression(node) || !isNothing(ts, node.right)) return false;
  return node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken || node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsToken;
}

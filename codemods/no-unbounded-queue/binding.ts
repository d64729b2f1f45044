import type * as TS from "typescript";
import { BUILT_IN } from "../../rules/knowledge/buffers.ts";
import { homeOf } from "../../rules/knowledge/turns.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { nameOfFunction, unwrapped } from "../../rules/model/functions.ts";
import type { Stock } from "../../rules/no-unbounded-queue/stocks.ts";
import { findStocks } from "../../rules/no-unbounded-queue/stocks.ts";
import type { Refusal } from "../edit.ts";
import { isRefused, placeOf, refusal } from "./splice.ts";

/** The array that a finding is about: where it is made and declared, and every expression in sight that stands for it. */
export interface Binding {
  readonly stock: Stock;
  /** For gauges and reports: `Worker.jobs`. */
  readonly label: string;
  /** The expression that makes the empty array, with the casts around it. */
  readonly creation: TS.Expression;
  /** `undefined` for members that no checker knows of (`Object.defineProperty`). */
  readonly declaration: TS.Declaration | undefined;
  /** The type that the declaration is given. */
  readonly annotation: TS.TypeNode | undefined;
  /** Without the names that declare it and the one that is first assigned to. */
  readonly references: readonly TS.Expression[];
}

/** Finds the binding again that a finding is about. */
export function findBinding(ask: Ask, { related: [created] }: Finding): Binding | Refusal {
  const stock = findStocks(ask, new Set()).find(({ declaredAt }) => declaredAt.getStart() === created?.span.start && declaredAt.end === created.span.end);
  if (!stock) return refusal("no-declaration", "the binding was not found again");
  if (stock.around) return refusal("many-arrays", `\`${stock.name}\` stands for many arrays`);
  if (stock.kind !== BUILT_IN.Array) return refusal("not-an-array", `\`${stock.name}\` is made by something else than \`[]\``);
  const references = stock.holder ? findMembers(ask, stock) : stock.references("everywhere");
  if (isRefused(references)) return references;
  const declaration = declarationOf(ask, stock);
  const unfit = declaration && explainUnfit(ask, stock, declaration);
  if (unfit !== undefined) return refusal("no-declaration", unfit);
  const creation = findCreation(ask, stock, declaration, references);
  if (!creation) return refusal("no-declaration", `\`${stock.name}\` is not made in one place, by its declaration or its constructor`);
  const commented = explainTypeComment(ask, declaration ?? creation, creation);
  if (commented !== undefined) return refusal("untyped-elements", commented);
  return {
    stock,
    label: labelOf(ask, stock),
    creation,
    declaration,
    annotation: declaration && "type" in declaration ? (declaration.type as TS.TypeNode | undefined) : undefined,
    references: references.filter((reference) => unwrapped(ask, reference).parent !== creation.parent),
  };
}

/** A symbol key stands for the member it names, where there is one. */
function declarationOf(ask: Ask, stock: Stock): TS.Declaration | undefined {
  const { ts } = ask;
  const declaration = ask.declarationOf(stock.declaredAt);
  if (!declaration || !isSymbolKey(ask, stock)) return declaration;
  const keys = ts.isIdentifier(stock.declaredAt) ? ask.usesOf(declaration, stock.declaredAt.text) : [];
  return keys.map(({ parent }) => parent).filter(ts.isComputedPropertyName).map(({ parent }) => parent)[0];
}

function isSymbolKey(ask: Ask, { declaredAt: { parent } }: Stock): boolean {
  return ask.ts.isComputedPropertyName(parent) || ask.ts.isElementAccessExpression(parent);
}

/** The only declarations whose type and value we know how to change. */
function explainUnfit(ask: Ask, stock: Stock, declaration: TS.Declaration): string | undefined {
  const { ts } = ask;
  const file = declaration.getSourceFile();
  const isPlain =
    (ts.isVariableDeclaration(declaration) && ts.isVariableDeclarationList(declaration.parent) && !ts.isForOfStatement(declaration.parent.parent)) ||
    ts.isPropertyDeclaration(declaration) ||
    (stock.holder !== undefined && ts.isPropertyAssignment(declaration)) ||
    (/\.[cm]?jsx?$/.test(file.fileName) && ts.isBinaryExpression(declaration));
  if (!isPlain || file !== ask.file) return `${placeOf(ask, declaration)} declares \`${stock.name}\` in a form that is not rewritten`;
  if ((ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) !== 0) return `${placeOf(ask, declaration)} only declares \`${stock.name}\``;
  if (ts.canHaveDecorators(declaration) && (ts.getDecorators(declaration)?.length ?? 0) > 0) return `a decorator may take the array over (${placeOf(ask, declaration)})`;
  if ((ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Override) !== 0) return `a base class has \`${stock.name}\` too (${placeOf(ask, declaration)})`;
  const holder = stock.holder && holderOf(ask, declaration);
  if (stock.holder && (!holder || holder.type)) return `the type of \`${stock.name}\` is told elsewhere than at ${placeOf(ask, declaration)}`;
  const isOptional = ts.isPropertyDeclaration(declaration) && declaration.questionToken !== undefined;
  return isOptional ? `\`${stock.name}\` may be undefined (${placeOf(ask, declaration)})` : undefined;
}

/** The variable whose object literal a member stands in. */
export function holderOf({ ts }: Ask, member: TS.Node): TS.VariableDeclaration | undefined {
  const { parent } = member.parent;
  return ts.isVariableDeclaration(parent) ? parent : undefined;
}

function findCreation(ask: Ask, stock: Stock, declaration: TS.Declaration | undefined, references: readonly TS.Expression[]): TS.Expression | undefined {
  const { ts } = ask;
  const initial = declaration && "initializer" in declaration ? (declaration.initializer as TS.Expression | undefined) : undefined;
  if (initial) return isEmptyArray(ask, initial) ? initial : undefined;
  if (!declaration && ts.isStringLiteral(stock.declaredAt)) return findDefined(ask, stock.declaredAt);
  const assigned = references.flatMap((reference) => {
    const { parent } = unwrapped(ask, reference);
    const isMade = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.left === reference;
    return isMade && isEmptyArray(ask, parent.right) ? [parent] : [];
  });
  const made = assigned.filter((assignment) => isOnceAndForAll(ask, assignment));
  const [only, ...others] = made.length > 0 ? made : assigned;
  return others.length === 0 && only?.getSourceFile() === ask.file ? only.right : undefined;
}

/** `this.jobs = []` as a statement of the constructor itself, under no condition. */
function isOnceAndForAll(ask: Ask, assignment: TS.BinaryExpression): boolean {
  const { ts } = ask;
  const home = ask.enclosing(assignment);
  if (!ts.isExpressionStatement(assignment.parent) || !("body" in home) || assignment.parent.parent !== home.body) return false;
  return ts.isConstructorDeclaration(home) || (ts.isFunctionDeclaration(home) && /^[A-Z]/.test(home.name?.text ?? ""));
}

/** The `[]` of `Object.defineProperty(this, "queue", { value: [] })`. */
function findDefined(ask: Ask, key: TS.StringLiteral): TS.Expression | undefined {
  const { ts } = ask;
  const descriptor = ts.isCallExpression(key.parent) ? key.parent.arguments[2] : undefined;
  if (!descriptor || !ts.isObjectLiteralExpression(descriptor)) return undefined;
  const value = descriptor.properties.find((property) => property.name?.getText() === "value");
  return value && ts.isPropertyAssignment(value) && isEmptyArray(ask, value.initializer) ? value.initializer : undefined;
}

/** `[]`, `[] as Job[]`, `new Array<Job>()`. */
export function isEmptyArray(ask: Ask, node: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0;
  if (ts.isNewExpression(node)) return ts.isIdentifier(node.expression) && node.expression.text === "Array" && (node.arguments?.length ?? 0) === 0;
  const isCast = ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isTypeAssertionExpression(node);
  return isCast && isEmptyArray(ask, node.expression);
}

/** `state.queue` for every `state`; nothing else may be done with the object that the array is a member of. */
function findMembers(ask: Ask, { name, holder }: Stock): readonly TS.Expression[] | Refusal {
  const { ts } = ask;
  const members: TS.Expression[] = [];
  for (const reference of holder?.references("everywhere") ?? []) {
    const at = unwrapped(ask, reference);
    const { parent } = at;
    if (!ts.isPropertyAccessExpression(parent) || parent.expression !== at) return refusal("escapes", `the object with \`${name}\` is used as a whole (${placeOf(ask, at)})`);
    if (parent.name.text === holder?.member) members.push(parent);
  }
  return members;
}

/** In JavaScript a comment may give the type; comments are never changed. */
function explainTypeComment(ask: Ask, declaration: TS.Node, creation: TS.Node): string | undefined {
  const { ts } = ask;
  if (!/\.[cm]?jsx?$/.test(ask.file.fileName)) return undefined;
  const isStatement = (node: TS.Node): boolean => ts.isStatement(node) || ts.isClassElement(node) || ts.isPropertyAssignment(node);
  const starts = [declaration, creation].map((node) => ts.findAncestor(node, isStatement) ?? node);
  const typed = starts.flatMap((node) => ts.getLeadingCommentRanges(ask.file.text, node.pos) ?? []).concat(ts.getLeadingCommentRanges(ask.file.text, creation.pos) ?? []);
  return typed.some(({ pos, end }) => /@type\b/.test(ask.file.text.slice(pos, end))) ? `a comment gives the type of the array (${placeOf(ask, declaration)})` : undefined;
}

/** `Worker.jobs`. */
export function labelOf(ask: Ask, { declaredAt, name, owner }: Stock): string {
  const { ts } = ask;
  const own = name.replace(/^#/, "");
  const classLike = ts.findAncestor(declaredAt, (node) => (ts.isFunctionLike(node) && !ts.isConstructorDeclaration(node) ? "quit" : ts.isClassLike(node)));
  const holder = (classLike as TS.ClassLikeDeclaration | undefined)?.name?.text ?? (owner && nameOfFunction(ask, owner)?.text) ?? nameOfFunction(ask, homeOf(ask, declaredAt))?.text;
  const around = holder ?? ts.findAncestor(declaredAt, ts.isClassLike)?.name?.text;
  return around === undefined ? own : `${around}.${own}`;
}

import type * as TS from "typescript";
import type { Ask, Name } from "../../rules/model/ask.ts";
import { isExported } from "../../rules/no-temporal-coupling/made.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import { isRefused, placeOf, refusal } from "./splice.ts";
import type { Subject } from "./subject.ts";
import { isInTests } from "./tests.ts";
import { FACTORY_KEYS, MOCKS, TOKEN_CALLS, TOKEN_LISTS } from "./words.ts";

/** The places that make instances of a class. */
export interface Makers {
  readonly all: readonly TS.NewExpression[];
  /** What a test does with the class besides: it may make instances, too. */
  readonly strange: Refusal | undefined;
}

/** Everywhere that instances of the class are made, or why not all of these places are in sight or can follow. */
export function makersOf(subject: Subject, context: CodemodContext): Makers | Refusal {
  const { ask, owner } = subject;
  const { text: name } = owner.name;
  const isShared = isExported(ask, owner);
  if (isShared && !ask.wholeProject) return refusal("used-elsewhere", "not all files of the project are in sight");
  const all: TS.NewExpression[] = [];
  let strange: Refusal | undefined;
  for (const use of ask.usesOf(owner, name)) {
    const maker = makerAt(ask, use, owner);
    if (isRefused(maker) && !isInTests(ask, use)) return maker;
    if (isRefused(maker)) strange ??= maker;
    else if (maker) all.push(maker);
  }
  const hidden = isShared ? explainHidden(subject, context) : undefined;
  if (hidden) return hidden;
  return all.length > 0 ? { all, strange } : strange ?? refusal("no-instance", `nobody in sight makes an instance of \`${name}\``);
}

/** The `new` of one use of the class; nothing where the use makes no instance. */
function makerAt(ask: Ask, use: Name, owner: TS.ClassDeclaration): TS.NewExpression | Refusal | undefined {
  const { ts } = ask;
  const { parent } = use;
  if (use === owner.name || ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isExportSpecifier(parent) || ts.isExportAssignment(parent)) return undefined;
  const access = ts.isPropertyAccessExpression(parent) && parent.name === use ? parent : use;
  if (isHandedOn(ts, access)) return undefined;
  const at = access.parent;
  if (ts.isNewExpression(at) && at.expression === access) return at;
  if (ts.isTypeQueryNode(at)) return refusal("reflective", `\`typeof ${use.text}\` at ${placeOf(ask, use)} may make instances`);
  if (ts.isTypeNode(at) && !ts.isExpressionWithTypeArguments(at)) return undefined;
  if (ts.isExpressionWithTypeArguments(at)) return refusal("subclassed", `a class extends or implements \`${use.text}\` at ${placeOf(ask, use)}`);
  if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) return undefined;
  if (ts.isPropertyAccessExpression(at) && at.expression === access) {
    return at.name.text === "prototype" || at.name.text === "name" ? refusal("reflective", `\`${at.getText()}\` stands at ${placeOf(ask, use)}`) : undefined;
  }
  if (isToken(ask, access)) return undefined;
  return refusal("injected", `the class itself is handed on at ${placeOf(ask, use)}`);
}

/** `const { X } = require("./x")`, `module.exports = X`, `module.exports = { X }`: imports and exports of files without `import` and `export`. */
function isHandedOn(ts: typeof TS, access: TS.Node): boolean {
  const { parent } = access;
  const declaration = ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent) ? parent.parent.parent : parent;
  if (ts.isVariableDeclaration(declaration)) return declaration.initializer !== undefined && /^require\(["'][^"']+["']\)(?:\.\w+)?$/.test(declaration.initializer.getText());
  const isMember = ts.isShorthandPropertyAssignment(parent) || (ts.isPropertyAssignment(parent) && parent.initializer === access);
  const value = isMember ? parent.parent : access;
  const { parent: assigned } = value;
  return ts.isBinaryExpression(assigned) && assigned.right === value && /^(?:module\.)?exports\b/.test(assigned.left.getText());
}

/** `{ provide: Cache, useFactory }`, `inject: [Cache]`, `app.get(Cache)`: a framework's name for an instance that it does not make. */
function isToken({ ts }: Ask, node: TS.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) && parent.initializer === node && parent.name.getText() === "provide") {
    return parent.parent.properties.some(({ name }) => name !== undefined && FACTORY_KEYS.has(name.getText()));
  }
  if (ts.isArrayLiteralExpression(parent)) return ts.isPropertyAssignment(parent.parent) && TOKEN_LISTS.has(parent.parent.name.getText());
  if (ts.isArrowFunction(parent) && parent.body === node) return ts.isCallExpression(parent.parent) && parent.parent.expression.getText() === "forwardRef";
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  const { expression } = parent;
  return TOKEN_CALLS.has(ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText());
}

/** Users that no list of references has: mocks of the module, and imports of the own package by a name that leads nowhere in sight. */
function explainHidden({ ask, owner }: Subject, context: CodemodContext): Refusal | undefined {
  const { ts } = ask;
  const { text: name } = owner.name;
  const own = context.packageOf(ask.file.fileName)?.manifest["name"];
  const stem = /([^/]+?)(?:\/index)?\.\w+$/.exec(ask.file.fileName)?.[1] ?? name;
  for (const path of context.paths) {
    const text = context.textOf(path) ?? "";
    const isNaming = text.includes(name);
    if (!isNaming && !(text.includes(stem) && MOCKS.test(text))) continue;
    const near = context.ask(path);
    const mock = near && MOCKS.test(text) ? near.nodes(ts.SyntaxKind.CallExpression).find((node) => isMock(ts, node as TS.CallExpression, stem)) : undefined;
    if (mock) return refusal("reflective", `the module is mocked at ${placeOf(ask, mock)}`);
    const lost = isNaming && typeof own === "string" ? near?.named(name).find((use) => isLost(near, use, own)) : undefined;
    if (lost) return refusal("used-elsewhere", `${placeOf(ask, lost)} imports \`${name}\` of ${String(own)} by a way that can't be followed`);
  }
  return undefined;
}

function isMock(ts: typeof TS, { expression, arguments: [first] }: TS.CallExpression, stem: string): boolean {
  if (!first || !ts.isStringLiteralLike(first)) return false;
  return MOCKS.test(`${expression.getText()}(`) && (first.text.split("/").at(-1) ?? "").replace(/\.[cm]?[jt]sx?$/, "") === stem;
}

function isLost(near: Ask, use: Name, own: string): boolean {
  const { ts } = near;
  if (!ts.isImportSpecifier(use.parent) || near.declarationOf(use)) return false;
  const { moduleSpecifier } = use.parent.parent.parent.parent as TS.ImportDeclaration;
  return ts.isStringLiteral(moduleSpecifier) && (moduleSpecifier.text === own || moduleSpecifier.text.startsWith(`${own}/`));
}

import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import { isPublished } from "../published.ts";
import { type Binding, holderOf } from "./binding.ts";
import { refusal } from "./splice.ts";

/**
 * Uses that no list of references has: members taken by destructuring or by a string, members of values whose type is not known, and users of
 * a published package.
 */
export function explainHidden(ask: Ask, binding: Binding, context: CodemodContext): Refusal | undefined {
  const { stock, declaration } = binding;
  const target = context.packageOf(ask.file.fileName);
  const isMember = stock.holder !== undefined || !declaration || !ask.ts.isVariableDeclaration(declaration);
  if (isPublic(ask, binding) && target !== undefined && isPublished(target)) return refusal("used-elsewhere", `\`${stock.name}\` is part of what the package offers its users`);
  if (!ask.wholeProject && !isPrivate(ask, binding)) return refusal("used-elsewhere", "not all files of the project are in sight");
  if (!isMember || stock.name.startsWith("#")) return undefined;
  const name = stock.name;
  const owners = ownersOf(ask, binding);
  const pattern = new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b`);
  for (const path of context.paths) {
    const text = context.textOf(path);
    if (text === undefined || !pattern.test(text) || (path !== ask.file.fileName && !owners.some((owner) => text.includes(owner)))) continue;
    const near = context.ask(path);
    const use = near && findHidden(near, near.file, name, hasModifier(ask, binding));
    if (use) return refusal("used-elsewhere", `\`${name}\` of a value that can't be followed stands at ${path.slice(path.lastIndexOf("/") + 1)} line ${String(ask.lineOf(use))}`);
  }
  return undefined;
}

/** A member of a name that leads to no declaration: by destructuring, by a string, or of a value without a type. */
function findHidden(ask: Ask, file: TS.SourceFile, name: string, isOwn: boolean): TS.Node | undefined {
  const { ts } = ask;
  const visit = (node: TS.Node): TS.Node | undefined => {
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent) && !isModule(ask, node.parent.parent) && (node.propertyName ?? node.name).getText(file) === name) return node;
    if (ts.isStringLiteralLike(node) && node.text === name && ts.isElementAccessExpression(node.parent)) return node;
    const isAccess = ts.isPropertyAccessExpression(node) && node.name.text === name && node.expression.kind !== ts.SyntaxKind.ThisKeyword;
    if (isAccess && !ask.declarationOf(node.name) && (!isOwn || isUntyped(ask, node.expression))) return node;
    return ts.forEachChild(node, visit);
  };
  return visit(file);
}

/** `(worker as any).queue`: the one way past `private`. */
function isUntyped(ask: Ask, expression: TS.Expression): boolean {
  const { ts } = ask;
  const inner = ts.isParenthesizedExpression(expression) ? expression.expression : expression;
  return ts.isAsExpression(inner) && /^(?:any|unknown as\b)/.test(inner.type.getText());
}

/** The words that a file which can name the member holds one of: its class, or the module it comes from. */
function ownersOf(ask: Ask, { stock }: Binding): readonly string[] {
  const { ts } = ask;
  const owner = ts.findAncestor(stock.declaredAt, ts.isClassLike)?.name?.text;
  const module = /([^/]+?)(?:\/index)?\.\w+$/.exec(ask.file.fileName)?.[1];
  return [owner, module].filter((each) => each !== undefined);
}

/** `const { queue } = require("./queue")`. */
function isModule(ask: Ask, holder: TS.Node): boolean {
  return ask.ts.isVariableDeclaration(holder) && /^(?:require\(|await import\()/.test(holder.initializer?.getText() ?? "");
}

/** `private` and `protected`: the compiler sees to it that nobody else names the member, unless by a cast. */
function hasModifier({ ts }: Ask, { declaration }: Pick<Binding, "declaration">): boolean {
  return declaration !== undefined && (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
}

/** `private`, `#name`, `_name`, `@private`, or a variable that no other file can name. */
function isPrivate(ask: Ask, { stock, declaration }: Binding): boolean {
  const { ts } = ask;
  if (/^[#_]/.test(stock.name)) return true;
  if (hasModifier(ask, { declaration })) return true;
  const home = declaration ?? stock.declaredAt;
  const statement = ts.findAncestor(home, (node) => ts.isStatement(node) || ts.isClassElement(node)) ?? home;
  const comments = (ts.getLeadingCommentRanges(ask.file.text, statement.pos) ?? []).map(({ pos, end }) => ask.file.text.slice(pos, end));
  return comments.some((comment) => /@(?:private|internal|protected|api private)\b/.test(comment)) || (stock.owner !== undefined && ts.isIdentifier(stock.declaredAt));
}

/** Whether users of the module can reach the binding: an exported variable, or a member of an exported class in TypeScript. */
function isPublic(ask: Ask, binding: Binding): boolean {
  const { ts } = ask;
  const { stock, declaration } = binding;
  if (stock.holder) return declaration !== undefined && (ts.getCombinedModifierFlags(holderOf(ask, declaration) ?? declaration) & ts.ModifierFlags.Export) !== 0;
  if (isPrivate(ask, binding)) return false;
  if (declaration && ts.isVariableDeclaration(declaration)) return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;
  const owner = ts.findAncestor(stock.declaredAt, ts.isClassLike);
  // In JavaScript every field is public; that says nothing of whom it is meant for.
  return declaration !== undefined && ts.isPropertyDeclaration(declaration) && owner !== undefined && (ts.getCombinedModifierFlags(owner) & ts.ModifierFlags.Export) !== 0 && /\.[cm]?tsx?$/.test(ask.file.fileName);
}

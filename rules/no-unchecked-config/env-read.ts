import type * as TS from "typescript";
import { ENV_OBJECTS, isVariableName } from "../knowledge/config-sources.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import type { Origin } from "../model/origin.ts";
import { originOf } from "../model/origin.ts";
import { madeBySchema, schemaEntryOf } from "./schema.ts";
import type { Read } from "./value.ts";

/** `process.env.KEY`, `env["KEY"]`, `Deno.env.get("KEY")`, `const { KEY } = process.env`, and `env.KEY` of an object that a schema made. */
export function envReadOf(ask: Ask, node: TS.Node): Read | undefined {
  const { ts } = ask;
  if (ts.isBindingElement(node)) return ofPattern(ask, node);
  if (ts.isCallExpression(node)) return ofDeno(ask, node);
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  const key = keyOf(ask, node);
  const object = inside(ask, node.expression);
  if (isWrittenEnv(ask, object)) return { key, kind: "env", at: node, isDefaulted: false };
  if (key === undefined || !isVariableName(key) || !ts.isIdentifier(object)) return undefined;
  const made = madeBySchema(ask, object);
  if (!made) return isEnvObject(ask, object) ? { key, kind: "env", at: node, isDefaulted: false } : undefined;
  const entry = schemaEntryOf(ask, made, key);
  return entry && { key, kind: "schema", at: node, isDefaulted: entry.hasDefault || !entry.isOptional, entry };
}

/** The key of a member, also if a constant names it; `undefined` if it is computed. */
function keyOf(ask: Ask, node: TS.PropertyAccessExpression | TS.ElementAccessExpression): string | undefined {
  const { ts } = ask;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  const key = node.argumentExpression;
  return ts.isStringLiteralLike(key) || isWrittenEnv(ask, inside(ask, node.expression)) ? textOf(ask, key) : undefined;
}

/** A text that is written out, also in pieces or under the name of a constant, a static field or a member of a table. */
export function textOf(ask: Ask, node: TS.Expression): string | undefined {
  const { ts } = ask;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(ask, node.left), textOf(ask, node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  const declaration = ts.isIdentifier(node) ? ask.declarationOf(node) : ts.isPropertyAccessExpression(node) ? ask.declarationOf(node.name) : undefined;
  const isNamed = declaration && (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isPropertyAssignment(declaration) || ts.isEnumMember(declaration));
  const value = isNamed && declaration.initializer ? inside(ask, declaration.initializer) : undefined;
  return value && ts.isStringLiteralLike(value) ? value.text : undefined;
}

function ofPattern(ask: Ask, node: TS.BindingElement): Read | undefined {
  const { ts } = ask;
  const pattern = node.parent;
  const declaration = pattern.parent;
  const key = node.propertyName ?? node.name;
  if (!ts.isObjectBindingPattern(pattern) || !ts.isVariableDeclaration(declaration) || !declaration.initializer || !ts.isIdentifier(key)) return undefined;
  const isEnv = isEnvObject(ask, declaration.initializer) && node.dotDotDotToken === undefined;
  return isEnv ? { key: key.text, kind: "env", at: node, isDefaulted: node.initializer !== undefined } : undefined;
}

/** `Deno.env.get("KEY")`. */
function ofDeno(ask: Ask, node: TS.CallExpression): Read | undefined {
  const { ts } = ask;
  const { expression: callee } = node;
  const [key] = node.arguments;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== "get" || !key) return undefined;
  if (callee.expression.getText() !== "Deno.env") return undefined;
  return { key: ts.isStringLiteralLike(key) ? key.text : undefined, kind: "env", at: node, isDefaulted: false };
}

/** Written out where it stands: `process.env`, `globalThis.process.env`, `Bun.env`, `import.meta.env`. */
function isWrittenEnv(ask: Ask, node: TS.Expression): boolean {
  const { ts } = ask;
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== "env") return false;
  const { expression: owner } = node;
  if (ts.isMetaProperty(owner)) return true;
  const name = ts.isIdentifier(owner) ? owner.text : ts.isPropertyAccessExpression(owner) ? owner.name.text : "";
  return (name === "process" || name === "Bun") && !(ts.isIdentifier(owner) && isOwnBinding(ask, owner, node));
}

/** `import { process } from "../polyfills.js"`: an object of the project's that goes by the name. `declare const process` only describes the global. */
function isOwnBinding(ask: Ask, owner: TS.Identifier, env: TS.Expression): boolean {
  const { ts } = ask;
  const isBound = ask.named(owner.text).some(({ parent }) =>
    ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent) || ts.isBindingElement(parent) || (ts.isVariableDeclaration(parent) && parent.initializer !== undefined));
  const origin = isBound ? originOf(ask, env) : undefined;
  return isBound && !(origin && isEnvOrigin(origin));
}

/** Whether an expression is an object of environment variables, also under another name or as one of two choices. */
export function isEnvObject(ask: Ask, expression: TS.Expression, hops: number = 2): boolean {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (isWrittenEnv(ask, node)) return true;
  if (ts.isBinaryExpression(node)) return isEnvObject(ask, node.left, hops) || isEnvObject(ask, node.right, hops);
  if (ts.isObjectLiteralExpression(node)) return node.properties.some((each) => ts.isSpreadAssignment(each) && isWrittenEnv(ask, each.expression));
  if (!ts.isIdentifier(node) || hops === 0) return false;
  const declaration = ask.declarationOf(node);
  const value = declaration && (ts.isVariableDeclaration(declaration) || ts.isParameter(declaration)) ? declaration.initializer : undefined;
  // What is the environment only in one of two cases has been made by somebody in the other.
  const choice = value && inside(ask, value);
  if (choice && ts.isConditionalExpression(choice)) return isEnvObject(ask, choice.whenTrue, hops - 1) && isEnvObject(ask, choice.whenFalse, hops - 1);
  const origin = originOf(ask, node);
  if (origin) return isEnvOrigin(origin);
  return value !== undefined && isEnvObject(ask, value, hops - 1);
}

function isEnvOrigin({ module, steps }: Origin): boolean {
  return ENV_OBJECTS.some((each) => each.module === module && each.steps.length === steps.length && each.steps.every((step, at) => step === steps[at]));
}

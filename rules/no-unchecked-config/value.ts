import type * as TS from "typescript";
import { isPlatformVariable, isVariableName } from "../knowledge/config-sources.ts";
import type { Entry } from "../knowledge/validators.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { envReadOf } from "./env-read.ts";
import { implies } from "./implies.ts";
import { settingReadOf } from "./setting-read.ts";
import { wrapperReadOf } from "./wrapper.ts";

/** A configuration value where it is read. */
export interface Read {
  /** The key that a user sets: a variable's name, a setting's id; `undefined` if it is computed. */
  readonly key: string | undefined;
  /** `schema`: a member of an object that a schema made, so its shape is known from `entry`. `member`: of an object of settings, which got the variable. */
  readonly kind: "env" | "setting" | "schema" | "member";
  readonly at: TS.Node;
  readonly isDefaulted: boolean;
  readonly entry?: Entry;
}

/** A configuration value where it is used. */
export interface Value extends Read {
  /** The names it goes by in this file: its key, and the variables that hold it. */
  readonly names: ReadonlySet<string>;
}

/** How many variables one value may pass through. */
const MAX_HOPS = 4;

/** Methods of a string that keep it the text it was. */
const TEXT_METHODS = /^(?:trim|trimEnd|trimStart|toString|toLowerCase|toUpperCase|replace|replaceAll)$/;

/** Functions that make a text out of an encoded one, or its bytes. */
const DECODERS = /^(?:Buffer\.from|atob|(?:globalThis|window)\.atob|decodeURIComponent|unescape)$/;

/** The configuration value that an expression is, through defaults, variables of this file and methods of strings. */
export function valueOf(ask: Ask, expression: TS.Expression, hops: number = MAX_HOPS): Value | undefined {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (hops === 0) return undefined;
  if (ts.isAwaitExpression(node)) return valueOf(ask, node.expression, hops);
  if (ts.isBinaryExpression(node)) return ofDefault(ask, node, hops);
  if (ts.isConditionalExpression(node)) return ofChoice(ask, node, hops);
  const read = envReadOf(ask, node) ?? wrapperReadOf(ask, node) ?? settingReadOf(ask, node);
  if (read) return { ...read, names: new Set([...namesIn(ask, read.at), ...(read.key === undefined ? [] : [read.key])]) };
  if (ts.isPropertyAccessExpression(node)) return ofMember(ask, node, hops);
  if (ts.isIdentifier(node)) return ofVariable(ask, node, hops);
  if (!ts.isCallExpression(node)) return undefined;
  const [encoded] = node.arguments;
  if (encoded && DECODERS.test(node.expression.getText())) return valueOf(ask, encoded, hops);
  return ts.isPropertyAccessExpression(node.expression) && TEXT_METHODS.test(node.expression.name.text) ? valueOf(ask, node.expression.expression, hops) : undefined;
}

/** `a ?? b`: the first that is configuration; with something else at its right it has a default. */
function ofDefault(ask: Ask, node: TS.BinaryExpression, hops: number): Value | undefined {
  const { SyntaxKind: K } = ask.ts;
  const { kind } = node.operatorToken;
  if (kind !== K.QuestionQuestionToken && kind !== K.BarBarToken) return undefined;
  const left = valueOf(ask, node.left, hops);
  const right = valueOf(ask, node.right, hops);
  if (left === undefined) return right;
  const isDefaulted = left.isDefaulted || (right ? right.isDefaulted || (right.key !== undefined && isPlatformVariable(right.key)) : !isNothing(ask, node.right));
  return { ...left, isDefaulted, names: new Set([...left.names, ...(right?.names ?? [])]) };
}

/** `x ? x : b`: one of two; where the other is something, a condition that asks for the value gives it a default. */
function ofChoice(ask: Ask, node: TS.ConditionalExpression, hops: number): Value | undefined {
  const value = valueOf(ask, node.whenTrue, hops);
  if (value === undefined) return valueOf(ask, node.whenFalse, hops);
  const isDefaulted = value.isDefaulted || (implies(ask, node.condition, true, value.names, "set") && !isNothing(ask, node.whenFalse));
  return { ...value, isDefaulted };
}

/** Of `process.env[name]` the name of the key: what is said of it is said of the value. */
function namesIn({ ts }: Ask, read: TS.Node): ReadonlySet<string> {
  return new Set(ts.isElementAccessExpression(read) && ts.isIdentifier(read.argumentExpression) ? [read.argumentExpression.text] : []);
}

function isNothing({ ts }: Ask, node: TS.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");
}

/**
 * A `const` of this file, or a destructured member. The file's own text tells whether it can be one: symbols are asked for only then.
 */
function ofVariable(ask: Ask, name: TS.Identifier, hops: number): Value | undefined {
  const { ts } = ask;
  const isHeld = ask.named(name.text).some(({ parent }) => isHolder(ask, parent));
  const declaration = isHeld ? ask.declarationOf(name) : undefined;
  if (!declaration || declaration === name.parent) return undefined;
  if (ts.isBindingElement(declaration)) {
    const read = envReadOf(ask, declaration);
    return read && { ...read, names: new Set([name.text, read.key ?? name.text]) };
  }
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  const value = isConst ? valueOf(ask, declaration.initializer, hops - 1) : undefined;
  return value && { ...value, names: new Set([...value.names, name.text]) };
}

/** What is called as variables are and stands before a read of the environment, found from its end: symbols are asked for only of these. */
const GIVEN = /env\b(?<=\b([A-Z][A-Z\d_]+)\b[^;,}]{1,120}env)/g;
const namesGiven = (ask: Ask): ReadonlySet<string> => ask.saidInSight(GIVEN);

/** `settings.API_KEY`, where the project writes `{ API_KEY: process.env.API_KEY }`, a getter or a static field: a member that is called as variables are. */
function ofMember(ask: Ask, { name }: TS.PropertyAccessExpression, hops: number): Value | undefined {
  const declaration = isVariableName(name.text) && ask.once(namesGiven).has(name.text) ? ask.declarationOf(name) : undefined;
  const made = declaration && madeOf(ask, declaration);
  if (!made || !/\benv\b/i.test(made.getText())) return undefined;
  const value = valueOf(ask.about(made.getSourceFile()), made, hops - 1);
  return value && { ...value, at: name, names: new Set([name.text, ...(value.key === undefined ? [] : [value.key])]) };
}

/** What a member is: the value that is written, or what its getter returns. */
function madeOf({ ts }: Ask, declaration: TS.Declaration): TS.Expression | undefined {
  if (ts.isPropertyAssignment(declaration) || ts.isPropertyDeclaration(declaration)) return declaration.initializer;
  const [only, ...others] = ts.isGetAccessorDeclaration(declaration) ? (declaration.body?.statements ?? []) : [];
  return only && others.length === 0 && ts.isReturnStatement(only) ? only.expression : undefined;
}

/** Whether a declaration may hold configuration, by its text alone. */
function isHolder({ ts }: Ask, node: TS.Node): boolean {
  if (ts.isBindingElement(node)) return /\benv\b/i.test(node.parent.parent.getText());
  if (!ts.isVariableDeclaration(node) || !node.initializer) return false;
  const text = node.getSourceFile().text.slice(node.initializer.pos, Math.min(node.initializer.end, node.initializer.pos + 400));
  return /env|\.get\b|\.get<|Buffer\.from\(|\batob\(/i.test(text);
}

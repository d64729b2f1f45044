import type * as TS from "typescript";
import { isPlatformVariable, isVariableName } from "../knowledge/config-sources.ts";
import type { Entry } from "../knowledge/validators.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { envReadOf } from "./env-read.ts";
import { ofMember, ofResult } from "./handed-out.ts";
import { ofVariable } from "./held.ts";
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
  /** The member or function that hands it out, if it is not read where it is used: its name, the file that it stands in, and what is read there. */
  readonly through?: { readonly name: string; readonly file: TS.SourceFile; readonly made: TS.Expression };
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
  if (ts.isPropertyAccessExpression(node)) return ofMember(ask, node, hops, valueOf);
  if (ts.isIdentifier(node)) return ofVariable(ask, node, hops, valueOf);
  if (!ts.isCallExpression(node)) return undefined;
  const [encoded] = node.arguments;
  if (encoded && DECODERS.test(node.expression.getText())) return valueOf(ask, encoded, hops);
  if (ts.isPropertyAccessExpression(node.expression) && TEXT_METHODS.test(node.expression.name.text)) return valueOf(ask, node.expression.expression, hops);
  return ofResult(ask, node, hops, valueOf);
}

/** `Number(PORT)`, where another file writes `export const PORT = process.env.PORT || 80`. */
export function constantValueOf(ask: Ask, expression: TS.Expression): Value | undefined {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (!ts.isIdentifier(node) || !isVariableName(node.text) || !ask.named(node.text).some(({ parent }) => ts.isImportSpecifier(parent))) return undefined;
  const declaration = ask.declarationOf(node);
  const made = declaration && ts.isVariableDeclaration(declaration) && declaration.name.getText() === node.text ? declaration.initializer : undefined;
  const value = made && /env\b/i.test(made.getText()) ? valueOf(ask.about(made.getSourceFile()), made) : undefined;
  return value && made && { ...value, at: node, names: new Set([...value.names, node.text]), through: { name: node.text, file: made.getSourceFile(), made } };
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

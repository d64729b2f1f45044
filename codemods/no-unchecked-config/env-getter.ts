import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { type Body, calledFunction } from "../../rules/model/calls.ts";
import { nameOfFunction } from "../../rules/model/functions.ts";

/** A function of the project that reads a variable. */
export interface Helper {
  /** What its file exports it as. */
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
}

/** The function that a call runs, if it does nothing but read, and another module can import it by name. */
export function helperOf(ask: Ask, call: TS.CallExpression): Helper | undefined {
  const { ts } = ask;
  const called = ts.isIdentifier(call.expression) ? calledFunction(ask, call) : undefined;
  const name = called && nameOfFunction(ask, called);
  const statement = called && ts.findAncestor(called, ts.isStatement);
  if (name === undefined || statement === undefined || !ts.isSourceFile(statement.parent) || !ts.isIdentifier(name)) return undefined;
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const isExported = modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) && !modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  return isExported && called && onlyReads(ask, called) ? { name: name.text, file: statement.getSourceFile().fileName } : undefined;
}

/** `return env[name]`, also with a second parameter for a default, which is not handed over. */
function onlyReads({ ts }: Ask, { body, parameters }: Body): boolean {
  const only = ts.isBlock(body) ? body.statements[0] : undefined;
  const value = ts.isBlock(body) ? (body.statements.length === 1 && only && ts.isReturnStatement(only) ? only.expression : undefined) : body;
  const [name, fallback] = parameters.map((parameter) => parameter.name.getText());
  const read = value && ts.isBinaryExpression(value) && /^(?:\?\?|\|\|)$/.test(value.operatorToken.getText()) && value.right.getText() === fallback ? value.left : value;
  return read !== undefined && ts.isElementAccessExpression(read) && read.argumentExpression.getText() === name;
}

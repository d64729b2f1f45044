import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Value } from "./value.ts";

/** The names of all variables that there are: each of them is set. */
const TAKES_KEYS = /^Object\s*\.keys\((?:process\.)?env\)/;

/** `process.env[name]` of a function whose parameter is `name`: which variable it is, and whether it has to be there, its callers say. A callback has none; one that gets the names that are set asks for nothing else. */
export function isForwarded(ask: Ask, { key, at }: Value): boolean {
  const { ts } = ask;
  const name = key === undefined && ts.isElementAccessExpression(at) && ts.isIdentifier(at.argumentExpression) ? at.argumentExpression : undefined;
  const declaration = name && ask.declarationOf(name);
  if (declaration === undefined) return false;
  return ts.isParameter(declaration) && ts.isCallExpression(declaration.parent.parent) ? TAKES_KEYS.test(declaration.parent.parent.expression.getText()) : ts.isParameter(declaration) || isKeyOfLoop(ask, declaration);
}

/** `for (const key of Object.keys(process.env))`, `for (const key in process.env)` */
function isKeyOfLoop({ ts }: Ask, { parent: { parent } }: TS.Declaration): boolean {
  return (ts.isForOfStatement(parent) && TAKES_KEYS.test(parent.expression.getText())) || (ts.isForInStatement(parent) && /\benv$/.test(parent.expression.getText()));
}

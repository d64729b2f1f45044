import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { inside } from "../model/calls.ts";
import { functionsOf } from "./values.ts";

/** So many functions of one registry are looked at. */
const MAX_FUNCTIONS = 200;

/**
 * The functions that a call of what was looked up may run: `const run = tasks.get(name); await run(job)`, where `tasks.set(name, run)` or `tasks[name] = run`
 * stands in the same file, as in a function that registers what other files hand over.
 */
export function registeredFunctions(ask: Ask, callee: TS.Identifier): readonly Body[] {
  const { ts } = ask;
  const binding = ask.bindingOf(callee);
  const value = binding && ts.isVariableDeclaration(binding) && binding.initializer ? inside(ask, binding.initializer) : undefined;
  const holder = value && heldIn(ask, value);
  const name = holder && (ts.isPropertyAccessExpression(holder) ? holder.name : ts.isIdentifier(holder) ? holder : undefined);
  const declaration = name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? ask.declarationOf(name) : undefined;
  if (!declaration || !name) return [];
  return ask.usesInFile(declaration, name.text).flatMap((use) => putThere(ask, use)).flatMap((each) => functionsOf(ask, each)).slice(0, MAX_FUNCTIONS);
}

/** `tasks` of `tasks.get(name)` and of `tasks[name]`. */
function heldIn(ask: Ask, value: TS.Expression): TS.Expression | undefined {
  const { ts } = ask;
  if (ts.isElementAccessExpression(value)) return ts.isStringLiteralLike(value.argumentExpression) ? undefined : inside(ask, value.expression);
  if (!ts.isCallExpression(value) || !ts.isPropertyAccessExpression(value.expression)) return undefined;
  return value.expression.name.text === "get" && value.arguments.length === 1 ? inside(ask, value.expression.expression) : undefined;
}

/** The value that a use of a registry puts into it. */
function putThere(ask: Ask, use: TS.Node): readonly TS.Expression[] {
  const { ts } = ask;
  const at = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
  const { parent } = at;
  if (ts.isElementAccessExpression(parent) && parent.expression === at) {
    const set = parent.parent;
    return ts.isBinaryExpression(set) && set.left === parent && set.operatorToken.kind === ts.SyntaxKind.EqualsToken ? [set.right] : [];
  }
  const call = ts.isPropertyAccessExpression(parent) && parent.name.text === "set" ? parent.parent : undefined;
  const value = call && ts.isCallExpression(call) ? call.arguments[1] : undefined;
  return value ? [value] : [];
}

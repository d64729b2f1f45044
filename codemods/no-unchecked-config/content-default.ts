import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import { fits, type Shape } from "./content-shape.ts";

/** Through how many variables a text may come. */
const MAX_HOPS = 2;

/** `JSON.parse(process.env.LIMITS ?? "{}")`: where nothing is set the default counts, so it has to fit the type. */
export function explainDefault(ask: Ask, call: TS.CallExpression, shape: Shape): Refusal | undefined {
  const [text] = call.arguments;
  const misfit = (text === undefined ? [] : literalsOf(ask, text, MAX_HOPS)).find((each) => !isFitting(each.text, shape));
  return misfit && refuse("default-unclear", `line ${String(ask.lineOf(misfit))} has a default that is none of the type`);
}

/** The texts in the code that may be what is parsed; the path of a file is none. */
function literalsOf(ask: Ask, text: TS.Expression, hops: number): readonly TS.StringLiteralLike[] {
  const { ts } = ask;
  const node = inside(ask, text);
  if (ts.isStringLiteralLike(node)) return [node];
  if (ts.isBinaryExpression(node)) return [...literalsOf(ask, node.left, hops), ...literalsOf(ask, node.right, hops)];
  if (ts.isConditionalExpression(node)) return [...literalsOf(ask, node.whenTrue, hops), ...literalsOf(ask, node.whenFalse, hops)];
  if (ts.isCallExpression(node)) return ts.isPropertyAccessExpression(node.expression) && /^(?:trim|toString)$/.test(node.expression.name.text) ? literalsOf(ask, node.expression.expression, hops) : [];
  const declaration = hops > 0 && ts.isIdentifier(node) ? ask.declarationOf(node) : undefined;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer && declaration.getSourceFile() === ask.file ? literalsOf(ask, declaration.initializer, hops - 1) : [];
}

function isFitting(text: string, shape: Shape): boolean {
  try {
    return fits(JSON.parse(text), shape);
  } catch {
    return false;
  }
}

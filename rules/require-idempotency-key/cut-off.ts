import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { inside } from "../model/calls.ts";

/**
 * Whether a call hands a function nothing for what it asks for above a statement: `await enrol({ member })` of a function that goes on to it only `if (options.invoice)`.
 * The arguments have to be written out, so that nothing comes in by a spread.
 */
export function isCutOff(ask: Ask, call: TS.CallExpression, body: Body, at: TS.Node): boolean {
  const { ts } = ask;
  for (let below: TS.Node = at; below !== body; below = below.parent) {
    const { parent } = below;
    if (ts.isSourceFile(below)) return false;
    if (ts.isIfStatement(parent) && below === parent.thenStatement && partsOf(ask, parent.expression).some((part) => isLeftOut(ask, part, call, body))) return true;
  }
  return false;
}

/** The parts of a condition that all have to hold. */
function partsOf(ask: Ask, condition: TS.Expression): readonly TS.Expression[] {
  const { ts } = ask;
  const node = inside(ask, condition);
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ? [...partsOf(ask, node.left), ...partsOf(ask, node.right)] : [node];
}

/** Whether a condition is a member of a parameter, and the object literal in the parameter's place has none of that name. */
function isLeftOut(ask: Ask, condition: TS.Expression, call: TS.CallExpression, body: Body): boolean {
  const { ts } = ask;
  if (!ts.isPropertyAccessExpression(condition) || !ts.isIdentifier(condition.expression)) return false;
  const binding = ask.bindingOf(condition.expression);
  const given = binding && ts.isParameter(binding) && binding.parent === body ? call.arguments[body.parameters.indexOf(binding)] : undefined;
  const { text } = condition.name;
  return given !== undefined && ts.isObjectLiteralExpression(given) && given.properties.every((member) => !ts.isSpreadAssignment(member) && member.name.getText() !== text);
}

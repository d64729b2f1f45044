import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { implies, speaksOf } from "./implies.ts";
import { stops } from "./stops.ts";

/**
 * `for (const [name, value] of Object.entries({ KEY })) if (!value) throw …`: who gets past the loop has every member of the object. A `continue` leaves only
 * the round.
 */
export function isDemandedInTurn(ask: Ask, statement: TS.Statement, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  if (!ts.isForOfStatement(statement)) return false;
  const { expression: list, statement: body } = statement;
  const walk = ts.isCallExpression(list) ? /^Object\.(entries|values)$/.exec(list.expression.getText())?.[1] : undefined;
  const walked = walk !== undefined && ts.isCallExpression(list) ? list.arguments[0] : undefined;
  const member = memberIn(ask, statement.initializer, walk === "entries");
  if (walked === undefined || member === undefined) return false;
  const steps = ts.isBlock(body) ? body.statements : [body];
  const demanded = new Set([member]);
  const isDemanded = steps.some((each) => ts.isIfStatement(each) && ends(ask, each.thenStatement) && implies(ask, each.expression, false, demanded, "set"));
  return isDemanded && (objectOf(ask, walked)?.properties.some((each) => holds(ask, each, names)) ?? false);
}

/** The name of the value in `const [name, value]` of entries, and in `const value` of values. */
function memberIn({ ts }: Ask, initializer: TS.ForInitializer, isEntry: boolean): string | undefined {
  const name = ts.isVariableDeclarationList(initializer) ? initializer.declarations[0]?.name : undefined;
  const second = isEntry && name && ts.isArrayBindingPattern(name) ? name.elements[1] : undefined;
  const held = isEntry ? second && ts.isBindingElement(second) && second.name : name;
  return held && ts.isIdentifier(held) ? held.text : undefined;
}

/** Whether the loop, and not only one round of it, ends there. */
function ends(ask: Ask, branch: TS.Statement): boolean {
  const { ts } = ask;
  const steps = ts.isBlock(branch) ? branch.statements : [branch];
  return steps.some((each) => !ts.isContinueStatement(each) && !ts.isBreakStatement(each) && stops(ask, each));
}

function objectOf(ask: Ask, walked: TS.Expression): TS.ObjectLiteralExpression | undefined {
  const { ts } = ask;
  const declaration = ts.isIdentifier(walked) ? ask.declarationOf(walked) : undefined;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : walked;
  return made && ts.isObjectLiteralExpression(made) ? made : undefined;
}

function holds(ask: Ask, member: TS.ObjectLiteralElementLike, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  if (ts.isShorthandPropertyAssignment(member)) return names.has(member.name.text);
  return ts.isPropertyAssignment(member) && (ts.isIdentifier(member.initializer) || ts.isPropertyAccessExpression(member.initializer)) && speaksOf(ask, member.initializer, names);
}

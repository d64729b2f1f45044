import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import { isOnlyTested } from "./tested.ts";

/** A log line, an error's text or a label: what is said to people may say "undefined". */
const TELLS = /^(?:log|warn|warning|alert|critical|error|info|debug|trace|verbose|fatal|notice|silly|print|write|writeLine|step|message|success|group|setFailed|describe|it|test|captureMessage|addBreadcrumb)$/;

/** Members that hold what a person reads: of prompts, forms, notices. */
const SAID = /^(?:message|placeholder|label|title|description|hint|help|summary|reason|detail)$/;

/** What makes errors, or holds those of a project: `createError(…)`, `errors.NotFound.withText(…)`. */
const MAKES_ERROR = /^(?:errors?|\w{1,40}Errors?)$/;

/** Callbacks whose first argument is what went wrong. */
const TAKES_ERROR = /^(?:callback|cb|done|next|reject)$/;

/** Methods of a string that only change how it is written. */
const REWRITES = /^(?:trim|toLowerCase|toUpperCase|toString)$/;

/**
 * Whether a text does nothing but to be read by people, or to be compared with one that is written out: a log line, an error, `${flag}` === "true", also through a variable. What is compared with
 * something else is not meant: `header === `Bearer ${secret}`` lets in who says "undefined".
 */
export function isOnlySaid(ask: Ask, text: TS.Node): boolean {
  if (isTold(ask, text) || isComparedAsWritten(ask, text)) return true;
  const held = heldBy(ask, text);
  if (!held || !ask.named(held.text).some((use) => isTold(ask, use))) return false;
  const declaration = ask.declarationOf(held);
  if (!declaration || !ask.ts.isVariableDeclaration(declaration)) return false;
  return ask.usesInFile(declaration, held.text).every((use) => use === declaration.name || isAssigned(ask, use) || isTold(ask, use) || isOnlyTested(ask, use));
}

/** Whether a text is said to people: a log line, an error, a prompt. */
function isTold(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  for (let at = node.parent; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isThrowStatement(at) || (ts.isNewExpression(at) && at.expression.getText().endsWith("Error"))) return true;
    if (ts.isCallExpression(at) && (TELLS.test(calledName(ask, at.expression) ?? "") || isMakerOfErrors(ask, at.expression))) return true;
    if (ts.isCallExpression(at) && TAKES_ERROR.test(at.expression.getText()) && isWithin(at.arguments[0], node)) return true;
    if (ts.isPropertyAssignment(at) && SAID.test(at.name.getText())) return true;
    if (ts.isBlock(at)) return false;
  }
  return false;
}

function isWithin(whole: TS.Node | undefined, part: TS.Node): boolean {
  return whole !== undefined && whole.pos <= part.pos && part.end <= whole.end;
}

function isMakerOfErrors({ ts }: Ask, callee: TS.Expression): boolean {
  let at = callee;
  for (; ts.isPropertyAccessExpression(at); at = at.expression) if (MAKES_ERROR.test(at.name.text)) return true;
  return ts.isIdentifier(at) && MAKES_ERROR.test(at.text);
}

/** `${process.env.FLAG}`.toLowerCase() === "true": what is missing is none of what is written there. */
function isComparedAsWritten(ask: Ask, text: TS.Node): boolean {
  const { ts } = ask;
  let at = unwrapped(ask, text);
  while (ts.isPropertyAccessExpression(at.parent) && REWRITES.test(at.parent.name.text) && ts.isCallExpression(at.parent.parent)) at = unwrapped(ask, at.parent.parent);
  const { parent } = at;
  return ts.isBinaryExpression(parent) && ts.isStringLiteralLike(parent.left === at ? parent.right : parent.left) && isOnlyTested(ask, at);
}

/** The variable that a text is put into, or added to. */
function heldBy({ ts }: Ask, text: TS.Node): TS.Identifier | undefined {
  const { parent } = text;
  if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) ? parent.name : undefined;
  return ts.isBinaryExpression(parent) && parent.right === text && ts.isIdentifier(parent.left) && isAssignment(ts, parent) ? parent.left : undefined;
}

function isAssigned({ ts }: Ask, { parent, pos }: TS.Node): boolean {
  return ts.isBinaryExpression(parent) && parent.left.pos === pos && isAssignment(ts, parent) && ts.isExpressionStatement(parent.parent);
}

function isAssignment(ts: typeof TS, { operatorToken: { kind } }: TS.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.EqualsToken || kind === ts.SyntaxKind.PlusEqualsToken;
}

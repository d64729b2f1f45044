import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { isCallee } from "../model/functions.ts";
import { assignmentsTo } from "./assigned.ts";
import { functionsOf } from "./values.ts";

/** Names of what counts attempts. */
export const COUNTS: RegExp = /attempt|retr|tries|max|left|remaining|count/i;

/** Failures after which the request was not carried out, so that sending it again is safe. */
const REFUSED = /\b(?:40\d|429)\b|rate.?limit|TooManyRequests|ECONNREFUSED|ENOTFOUND|not.?found|unauthori[sz]ed|conflict|refresh|expired/i;

/** A refusal that comes as another failure: `status === 503 && reason.includes("429")`. */
const WRAPPED = /\b5\d\d\b(?=[^&|;\n]*&&[^|;\n]*\b429\b)/g;

/** Failures after which nobody knows; 521, 523, 525 and 526 tell that there was no connection to the server behind. */
export const UNKNOWN: RegExp = /\b5(?!2[1356]\b)\d\d\b|>= ?500|ECONNRESET|ETIMEDOUT|ECONNABORTED|EPIPE|time.?d?.?out|network|fetch failed|AbortError|socket|server.?error|gateway/i;

/** What says that something was not done. */
export const NOT_DONE: RegExp = /!\s*\w*(?:success|sent|acked|published|delivered)\b/i;

/** Whether a condition picks some failures, none of which leaves open whether the request was carried out. How many attempts are left picks none. */
export function isOnlySome(ask: Ask, condition: TS.Expression): boolean {
  const { ts } = ask;
  const partsOf = (node: TS.Expression, hops: number): readonly TS.Expression[] => {
    if (ts.isParenthesizedExpression(node)) return partsOf(node.expression, hops);
    if (ts.isPrefixUnaryExpression(node)) return partsOf(node.operand, hops);
    if (ts.isBinaryExpression(node) && /^(?:&&|\|\|)$/.test(node.operatorToken.getText())) return [...partsOf(node.left, hops), ...partsOf(node.right, hops)];
    const binding = ts.isIdentifier(node) && hops > 0 ? ask.bindingOf(node) : undefined;
    const made = binding && ts.isVariableDeclaration(binding) ? madeFrom(ask, binding) : [];
    return made.length > 0 ? made.flatMap((each) => partsOf(each, hops - 1)) : [node];
  };
  const parts = partsOf(condition, 2).map((each) => each.getText()).filter((text) => !COUNTS.test(text.replace(/\w*[rR]etr(?:y|i)able\w*|isRetr\w*/g, "")) && !/instanceof Error$|abort/i.test(text));
  return parts.length > 0 && !UNKNOWN.test(saidBy(ask, condition));
}

/** Whether a condition asks for one failure that an answer names, `data.error === "ACTIVE_LIMIT"`: there is an answer then, and it says what was not done. */
export function isNamedAnswer(ask: Ask, condition: TS.Expression): boolean {
  const { ts } = ask;
  const node = inside(ask, condition);
  if (!ts.isBinaryExpression(node)) return false;
  const operator = node.operatorToken.getText();
  if (operator === "&&") return isNamedAnswer(ask, node.left) || isNamedAnswer(ask, node.right);
  if (operator === "||") return isNamedAnswer(ask, node.left) && isNamedAnswer(ask, node.right);
  return /^={2,3}$/.test(operator) && ts.isStringLiteralLike(node.right) && /\b(?:error|code|err|errorCode)$/i.test(node.left.getText()) && !UNKNOWN.test(node.right.text);
}

/** Whether a text speaks of refused requests, and of nothing that leaves it open whether the request was carried out. */
export function isRefusedOnly(text: string): boolean {
  return REFUSED.test(text) && !UNKNOWN.test(text.replace(WRAPPED, ""));
}

/** So many texts tell what a condition says. */
const MAX_TEXTS = 8;

/** The text of a condition, of the functions of the project that it asks, of what local variables are made from, and of when they are set. */
export function saidBy(ask: Ask, condition: TS.Node): string {
  const { ts } = ask;
  const texts = [condition.getText()];
  const seen = new Set<TS.Node>();
  const visit = (node: TS.Node): void => {
    if (texts.length >= MAX_TEXTS) return;
    const named = ts.isIdentifier(node) ? declaredBy(ask, node) : undefined;
    const called = ts.isCallExpression(node) ? calledFunction(ask, node) : ts.isIdentifier(node) && !ts.isCallExpression(node.parent) && mayBeFunction(ask, named) ? functionsOf(ask, node, 2)[0] : undefined;
    if (called) texts.push(called.body.getText());
    const binding = called ? undefined : named;
    if (binding && ts.isVariableDeclaration(binding) && !seen.has(binding) && ts.isFunctionLike(ask.enclosing(binding))) {
      seen.add(binding);
      for (const each of madeFrom(ask, binding)) {
        texts.push(each.getText());
        visit(each);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(condition);
  return texts.join("\n");
}

function declaredBy(ask: Ask, name: TS.Identifier): TS.Declaration | undefined {
  const isMember = ask.ts.isPropertyAccessExpression(name.parent) && name.parent.name === name;
  return isMember ? ask.declarationOf(name) : ask.bindingOf(name);
}

/** Whether a name may stand for a function. What nobody calls is an error, an answer or a count, and what all callers hand over for it is a dear question. */
function mayBeFunction(ask: Ask, declaration: TS.Declaration | undefined): boolean {
  const { ts } = ask;
  if (!declaration) return true;
  if (ts.isPropertySignature(declaration)) return declaration.type === undefined || ts.isFunctionTypeNode(declaration.type) || ts.isTypeReferenceNode(declaration.type);
  const isPlain = ts.isParameter(declaration) || (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && !ts.isFunctionLike(declaration.initializer));
  return !isPlain || !ts.isIdentifier(declaration.name) || ask.usesInFile(declaration, declaration.name.text).some((use) => isCallee(ask, use));
}

/** What a local variable is made from: its value, or the conditions under which it is set. */
function madeFrom(ask: Ask, binding: TS.VariableDeclaration): readonly TS.Expression[] {
  const { ts } = ask;
  const { initializer } = binding;
  if (initializer && (binding.parent.flags & ts.NodeFlags.Const) !== 0) return ts.isFunctionLike(initializer) ? [] : [initializer];
  return assignmentsTo(ask, binding).map((set) => {
    const around = ts.findAncestor(set, (each) => ts.isIfStatement(each) || ts.isFunctionLike(each));
    return around && ts.isIfStatement(around) ? around.expression : set.right;
  });
}

import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { callersOf, inside } from "../model/calls.ts";

/** Values of `NODE_ENV` under which only developers run the code. */
const DEVELOPMENT = /^(?:dev|development|test|testing|local)$/;

/** Variables that are set where a function of a cloud runs on a developer's machine: by `serverless invoke local` (Serverless Framework 3 and 4), and by serverless-offline. */
const IS_LOCAL = /^(?:process\.)?env\.(?:IS_LOCAL|IS_OFFLINE)$/;

/** How many constants one test may stand behind. */
const MAX_HOPS = 2;

/** How many functions may call one another before the test. */
const MAX_CALLS = 1;

/** Whether only a developer's process reaches a place: the branch of a test of `NODE_ENV`, written out or behind a constant, or what bundlers put in its place; in the function or where it is called. */
export function isInDevelopment(ask: Ask, place: TS.Node, calls: number = MAX_CALLS): boolean {
  const { ts } = ask;
  for (let at = place; !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (calls > 0 && ts.isFunctionLike(at) && "body" in at && at.body !== undefined && isCalledInDevelopment(ask, at as Body, calls - 1)) return true;
    if (ts.isIfStatement(parent) && parent.expression !== at && tells(ask, parent.expression, parent.thenStatement === at)) return true;
    if (ts.isConditionalExpression(parent) && parent.condition !== at && tells(ask, parent.condition, parent.whenTrue === at)) return true;
    if (ts.isBinaryExpression(parent) && parent.right === at && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && tells(ask, parent.left, true)) return true;
  }
  return false;
}

/** A function that tests call, too, is called by the program where the others say. */
function isCalledInDevelopment(ask: Ask, called: Body, calls: number): boolean {
  const callers = callersOf(ask, called)?.filter((call) => !isSupportCode(ask.pathOf(call.getSourceFile()))) ?? [];
  return callers.length > 0 && callers.every((call) => isInDevelopment(ask.about(call.getSourceFile()), call, calls));
}

/** Whether a condition that came out as `truth` says that this is no production. */
function tells(ask: Ask, condition: TS.Expression, truth: boolean, hops: number = MAX_HOPS): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  const node = inside(ask, condition);
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) return tells(ask, node.operand, !truth, hops);
  if (ts.isIdentifier(node)) {
    if (node.text === "__PRODUCTION__" || node.text === "__DEV__") return (node.text === "__DEV__") === truth;
    const declaration = hops > 0 ? ask.declarationOf(node) : undefined;
    const isConst = declaration !== undefined && ts.isVariableDeclaration(declaration) && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    return isConst && declaration.initializer !== undefined && tells(ask, declaration.initializer, truth, hops - 1);
  }
  if (IS_LOCAL.test(node.getText())) return truth;
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  const [one, other] = [node.left, node.right].map((side) => tells(ask, side, truth, hops));
  if (kind === K.AmpersandAmpersandToken) return truth ? one === true || other === true : one === true && other === true;
  if (kind === K.BarBarToken) return truth ? one === true && other === true : one === true || other === true;
  const isEqual = kind === K.EqualsEqualsEqualsToken || kind === K.EqualsEqualsToken;
  if (!isEqual && kind !== K.ExclamationEqualsEqualsToken && kind !== K.ExclamationEqualsToken) return false;
  const value = ts.isStringLiteralLike(node.right) ? node.right : node.left;
  const asked = value === node.right ? node.left : node.right;
  if (ts.isStringLiteralLike(value) && /^(?:true|1)$/.test(value.text) && IS_LOCAL.test(asked.getText())) return isEqual === truth;
  if (!ts.isStringLiteralLike(value) || !/\bNODE_ENV\b/.test(asked.getText())) return false;
  return isEqual === truth ? DEVELOPMENT.test(value.text) : value.text === "production";
}

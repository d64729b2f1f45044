import type * as TS from "typescript";
import { isValidatorName } from "../knowledge/validators.ts";
import type { Ask } from "../model/ask.ts";
import { callersOf } from "../model/calls.ts";
import type { Body } from "../model/calls.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import { stops } from "./stops.ts";
import type { Check } from "./handed.ts";
import { isHandedToCheck, isValidator, MAX_HOPS, parameterOf, takesSchema } from "./handed.ts";
import { isOnlyTested } from "./tested.ts";

/**
 * Whether the shape of a value is checked after all: it goes to a validator or to a function that tests it, its members are tested before they are
 * used, or every caller that gets it does so.
 */
export function isShapeChecked(ask: Ask, node: TS.Node, checks: Check = checksShape, returns: number = 1): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, node);
  const { parent } = at;
  if (isOnlyTested(ask, at) || isHandedToCheck(ask, at, MAX_HOPS, checks)) return true;
  if (ts.isAwaitExpression(parent) || ts.isConditionalExpression(parent)) return isShapeChecked(ask, parent, checks, returns);
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return isShapeChecked(ask, parent, checks, returns);
  const names = namesOf(ask, at);
  if (names.length > 0) return names.some((name) => isTestedByName(ask, name, checks));
  const isReturned = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at);
  return isReturned && returns > 0 && isCheckedByCallers(ask, ask.enclosing(at) as Body, checks, returns - 1);
}

/** What checks the shape of the object that it gets: a validator, a schema beside it, or a function of the project that stops where a member of its parameter is wrong. */
export const checksShape: Check = (ask, call, argument, hops) => isValidator(ask, call) || takesSchema(ask, call, argument) || isStoppedByCallee(ask, call, argument, hops);

function isStoppedByCallee(ask: Ask, call: TS.CallExpression | TS.NewExpression, argument: TS.Node, hops: number): boolean {
  const { ts } = ask;
  const name = hops > 0 ? parameterOf(ask, call, argument)?.name : undefined;
  if (!name || !ts.isIdentifier(name)) return false;
  const about = ask.about(name.getSourceFile());
  const declaration = name.parent as TS.ParameterDeclaration;
  return about.usesInFile(declaration, name.text).some((use) => use !== name && (isHandedToCheck(about, use, hops - 1, checksShape) || isReceiverOfCheck(about, use) || isMemberGuard(about, use)));
}

/** `if (!options.port) throw …` */
function isMemberGuard(ask: Ask, use: TS.Node): boolean {
  const member = memberOf(ask, use);
  return member !== undefined && isStopping(ask, member);
}

/** `config.redis.port` for the name `config` in it; nothing for the name alone. */
function memberOf(ask: Ask, use: TS.Node): TS.Node | undefined {
  const { ts } = ask;
  let at = unwrapped(ask, use);
  for (; ts.isPropertyAccessExpression(at.parent) || ts.isElementAccessExpression(at.parent); at = at.parent) {
    if (at.parent.expression !== at) return undefined;
  }
  return at === unwrapped(ask, use) ? undefined : at;
}

/** The variables that get the value, or parts of it. */
function namesOf({ ts }: Ask, at: TS.Node): readonly TS.Identifier[] {
  const { parent } = at;
  if (ts.isBinaryExpression(parent) && parent.right === at && ts.isIdentifier(parent.left)) return [parent.left];
  if (!ts.isVariableDeclaration(parent)) return [];
  if (ts.isIdentifier(parent.name)) return [parent.name];
  return parent.name.elements.flatMap((each) => (ts.isBindingElement(each) && ts.isIdentifier(each.name) ? [each.name] : []));
}

function isTestedByName(ask: Ask, name: TS.Identifier, checks: Check): boolean {
  const declaration = ask.declarationOf(name);
  if (!declaration) return false;
  return ask.usesInFile(declaration, name.text).some((use) => use !== name && isTest(ask, use, checks));
}

/** A validator gets it, `typeof`, `Array.isArray` or `in` looks at it, or a condition looks at one of its members. */
function isTest(ask: Ask, use: TS.Node, checks: Check): boolean {
  const { ts } = ask;
  if (isHandedToCheck(ask, use, MAX_HOPS, checks) || isReceiverOfCheck(ask, use)) return true;
  const at = unwrapped(ask, use);
  if (isMerged(ask, at) || isGathered(ask, at, checks)) return true;
  if (ts.isBinaryExpression(at.parent) && at.parent.operatorToken.kind === ts.SyntaxKind.InKeyword) return true;
  // `LEVELS[level]`: what is not in the table is not found there
  if (ts.isElementAccessExpression(at.parent) && at.parent.argumentExpression === at) return true;
  const member = memberOf(ask, use);
  return member !== undefined && isMemberTest(ask, member);
}

/** `{ ...defaults, ...config }`: what is missing has a default. */
function isMerged({ ts }: Ask, at: TS.Node): boolean {
  const { parent } = at;
  if (ts.isSpreadAssignment(parent)) return ts.isObjectLiteralExpression(parent.parent) && parent.parent.properties.indexOf(parent) > 0;
  return ts.isCallExpression(parent) && /^(?:assign|merge|defu|defaults|defaultsDeep|mergeWith|deepmerge|extend)\w*$/.test(parent.expression.getText().split(".").at(-1) ?? "");
}

/** `config.endpoints.push(...endpoints)`, where the list that gets it is handed to a check further down. */
function isGathered(ask: Ask, at: TS.Node, checks: Check): boolean {
  const { ts } = ask;
  const call = ts.isSpreadElement(at.parent) ? at.parent.parent : at.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== "push") return false;
  const { expression: list } = call.expression;
  const name = ts.isPropertyAccessExpression(list) ? list.name : list;
  return ts.isIdentifier(name) && ask.named(name.text).some((use) => use.pos > call.end && ask.enclosing(use) === ask.enclosing(call) && isHandedToCheck(ask, use, MAX_HOPS, checks));
}

/** `config.port ?? 80`, `typeof config.port`, `if (!config.port) throw …`; a condition that only chooses what to do is no check. */
function isMemberTest(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isTypeOfExpression(at.parent) || isHeldForTest(ask, at)) return true;
  if (ts.isBinaryExpression(at.parent) && at.parent.left === at && isDefault(ask, at.parent) && !isOnlyTested(ask, at.parent)) return true;
  return isStopping(ask, at);
}

/** `const port = config.port; if (typeof port === "number") …`, `if (!port) throw …` */
function isHeldForTest(ask: Ask, { parent }: TS.Node): boolean {
  const { ts } = ask;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && ask.usesInFile(parent, parent.name.text).some((use) => ts.isTypeOfExpression(use.parent) || isStopping(ask, use));
}

/** `port && host` for the `host` in it. */
function withOthers({ ts }: Ask, node: TS.Node): TS.Node {
  const { SyntaxKind: K } = ts;
  let at = node;
  while (ts.isBinaryExpression(at.parent) && at.parent.right === at && (at.parent.operatorToken.kind === K.AmpersandAmpersandToken || at.parent.operatorToken.kind === K.BarBarToken)) at = at.parent;
  return at;
}

/** Whether one branch of the condition that tests a value goes no further. */
function isStopping(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  const branch = isOnlyTested(ask, withOthers(ask, at)) ? ts.findAncestor(at, (node) => ts.isIfStatement(node) || ts.isBlock(node)) : undefined;
  return branch !== undefined && ts.isIfStatement(branch) && (stops(ask, branch.thenStatement) || (branch.elseStatement !== undefined && stops(ask, branch.elseStatement)));
}

function isDefault({ ts }: Ask, { operatorToken: { kind } }: TS.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

/** `config.validate()` */
function isReceiverOfCheck(ask: Ask, use: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = use;
  return ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent) && isValidatorName(calledName(ask, parent) ?? "") && parent.name.text !== "parse";
}

function isCheckedByCallers(ask: Ask, home: Body, checks: Check, returns: number): boolean {
  const callers = callersOf(ask, home);
  return callers !== undefined && callers.length > 0 && callers.every((call) => isShapeChecked(ask, call, checks, returns));
}

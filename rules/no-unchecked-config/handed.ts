import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import { isDemandName, isValidatorName, VALIDATOR_MODULES } from "../knowledge/validators.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction, callersOf, inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { originOf } from "../model/origin.ts";
import { speaksOf } from "./implies.ts";
import { isOnlyTested } from "./tested.ts";

/** How many variables, results and parameters a value is followed through. */
export const MAX_HOPS = 3;

/** Whether a call checks one of its arguments. */
export type Check = (ask: Ask, call: TS.CallExpression | TS.NewExpression, argument: TS.Node, hops: number, member?: string) => boolean;

/**
 * Whether a value, alone or as a part of something bigger, goes to what may check it: a validator, a call that gets a schema beside it, or a function of the
 * project that tests its parameter. It is followed through variables of the file, and through results that a caller hands on so.
 */
export function isHandedToCheck(ask: Ask, node: TS.Node, hops: number = MAX_HOPS, checks: Check = mayCheck, inMember?: string): boolean {
  const { ts } = ask;
  let member = inMember;
  let inner: TS.Node = node;
  let isPart = true;
  for (let at = node.parent; !ts.isStatement(at) && !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if ((ts.isCallExpression(at) || ts.isNewExpression(at)) && at.expression !== inner) {
      if (checks(ask, at, inner, hops, member)) return true;
    }
    if ((ts.isPropertyAssignment(at) || ts.isShorthandPropertyAssignment(at)) && ts.isIdentifier(at.name)) member ??= at.name.text;
    const holder = holderIn(ask, at, inner);
    if (holder) return isPart && hops > 0 && isHeldForCheck(ask, holder, hops, checks, member);
    isPart &&= isWhole(ask, at);
    inner = at;
  }
  const home = isPart && hops > 0 && isResult(ask, inner) ? ask.enclosing(inner) : undefined;
  return home !== undefined && isCheckedByCallers(ask, home as Body, hops - 1, checks, member);
}

/** Whether an expression holds what it is made of: an object, a list, a choice. */
function isWhole({ ts }: Ask, node: TS.Node): boolean {
  return (
    ts.isObjectLiteralExpression(node) || ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node) || ts.isSpreadAssignment(node) || ts.isArrayLiteralExpression(node) ||
    ts.isConditionalExpression(node) || ts.isBinaryExpression(node) || ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node) || ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node)
  );
}

/** The name of the variable or member that gets a value. */
function holderIn({ ts }: Ask, at: TS.Node, value: TS.Node): TS.Identifier | undefined {
  if (ts.isVariableDeclaration(at) || ts.isPropertyDeclaration(at)) return ts.isIdentifier(at.name) ? at.name : undefined;
  if (!ts.isBinaryExpression(at) || at.right !== value || at.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const target = ts.isPropertyAccessExpression(at.left) ? at.left.name : at.left;
  return ts.isIdentifier(target) ? target : undefined;
}

/** `const options = { port: Number(x) }; schema.parse(options)` */
function isHeldForCheck(ask: Ask, name: TS.Identifier, hops: number, checks: Check, member: string | undefined): boolean {
  const uses = ask.ts.isVariableDeclaration(name.parent) ? ask.usesInFile(name.parent, name.text) : ask.named(name.text);
  return uses.some((use) => use !== name && isArgument(ask, use) && isHandedToCheck(ask, wholeOf(ask, use), hops - 1, checks, member));
}

/** `this.options` for the name `options` in it. */
export function wholeOf({ ts }: Ask, use: TS.Node): TS.Node {
  return ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
}

/** Whether it goes on as a whole. A member of it that goes somewhere says nothing of the others. */
function isArgument({ ts }: Ask, use: TS.Node): boolean {
  if (ts.isPropertyAccessExpression(use.parent) && use.parent.expression === use) return false;
  if (ts.isShorthandPropertyAssignment(use.parent) || (ts.isPropertyAssignment(use.parent) && use.parent.initializer === use)) return true;
  return ts.findAncestor(use, (each) => (ts.isStatement(each) || ts.isFunctionLike(each) ? "quit" : ts.isCallExpression(each) || ts.isNewExpression(each))) !== undefined;
}

function isResult({ ts }: Ask, node: TS.Node): boolean {
  return (ts.isReturnStatement(node.parent) && node.parent.expression === node) || (ts.isArrowFunction(node.parent) && node.parent.body === node);
}

/** One caller that checks is enough to be silent: the others may need less of it. */
function isCheckedByCallers(ask: Ask, home: Body, hops: number, checks: Check, member: string | undefined): boolean {
  return (callersOf(ask, home) ?? []).some((call) => !isSupportCode(ask.pathOf(call.getSourceFile())) && isHandedToCheck(ask.about(call.getSourceFile()), call, hops, checks, member));
}

/** Anything that may be a check, which is enough to be silent about the value that it gets. */
export const mayCheck: Check = (ask, call, argument, hops, member) => isValidator(ask, call) || takesSchema(ask, call, argument) || isTestedByCallee(ask, call, argument, hops, member);

/** A schema, or a function whose name says that it stops: what is checked so at one place is known at the others. */
export const demands: Check = (ask, call, argument) => takesSchema(ask, call, argument) || (isValidator(ask, call) && isDemandName(calledName(ask, call.expression) ?? ""));

/** Whether a call may check its arguments. */
export function isValidator(ask: Ask, call: TS.CallExpression | TS.NewExpression): boolean {
  const { ts } = ask;
  if (!ts.isCallExpression(call)) return false;
  const { expression: callee } = call;
  const receiver = ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression) ? callee.expression.text : undefined;
  return isValidatorName(calledName(ask, callee) ?? "", receiver) && !isMereCast(ask, call);
}

/** `function validateOptions(given: any): Options { return given as Options }`: whatever a function is called, it checks nothing if all it does is to return what it gets. */
function isMereCast(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const body = calledFunction(ask, call)?.body;
  const [only] = body && ts.isBlock(body) && body.statements.length === 1 ? body.statements : [];
  const result = body && !ts.isBlock(body) ? body : only && ts.isReturnStatement(only) ? only.expression : undefined;
  return result !== undefined && ts.isIdentifier(inside(ask, result));
}

/** `configure(values, z.object({ … }))`: who gets a schema beside the value checks it, whatever its name. */
export function takesSchema(ask: Ask, call: TS.CallExpression | TS.NewExpression, argument: TS.Node): boolean {
  const { ts } = ask;
  return (call.arguments ?? []).some((each) => {
    if (each === argument || !(ts.isCallExpression(each) || ts.isIdentifier(each))) return false;
    const module = originOf(ask, each)?.module;
    return module !== undefined && VALIDATOR_MODULES.some((text) => module.includes(text));
  });
}

/** The parameter of a function of the project that gets an argument. */
export function parameterOf(ask: Ask, call: TS.CallExpression | TS.NewExpression, argument: TS.Node): TS.ParameterDeclaration | undefined {
  const index = call.arguments?.indexOf(argument as TS.Expression) ?? -1;
  return index < 0 ? undefined : calledFunction(ask, call)?.parameters[index];
}

/**
 * Whether the function that gets the value as an argument, or as a member of one, tests that parameter or that member in a condition, with a NaN check, or hands it on to a check. That it
 * looks at another member says nothing.
 */
function isTestedByCallee(ask: Ask, call: TS.CallExpression | TS.NewExpression, argument: TS.Node, hops: number, member: string | undefined): boolean {
  const { ts } = ask;
  const called = calledFunction(ask, call);
  const name = called && parameterOf(ask, call, argument)?.name;
  if (!called || !name || (member === undefined && !ts.isIdentifier(name))) return false;
  const about = ask.about(called.getSourceFile());
  const whole = ts.isIdentifier(name) ? name.text : undefined;
  const asked = member ?? whole ?? "";
  const names = new Set([asked]);
  const visit = (node: TS.Node): boolean => {
    if (ts.isIfStatement(node) && speaksOf(ask, node.expression, names)) return true;
    if (ts.isIdentifier(node) && node.text === asked && (isOnlyTested(ask, wholeOf(ask, node)) || isHandedOn(about, wholeOf(ask, node), hops, undefined))) return true;
    if (member !== undefined && ts.isIdentifier(node) && node.text === whole && isHandedOn(about, node, hops, member)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(called.body);
}

/** The parameter as a whole goes to a check. */
function isHandedOn(ask: Ask, use: TS.Node, hops: number, member: string | undefined): boolean {
  const { ts } = ask;
  return hops > 0 && ts.isCallExpression(use.parent) && use.parent.expression !== use && isHandedToCheck(ask, use, hops - 1, mayCheck, member);
}

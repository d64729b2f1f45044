import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { calledName, functionOf } from "../model/functions.ts";

/** What has to be known of a value: that it is set, or that what it is set to fits. */
export type Need = "set" | "fits";

/** Calls that only ask whether something is there. */
const ASKS_PRESENCE = /^(?:Boolean|isDefined|isSet|isPresent|isString|isNonEmpty\w*|existsSync|has|hasOwn\w*|exists)$/;

/** Calls that answer yes for what is not there. */
const ASKS_ABSENCE = /^(?!.*(?:not|non|defined(?:And|Or)))\w*(?:nil|null|undefined|empty|blank|missing|nan$|invalid)/i;

/** Whether the value with these names is known to meet the need where a condition came out as `truth`. A disjunction implies only what each side implies. */
export function implies(ask: Ask, condition: TS.Expression, truth: boolean, names: ReadonlySet<string>, need: Need): boolean {
  const { ts } = ask;
  const node = inside(ask, condition);
  const both = (one: TS.Expression, other: TS.Expression): boolean => implies(ask, one, truth, names, need) && implies(ask, other, truth, names, need);
  const either = (one: TS.Expression, other: TS.Expression): boolean => implies(ask, one, truth, names, need) || implies(ask, other, truth, names, need);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return implies(ask, node.operand, !truth, names, need);
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return truth ? either(node.left, node.right) : both(node.left, node.right);
    if (kind === ts.SyntaxKind.BarBarToken) return truth ? both(node.left, node.right) : either(node.left, node.right);
    return ofComparison(ask, node, truth, names, need);
  }
  if (!speaksOf(ask, node, names)) return truth && need === "set" && standsFor(ask, node, names);
  if (ts.isCallExpression(node)) return ofCall(ask, node, truth, names, need);
  // Of what is not there, nothing can be wrong: `if (level && !LEVELS.includes(level)) throw …` lets pass what fits, and nothing.
  return truth ? need === "set" : need === "fits" && isPlain(ask, node);
}

function isPlain({ ts }: Ask, node: TS.Expression): boolean {
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** `if (client)` where `client` is made only if the value is set; `if (isEnabled())` where that function looks at the value. */
function standsFor(ask: Ask, node: TS.Expression, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  if (ts.isCallExpression(node)) {
    const called = calledFunction(ask, node);
    return (called !== undefined && speaksOf(ask, called.body, names)) || node.arguments.some((each) => isMaker(ask, each, names));
  }
  const declaration = ts.isIdentifier(node) ? ask.declarationOf(node) : ts.isPropertyAccessExpression(node) ? ask.declarationOf(node.name) : undefined;
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration))) return false;
  const first = declaration.initializer && inside(ask, declaration.initializer);
  const made = first && !isAbsent(ask, first) ? [first] : assignedTo(ask, declaration);
  return made.some((each) => speaksOf(ask, each, names) || (ts.isCallExpression(each) && standsFor(ask, each, names)));
}

/** `singleton("client", makeClient)`: a function of the project that is handed over and looks at the value. */
function isMaker(ask: Ask, argument: TS.Expression, names: ReadonlySet<string>): boolean {
  const declaration = ask.ts.isIdentifier(argument) ? ask.declarationOf(argument) : undefined;
  const maker = declaration && functionOf(ask, declaration);
  return maker !== undefined && speaksOf(ask, maker, names);
}

/** What is assigned in this file to a name without a first value. */
function assignedTo(ask: Ask, { name }: TS.VariableDeclaration | TS.PropertyDeclaration): readonly TS.Expression[] {
  const { ts } = ask;
  if (!ts.isIdentifier(name)) return [];
  return ask.named(name.text).flatMap((use) => {
    const place = ts.isPropertyAccessExpression(use.parent) ? use.parent : use;
    const { parent } = place;
    return ts.isBinaryExpression(parent) && parent.left === place && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? [sourceOf(ask, parent.right)] : [];
  });
}

/** The call of `await call()`, and of `call().then((made) => (held = made))`. */
function sourceOf(ask: Ask, written: TS.Expression): TS.Expression {
  const { ts } = ask;
  const node = inside(ask, written);
  if (ts.isAwaitExpression(node)) return inside(ask, node.expression);
  const home = ask.enclosing(written);
  const taker = ts.isSourceFile(home) || !ts.isCallExpression(home.parent) || ts.isCallExpression(node) ? undefined : home.parent.expression;
  return taker && ts.isPropertyAccessExpression(taker) && taker.name.text === "then" ? inside(ask, taker.expression) : node;
}

function ofComparison(ask: Ask, node: TS.BinaryExpression, truth: boolean, names: ReadonlySet<string>, need: Need): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  if (!speaksOf(ask, node, names)) return false;
  const { kind } = node.operatorToken;
  // `"KEY" in env` says that it is set, `level in LEVELS` that it is one of those
  if (kind === K.InKeyword) return truth && (need === "set" || !ts.isStringLiteralLike(node.left));
  const isEqual = kind === K.EqualsEqualsEqualsToken || kind === K.EqualsEqualsToken;
  const isUnequal = kind === K.ExclamationEqualsEqualsToken || kind === K.ExclamationEqualsToken;
  if (!isEqual && !isUnequal) return true;
  const same = isEqual === truth;
  if (isTypeTest(ask, node)) {
    const isAbsence = [node.left, node.right].some((side) => ts.isStringLiteralLike(side) && side.text === "undefined");
    return need === "set" ? same !== isAbsence : same && !isAbsence && ![node.left, node.right].some((side) => ts.isStringLiteralLike(side) && side.text === "string");
  }
  const isNothing = [node.left, node.right].some((side) => isAbsent(ask, side));
  if (isNothing) return need === "set" ? !same : same;
  return same;
}

/** `typeof x === "…"`. */
function isTypeTest({ ts }: Ask, node: TS.BinaryExpression): boolean {
  return ts.isTypeOfExpression(node.left) || ts.isTypeOfExpression(node.right);
}

function isAbsent({ ts }: Ask, node: TS.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined") || (ts.isStringLiteralLike(node) && node.text === "");
}

function ofCall(ask: Ask, node: TS.CallExpression, truth: boolean, names: ReadonlySet<string>, need: Need): boolean {
  const name = calledName(ask, node.expression) ?? "";
  if (ASKS_ABSENCE.test(name)) return !truth;
  return truth && (need === "set" || !ASKS_PRESENCE.test(name) || isMembership(ask, node, name, names));
}

/** `LEVELS.has(level)` says what it is, `env.has("LEVEL")` only that it is there. */
function isMembership(ask: Ask, { arguments: given }: TS.CallExpression, name: string, names: ReadonlySet<string>): boolean {
  return /^has(?:Own)?$/.test(name) && given.some((each) => !ask.ts.isStringLiteralLike(each) && speaksOf(ask, each, names));
}

/** Whether a piece of code reads the value: by its key, or by a variable that holds it. */
export function speaksOf({ ts }: Ask, node: TS.Node, names: ReadonlySet<string>): boolean {
  const visit = (each: TS.Node): boolean => ((ts.isIdentifier(each) || ts.isStringLiteralLike(each)) && names.has(each.text)) || (ts.forEachChild(each, visit) ?? false);
  return visit(node);
}

import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import { unwrapped } from "../model/functions.ts";
import { wholeOf } from "./handed.ts";
import { stops } from "./stops.ts";

/** How many names a list may go by: a variable, a member of an object, a parameter. */
const MAX_NAMES = 3;

/** `{ KEY: { optional: true } }`: who walks the table does not demand that one, unless it has a default to write back. */
const MAY_BE_MISSING = /\b(?:optional|isOptional)["']?\s*:\s*true\b|\brequired["']?\s*:\s*false\b/;
const HAS_DEFAULT = /\bdefault\w*["']?\s*:/;

/**
 * Whether the project demands a variable by its name in a list, or among the keys of a table: `for (const key of REQUIRED) if (!process.env[key]) throw …`, `exitIfAnyMissing(REQUIRED)`, `const missing = REQUIRED.filter((key) => !process.env[key])`
 * with an exit after it. Where that runs is not followed: who writes such a list runs it at start-up.
 */
export function isDemandedByName(ask: Ask, key: string): boolean {
  const { ts } = ask;
  return ask.filesNaming(key, []).filter((file) => !isSupportCode(ask.pathOf(file))).some((file) => {
    const about = ask.about(file);
    const names = [...about.nodes(ts.SyntaxKind.StringLiteral), ...about.nodes(ts.SyntaxKind.NoSubstitutionTemplateLiteral)].filter((each) => ts.isStringLiteralLike(each) && each.text === key);
    return names.some((each) => isInList(ask, each) && isGivenToDemand(about, listAround(ask, each), MAX_NAMES)) || about.named(key).some(({ parent }) => isInTable(ask, parent) && isGivenToDemand(about, parent.parent, MAX_NAMES));
  });
}

/** `["A", "B"]`, `demand("A", "B")` */
function isInList({ ts }: Ask, { parent }: TS.Node): boolean {
  return ts.isArrayLiteralExpression(parent) || (ts.isCallExpression(parent) && parent.arguments.length > 1 && parent.arguments.every(ts.isStringLiteralLike));
}

/** `{ KEY: { message: "…", optional: false } }` */
function isInTable({ ts }: Ask, entry: TS.Node): boolean {
  if (!ts.isPropertyAssignment(entry) || !ts.isObjectLiteralExpression(entry.initializer)) return false;
  const text = entry.initializer.getText();
  return !MAY_BE_MISSING.test(text) || HAS_DEFAULT.test(text);
}

function listAround({ ts }: Ask, name: TS.Node): TS.Node {
  return ts.isArrayLiteralExpression(name.parent) ? name.parent : name;
}

function isGivenToDemand(ask: Ask, list: TS.Node, names: number): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, list);
  const { parent } = at;
  if (ts.isCallExpression(parent) && parent.expression !== at) {
    if (/^Object\.(?:keys|entries)$/.test(parent.expression.getText())) return isGivenToDemand(ask, parent, names);
    const called = calledFunction(ask, parent);
    return called !== undefined && demands(ask, called.body);
  }
  if (ts.isNewExpression(parent)) return isGivenToDemand(ask, parent, names);
  if (ts.isSpreadElement(parent)) return isGivenToDemand(ask, parent.parent, names);
  if (ts.isPropertyAccessExpression(parent) || ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return demands(ask, scopeOf(ask, at));
  const isNamed = ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent);
  if (!isNamed || !ts.isIdentifier(parent.name) || names === 0) return false;
  const { name } = parent;
  return ask.usesOf(parent, name.text, isSupportCode).some((use) => use !== name && isGivenToDemand(ask.about(use.getSourceFile()), wholeOf(ask, use), names - 1));
}

/** The body around a place; at the top of a file the whole of it. */
function scopeOf(ask: Ask, place: TS.Node): TS.Node {
  const home = ask.enclosing(place);
  return "body" in home && home.body ? home.body : home;
}

/** Whether a piece of code reads variables by names that it does not know (`process.env[key]`), and throws, ends the program, or writes what is missing back. At the top of a file its functions are others' code. */
function demands(ask: Ask, scope: TS.Node): boolean {
  const { ts } = ask;
  const about = ask.about(scope.getSourceFile());
  const has = (question: (node: TS.Node) => boolean): boolean => {
    const visit = (node: TS.Node): boolean => {
      const isOthers = ts.isSourceFile(scope) && node.parent === scope && (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node));
      return !isOthers && (question(node) || (ts.forEachChild(node, visit) ?? false));
    };
    return visit(scope);
  };
  return (
    has((node) => isUnknownVariable(ask, node)) &&
    has((node) => ts.isThrowStatement(node) || (ts.isExpressionStatement(node) && (stops(about, node) || (ts.isBinaryExpression(node.expression) && isUnknownVariable(ask, node.expression.left)))))
  );
}

function isUnknownVariable({ ts }: Ask, node: TS.Node): boolean {
  return ts.isElementAccessExpression(node) && !ts.isStringLiteralLike(node.argumentExpression) && /env$/i.test(node.expression.getText());
}

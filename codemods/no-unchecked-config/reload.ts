import type * as TS from "typescript";
import type { Activation, Ask } from "../../rules/model/ask.ts";
import { type Body, callersOf } from "../../rules/model/calls.ts";
import { stops } from "../../rules/no-unchecked-config/stops.ts";
import { isRunAgain, isRunOnlyAgain } from "./run-again.ts";

/** A place at which a value that was loaded before is loaded again. */
export interface Reload {
  readonly target: TS.Expression;
  /** All that is assigned. */
  readonly value: TS.Expression;
  readonly isAwaited: boolean;
  /** What is awaited, where the value is nothing but that, and nothing in it is rewritten. */
  readonly promise: TS.Expression | undefined;
}

/** The assignments that get what is loaded, itself or as the result of its function, where these run again and nothing keeps the value before. */
export function reloadsOf(ask: Ask, loaded: TS.Expression): readonly Reload[] {
  const { ts } = ask;
  const at = outermost(ask, loaded);
  const { parent } = at;
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at)) {
    const calls = callersOf(ask, ask.enclosing(at) as Body) ?? [];
    return calls.filter((call) => call.getSourceFile() === ask.file).flatMap((call) => reloadAt(ask, outermost(ask, call), true) ?? []);
  }
  return [reloadAt(ask, at, false)].filter((each) => each !== undefined);
}

/** The value that an expression leads to: through `await`, casts, and choices of which it is one. */
function outermost({ ts }: Ask, expression: TS.Expression): TS.Expression {
  let at = expression;
  for (;;) {
    const { parent } = at;
    const isWrapped = ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isNonNullExpression(parent) || ts.isAwaitExpression(parent);
    if (!isWrapped && !(ts.isConditionalExpression(parent) && parent.condition !== at)) return at;
    at = parent;
  }
}

function reloadAt(ask: Ask, value: TS.Expression, isCall: boolean): Reload | undefined {
  const { ts } = ask;
  const { parent } = value;
  const isAssigned = ts.isBinaryExpression(parent) && parent.right === value && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isExpressionStatement(parent.parent);
  const home = ask.enclosing(value);
  const target = isAssigned ? parent.left : undefined;
  if (target === undefined || ts.isSourceFile(home) || ts.isConstructorDeclaration(home) || isCaught(ask, value)) return undefined;
  const declaration = outerDeclaration(ask, target, home);
  if (declaration === undefined || !isRunAgain(ask, home)) return undefined;
  // A first value that is no load would be kept, and the first load fail in silence.
  if (!isEmptyAtFirst(ask, declaration) && !isRunOnlyAgain(ask, home)) return undefined;
  const isAwait = (node: TS.Node): node is TS.AwaitExpression => ts.isAwaitExpression(node);
  const promise = isCall && isAwait(value) && !contains(ask, value.expression, isAwait) ? value.expression : undefined;
  return contains(ask, value, (node) => ts.isYieldExpression(node)) ? undefined : { target, value, isAwaited: contains(ask, value, isAwait), promise };
}

/** A variable of a scope further out, or a field of `this`. */
function outerDeclaration(ask: Ask, target: TS.Expression, home: Activation): TS.VariableDeclaration | TS.PropertyDeclaration | undefined {
  const { ts } = ask;
  const isField = ts.isPropertyAccessExpression(target) && target.expression.kind === ts.SyntaxKind.ThisKeyword;
  const declaration = ts.isIdentifier(target) ? ask.declarationOf(target) : isField ? ask.declarationOf(target.name) : undefined;
  if (declaration?.getSourceFile() !== ask.file) return undefined;
  if (ts.isPropertyDeclaration(declaration)) return declaration;
  return ts.isVariableDeclaration(declaration) && !(home.pos <= declaration.pos && declaration.end <= home.end) ? declaration : undefined;
}

function isEmptyAtFirst({ ts }: Ask, { initializer }: TS.VariableDeclaration | TS.PropertyDeclaration): boolean {
  return initializer === undefined || initializer.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(initializer) && initializer.text === "undefined");
}

/** Whether a `catch` that goes on stands around in the same function: then the value before stays already. */
function isCaught(ask: Ask, place: TS.Node): boolean {
  const { ts } = ask;
  for (let at = place; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isTryStatement(parent) && parent.tryBlock === at && parent.catchClause && !contains(ask, parent.catchClause.block, (node) => stops(ask, node))) return true;
  }
  return false;
}

/** Whether a part of the code that runs with a node answers a question with yes; functions in it run some other time. */
function contains({ ts }: Ask, root: TS.Node, question: (node: TS.Node) => boolean): boolean {
  const visit = (node: TS.Node): boolean => question(node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, visit) ?? false));
  return visit(root);
}

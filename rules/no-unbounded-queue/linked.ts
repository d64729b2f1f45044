import type * as TS from "typescript";
import type { BufferKind } from "../knowledge/buffers.ts";
import { homeOf } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { unwrapped } from "../model/functions.ts";
import { isAssignment } from "./target.ts";
import type { Classify } from "./uses.ts";

/** Two bindings that hold the ends of a list of nodes, each of which holds the one behind it. */
export interface Linked {
  /** The name in a place where it is the binding: `head` of `this.head`. */
  readonly head: TS.Node;
  readonly tail: TS.Node;
  /** The member of a node that holds the one behind it. */
  readonly link: string;
}

/** A list of nodes has no methods: what is done with it are assignments. */
export const LINKED: BufferKind = { add: new Set(), take: new Set(), clear: new Set(), remove: new Set(), size: new Set() };

/** The cheap question: `x = y.next`, whatever the names are. */
export const STEPS: RegExp = /=\s*[\w$#.]+[!?]?\.(\w*next\w*)\b/i;

/**
 * Finds the lists that a file links by hand: something goes on from one node to the next (`this.head = this.head.next`), and elsewhere a node is put behind the last one,
 * and becomes the last one (`this.tail.next = node; this.tail = node`). Both ends outlive the call.
 */
export function findLinked(ask: Ask): readonly Linked[] {
  const { ts } = ask;
  if (!STEPS.test(ask.file.text)) return [];
  const assignments = (ask.nodes(ts.SyntaxKind.BinaryExpression) as readonly TS.BinaryExpression[]).filter((node) => node.operatorToken.kind === ts.SyntaxKind.EqualsToken);
  const lists = new Map<TS.Declaration, Linked>();
  for (const step of assignments) {
    const head = bindingIn(ask, step.left);
    const link = head && linkOfStep(ask, step);
    const declaration = head && ask.declarationOf(head);
    if (!head || link === undefined || !declaration || lists.has(declaration) || isLocal(ask, declaration, step)) continue;
    const tail = assignments.flatMap((append) => (appendsTo(ask, append, link, assignments) ?? [])).find((end) => isBeside(ask, end, declaration));
    if (tail && !isCursor(ask, step, declaration, assignments)) lists.set(declaration, { head, tail, link });
  }
  return [...lists.values()];
}

/** What an expression that stands for an end of the list is used for. */
export const classifyLink: Classify = (ask, stock, expression) => {
  const { ts } = ask;
  const at = unwrapped(ask, expression);
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent) && parent.name.text === stock.link) {
    const assignment = unwrapped(ask, parent).parent;
    const isAppend = ts.isBinaryExpression(assignment) && isAssignment(ask, assignment) && unwrapped(ask, parent) === assignment.left;
    return isAppend ? { operation: "add", at: assignment, items: [assignment.right] } : { operation: "read", at: parent };
  }
  if (!ts.isBinaryExpression(parent) || !isAssignment(ask, parent) || parent.left !== at) return { operation: "read", at };
  if (linkOfStep(ask, parent) === stock.link) return { operation: isLookedAt(ask, parent) ? "take" : "trim", at: parent };
  const isNothing = parent.right.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(parent.right) && parent.right.text === "undefined");
  return { operation: isNothing ? "clear" : "read", at: parent };
};

/** The name of the binding that an expression stands for: `x`, `this.x`. */
function bindingIn(ask: Ask, expression: TS.Expression): TS.Node | undefined {
  const { ts } = ask;
  if (ts.isIdentifier(expression)) return expression;
  return ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword ? expression.name : undefined;
}

/** `next` of `this.head = this.head.next`, or of `this.head = first.next` where `first` is what the head was. */
function linkOfStep(ask: Ask, { left, right }: TS.BinaryExpression): string | undefined {
  const { ts } = ask;
  const value = bare(ask, right);
  if (!ts.isPropertyAccessExpression(value)) return undefined;
  const from = bare(ask, value.expression);
  if (from.getText() === left.getText()) return value.name.text;
  const declaration = ts.isIdentifier(from) ? ask.declarationOf(from) : undefined;
  const initial = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return initial && bare(ask, initial).getText() === left.getText() ? value.name.text : undefined;
}

/** Takes off what wraps a value, and what stands in for none: `(a)`, `a!`, `a as B`, `a ?? null`. */
function bare(ask: Ask, expression: TS.Expression): TS.Expression {
  const { ts } = ask;
  if (ts.isParenthesizedExpression(expression) || ts.isNonNullExpression(expression) || ts.isAsExpression(expression)) return bare(ask, expression.expression);
  const { SyntaxKind: K } = ts;
  const isFallback = ts.isBinaryExpression(expression) && (expression.operatorToken.kind === K.QuestionQuestionToken || expression.operatorToken.kind === K.BarBarToken);
  return isFallback ? bare(ask, expression.left) : expression;
}

/** The `tail` of `tail.next = node` where the same function makes `node` the tail: `tail = node`. */
function appendsTo(ask: Ask, { left, right }: TS.BinaryExpression, link: string, assignments: readonly TS.BinaryExpression[]): TS.Node | undefined {
  const { ts } = ask;
  const target = bare(ask, left);
  if (!ts.isPropertyAccessExpression(target) || target.name.text !== link) return undefined;
  const end = bare(ask, target.expression);
  const isLast = assignments.some((other) => other.left.getText() === end.getText() && other.right.getText() === right.getText() && homeOf(ask, other) === homeOf(ask, left));
  return isLast ? bindingIn(ask, end) : undefined;
}

/** Both ends are members of one class, or variables of one function or file. */
function isBeside(ask: Ask, tail: TS.Node, head: TS.Declaration): boolean {
  const { ts } = ask;
  const declaration = ask.declarationOf(tail);
  const scope = (node: TS.Node): TS.Node | undefined => ts.findAncestor(node, ts.isClassLike) ?? homeOf(ask, node);
  return declaration !== undefined && declaration !== head && scope(declaration) === scope(head);
}

/** `this.cursor = this.head`: what is set back to where another member stands walks through that member's list. */
function isCursor(ask: Ask, step: TS.BinaryExpression, head: TS.Declaration, assignments: readonly TS.BinaryExpression[]): boolean {
  const { ts } = ask;
  return assignments.some(({ left, right }) => {
    if (left.getText() !== step.left.getText() || !ts.isPropertyAccessExpression(right) || right.expression.kind !== ts.SyntaxKind.ThisKeyword) return false;
    const other = ask.declarationOf(right.name);
    return other !== undefined && other !== head && (ts.isPropertyDeclaration(other) || ts.isBinaryExpression(other.parent)) && ask.declarationOf(bindingIn(ask, left) ?? left) === head;
  });
}

/** A variable of the very function that steps on is how it walks through somebody's list. */
function isLocal(ask: Ask, declaration: TS.Declaration, step: TS.Node): boolean {
  const { ts } = ask;
  const isVariable = ts.isVariableDeclaration(declaration) || ts.isParameter(declaration);
  return isVariable && (ts.isParameter(declaration) || homeOf(ask, declaration) === homeOf(ask, step));
}

/** Whether the function that goes on to the next node does anything else with the one it leaves: who does not drops it. */
function isLookedAt(ask: Ask, { left, right }: TS.BinaryExpression): boolean {
  const { ts } = ask;
  const value = bare(ask, right);
  const from = ts.isPropertyAccessExpression(value) ? bare(ask, value.expression).getText() : "";
  const looks = (node: TS.Node): boolean => {
    if (node === left || node === right || isNothingAsked(ask, node)) return false;
    return (ts.isExpression(node) && (node.getText() === from || node.getText() === left.getText())) || (ts.forEachChild(node, looks) ?? false);
  };
  return ts.forEachChild(homeOf(ask, left), looks) ?? false;
}

/** `head === null`, `!head` */
function isNothingAsked({ ts }: Ask, node: TS.Node): boolean {
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken;
  return ts.isBinaryExpression(node) && (node.right.kind === ts.SyntaxKind.NullKeyword || node.right.getText() === "undefined");
}

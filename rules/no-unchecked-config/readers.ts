import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { unwrapped } from "../model/functions.ts";
import { isGuarded } from "./guards.ts";
import type { Need } from "./implies.ts";
import { speaksOf } from "./implies.ts";
import { isOnlySaid } from "./said.ts";
import { stops } from "./stops.ts";
import { isOnlyTested } from "./tested.ts";

/** What has to be known of a value: also that it is no NaN, which only a test of its truth tells. */
export type Minded = Need | "number";

/**
 * Whether a constant, or a member of an object that is one, gets the value, and whoever reads that minds: all readers in sight test it before they use it, put a default in its place, or say to the
 * compiler again that it may be missing. What fits no type has to be refused by one of them.
 */
export function areReadersMinding(ask: Ask, node: TS.Node, need: Minded): boolean {
  const holder = holderOf(ask, node);
  if (!holder) return false;
  const { text } = holder.name;
  const reads = ask.usesOf(holder, text, isSupportCode).filter((use) => use !== holder.name && isRead(ask, use));
  if (need === "fits" && reads.some((use) => isRefusedBySwitch(ask, use.parent))) return true;
  return reads.length > 0 && reads.every((use) => isMinding(ask.about(use.getSourceFile()), use, text, need)) && (need !== "fits" || reads.some((use) => isRefused(ask.about(use.getSourceFile()), use)));
}

type Holder = (TS.VariableDeclaration | TS.PropertyAssignment) & { readonly name: TS.Identifier };

/** The constant of a module, or the member of one, that a value goes into, also through a choice. */
export function holderOf(ask: Ask, node: TS.Node): Holder | undefined {
  const { ts } = ask;
  let at = unwrapped(ask, node);
  while ((ts.isConditionalExpression(at.parent) && at.parent.condition !== at) || (ts.isBinaryExpression(at.parent) && at.parent.right === at && at.parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)) at = unwrapped(ask, at.parent);
  const { parent } = at;
  const made = ts.isPropertyAssignment(parent) ? unwrapped(ask, parent.parent).parent : parent;
  const isConstant = ts.isVariableDeclaration(made) && ts.isSourceFile(made.parent.parent.parent) && (ts.getCombinedNodeFlags(made) & ts.NodeFlags.Const) !== 0;
  return isConstant && (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) && ts.isIdentifier(parent.name) ? (parent as Holder) : undefined;
}

/** Whether a name stands for the value; an import, or an object that hands it on under the same name, only passes it. */
function isRead({ ts }: Ask, { parent }: TS.Node): boolean {
  return !ts.isImportSpecifier(parent) && !ts.isExportSpecifier(parent) && !ts.isShorthandPropertyAssignment(parent) && !ts.isBindingElement(parent);
}

function isMinding(ask: Ask, use: TS.Node, name: string, need: Minded): boolean {
  const { ts } = ask;
  const whole = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
  const at = unwrapped(ask, whole);
  const { parent } = at;
  if (need === "number") return isTruth(ask, at) || isReplaced(ask, at, false) || isUnderTruth(ask, at, name);
  if (isOnlyTested(ask, at) || (ts.isTemplateSpan(parent) && isOnlySaid(ask, parent.parent))) return true;
  if (need === "fits") return isGuarded(ask, at, new Set([name]), need);
  return isReplaced(ask, at, true) || isGuarded(ask, at, new Set([name]), need) || (ts.isVariableDeclaration(parent) && /\bundefined\b/.test(parent.type?.getText() ?? ""));
}

/** Whether a default stands behind a value; `??` gives one only for what is not set. */
export function isReplaced({ ts }: Ask, { parent, pos }: TS.Node, byNullish: boolean): boolean {
  const { SyntaxKind: K } = ts;
  return ts.isBinaryExpression(parent) && parent.left.pos === pos && (parent.operatorToken.kind === K.BarBarToken || (byNullish && parent.operatorToken.kind === K.QuestionQuestionToken));
}

/** `if (PORT)`, `PORT && …`, `!PORT`: NaN is false. */
function isTruth(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = at;
  if (!ts.isBinaryExpression(parent)) return isOnlyTested(ask, at);
  return parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && (parent.left === at || isTruth(ask, parent));
}

/** Whether a place is only reached where the value is true. */
function isUnderTruth(ask: Ask, place: TS.Node, name: string): boolean {
  const { ts } = ask;
  for (let at = place; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    if (ts.isBinaryExpression(parent) && parent.right === at && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && hasTruth(ask, parent.left, name)) return true;
    if (ts.isIfStatement(parent) && parent.thenStatement === at && hasTruth(ask, parent.expression, name)) return true;
    if (ts.isConditionalExpression(parent) && parent.whenTrue === at && hasTruth(ask, parent.condition, name)) return true;
  }
  return false;
}

/** Whether a condition asks, among others that all have to hold, for the value alone. */
function hasTruth(ask: Ask, condition: TS.Expression, name: string): boolean {
  const { ts } = ask;
  if (ts.isParenthesizedExpression(condition)) return hasTruth(ask, condition.expression, name);
  if (ts.isBinaryExpression(condition)) return condition.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && (hasTruth(ask, condition.left, name) || hasTruth(ask, condition.right, name));
  return (ts.isIdentifier(condition) || ts.isPropertyAccessExpression(condition)) && speaksOf(ask, condition, new Set([name]));
}

/** Whether a reader goes no further with what does not fit. */
function isRefused(ask: Ask, use: TS.Node): boolean {
  const { ts } = ask;
  const statement = ts.findAncestor(use, (each) => (ts.isBlock(each) ? "quit" : ts.isIfStatement(each) || ts.isSwitchStatement(each)));
  if (statement && ts.isIfStatement(statement)) return stops(ask, statement.thenStatement) || (statement.elseStatement !== undefined && stops(ask, statement.elseStatement));
  return statement !== undefined && isRefusedBySwitch(ask, statement);
}

/** `switch (KIND) { …; default: throw … }` */
function isRefusedBySwitch({ ts }: Ask, statement: TS.Node): boolean {
  return ts.isSwitchStatement(statement) && statement.caseBlock.clauses.some((each) => ts.isDefaultClause(each) && each.statements.some(ts.isThrowStatement));
}

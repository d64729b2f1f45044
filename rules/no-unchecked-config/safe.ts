import type * as TS from "typescript";
import { isVariableName } from "../knowledge/config-sources.ts";
import type { Entry } from "../knowledge/validators.ts";
import type { Ask } from "../model/ask.ts";
import { unwrapped } from "../model/functions.ts";
import { isHarmlessConstant } from "./constants.ts";
import { isTheOther } from "./either.ts";
import { doesWithout } from "./given-default.ts";
import { isGuarded, lets } from "./guards.ts";
import type { Need } from "./implies.ts";
import { isHandedToCheck, MAX_HOPS, mayCheck } from "./handed.ts";
import { isLookedUp } from "./looked-up.ts";
import { isNanCaught } from "./nan.ts";
import { entriesInProject, isWrittenBack } from "./schema.ts";
import { isShapeChecked } from "./shape.ts";
import { stops } from "./stops.ts";
import { isOnlyTested } from "./tested.ts";
import type { Value } from "./value.ts";

/** Whether it is known, or does not matter, that a value is there. */
export function isSet(ask: Ask, node: TS.Expression, value: Value): boolean {
  if (value.isDefaulted || isReplaced(ask, node) || isHarmless(ask, node) || isHandedToCheck(ask, node, MAX_HOPS, doesWithout) || isDrawn(ask, node) || isTried(ask, node)) return true;
  if (isGuarded(ask, node, value.names, "set") || isTheOther(ask, node, value.names) || isCheckedAfter(ask, node, value, "set")) return true;
  return value.kind !== "schema" && value.key !== undefined && (entriesInProject(ask, value.key).some(({ isOptional, hasDefault }) => !isOptional && !hasDefault) || isWrittenBack(ask, value.key));
}

/** Whether it is known, or does not matter, that a text fits the type it is cast to. */
export function isFit(ask: Ask, node: TS.Expression, value: Value, type?: TS.TypeNode): boolean {
  if (type?.kind === ask.ts.SyntaxKind.NumberKeyword) return value.isDefaulted || isNanCaught(ask, node) || isGuarded(ask, node, value.names, "fits") || isReplaced(ask, node) || entriesOfKey(ask, value).some(({ isNumber }) => isNumber);
  if (value.entry?.isChoice || isHarmless(ask, node) || isLookedUp(ask, node)) return true;
  if (isGuarded(ask, node, value.names, "fits") || isShapeChecked(ask, node, mayCheck) || isCheckedAfter(ask, node, value, "fits")) return true;
  return value.key !== undefined && value.kind !== "schema" && entriesInProject(ask, value.key).some(({ isChoice }) => isChoice);
}

function entriesOfKey(ask: Ask, { key }: Value): readonly Entry[] {
  return key === undefined ? [] : entriesInProject(ask, key);
}

/** Whether a NaN is caught, or can't come. */
export function isNumberSafe(ask: Ask, node: TS.Expression, value: Value): boolean {
  // A setting has its default where it is declared, unless it is a variable of the environment under its own name.
  if ((value.kind === "setting" && !isVariableName(value.key ?? "")) || value.entry?.isNumber || isNanCaught(ask, node)) return true;
  if (isGuarded(ask, node, value.names, "fits") || isHarmlessConstant(ask, node)) return true;
  return value.kind !== "schema" && entriesOfKey(ask, value).some(({ isNumber }) => isNumber);
}

/** `<Chat token={process.env.TOKEN!} />`: what a page is drawn with may be missing, the component decides. */
function isDrawn({ ts }: Ask, node: TS.Node): boolean {
  return ts.findAncestor(node, (each) => (ts.isFunctionLike(each) || ts.isStatement(each) ? "quit" : ts.isJsxExpression(each))) !== undefined;
}

/** `try { open(process.env.ADDRESS!) } catch {}`: that it may fail is known, and of no matter. */
function isTried({ ts }: Ask, node: TS.Node): boolean {
  const attempt = ts.findAncestor(node, (each) => (ts.isFunctionLike(each) ? "quit" : ts.isBlock(each) && ts.isTryStatement(each.parent) && each.parent.tryBlock === each))?.parent as TS.TryStatement | undefined;
  return attempt?.catchClause?.block.statements.length === 0;
}

function isHarmless(ask: Ask, node: TS.Node): boolean {
  return isOnlyTested(ask, node) || isHandedToCheck(ask, node);
}

/** `(x as string) ?? "default"`, `x! || "default"`, `(x as string)?.trim()` */
function isReplaced(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, node);
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent) && parent.questionDotToken) return true;
  if (!ts.isBinaryExpression(parent) || parent.left !== at) return false;
  const { kind } = parent.operatorToken;
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

/** `const key = process.env.KEY!; if (!key) throw …`: checked just after, or in the constructor of its class; or a switch that is only tested. */
function isCheckedAfter(ask: Ask, node: TS.Node, value: Value, need: Need): boolean {
  const { ts } = ask;
  const holder = unwrapped(ask, withDefault(ask, node)).parent;
  const held = nameHeld(ask, holder);
  if (!held) return need === "set" && isCheckedBelow(ask, node, value.names, need);
  const names = new Set([...value.names, held.text]);
  if (ts.isPropertyDeclaration(holder)) {
    const made = holder.parent.members.find(ts.isConstructorDeclaration);
    return made?.body?.statements.some((each) => lets(ask, each, names, need)) ?? false;
  }
  if (isCheckedBelow(ask, holder, names, need)) return true;
  if (need === "fits") return isSwitchedBelow(ask, holder, held);
  const uses = ts.isVariableDeclaration(holder) ? ask.named(held.text).filter((use) => use !== held) : [];
  return uses.length > 0 && uses.every((use) => isOnlyTested(ask, use));
}

/** Whether a statement below, in the same list, lets only checked values pass: what was made of others until then goes no further. */
function isCheckedBelow(ask: Ask, node: TS.Node, names: ReadonlySet<string>, need: Need): boolean {
  const { ts } = ask;
  const statement = ts.findAncestor(node, ts.isStatement);
  const list = statement?.parent;
  const statements: readonly TS.Statement[] = list && (ts.isBlock(list) || ts.isSourceFile(list)) ? list.statements : [];
  return statement !== undefined && statements.some((each) => each.pos > statement.pos && lets(ask, each, names, need));
}

/** `level = process.env.LEVEL as Level; … switch (level) { …; default: return tell(level) }`: what fits no case goes no further. */
function isSwitchedBelow(ask: Ask, holder: TS.Node, name: TS.Identifier): boolean {
  const { ts } = ask;
  const home = ask.enclosing(holder);
  return ask.named(name.text).some((use) => {
    const { parent } = use;
    if (use.pos < holder.end || !ts.isSwitchStatement(parent) || parent.expression !== use || ask.enclosing(use) !== home) return false;
    return parent.caseBlock.clauses.some((each) => ts.isDefaultClause(each) && each.statements.some((statement) => !ts.isBreakStatement(statement) && stops(ask, statement)));
  });
}

/** `a ?? process.env.KEY!` as a whole. */
function withDefault({ ts }: Ask, node: TS.Node): TS.Node {
  let at = node;
  while (ts.isParenthesizedExpression(at.parent) || (ts.isBinaryExpression(at.parent) && at.parent.right === at && at.parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken)) at = at.parent;
  return at;
}

/** The name of what gets a value: a variable, a field, the member that is assigned. */
function nameHeld({ ts }: Ask, holder: TS.Node): TS.Identifier | undefined {
  if (ts.isVariableDeclaration(holder) || ts.isPropertyDeclaration(holder)) return ts.isIdentifier(holder.name) ? holder.name : undefined;
  if (!ts.isBinaryExpression(holder) || holder.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const target = ts.isPropertyAccessExpression(holder.left) ? holder.left.name : holder.left;
  return ts.isIdentifier(target) ? target : undefined;
}

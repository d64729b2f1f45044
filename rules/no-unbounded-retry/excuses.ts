import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import type { Defect } from "./defects.ts";
import type { Region } from "./region.ts";
import type { Wait } from "./waits.ts";

/** Each kind of failure has a wait of its own, so none of them tells what all that failed together do. */
export function isOneOfSeveral({ ts }: Ask, { scope }: Region, waits: readonly Wait[]): boolean {
  const branches = waits.map(({ at }) => ts.findAncestor(at, (node) => (node === scope ? "quit" : ts.isIfStatement(node))));
  const isBeside = (branch: TS.Node | undefined, index: number): boolean => branch !== undefined && branches.every((each, other) => other === index || (each !== undefined && (each.end <= branch.pos || branch.end <= each.pos)));
  return waits.length > 1 && branches.every(isBeside);
}

/** Whether no other wait follows or comes before it in the same block. */
export function isAlone({ ts }: Ask, wait: Wait, waits: readonly Wait[]): boolean {
  const blockOf = ({ at }: Wait): TS.Node | undefined => ts.findAncestor(at, ts.isBlock);
  return waits.every((each) => each === wait || blockOf(each) !== blockOf(wait));
}

/** At a fixed pace, and only as long as something is not found, or until the caller has waited enough: that waits for what was just made. */
export function isWaitingFor(ask: Ask, region: Region, defects: ReadonlySet<Defect>): boolean {
  const { kind, at, failure, limit, what } = region;
  if (isNotThere(ask, region)) return true;
  const all = failure.getText();
  // What is done with a failure that is not attempted again tells nothing about the others.
  const own = kind === "recursion" ? all.slice(0, Math.max(0, at.end - failure.getStart())) : all;
  const text = all.slice(own.length).includes("throw") ? all : own;
  if (/Consistency|NotReady|NotYet|InProgress|TooEarly/.test(text)) return true;
  return defects.has("constantDelay") && ((limit.kind === "unknown" && limit.isOfCaller === true) || /NotFound|not_found/i.test(text) || /\W11000\b|P2002|\b23505\b/.test(text) || what.includes('OrThrow') || /\W(?:status|statusCode) === (?:401|404|409|425)\b/.test(text));
}

/** What an answer says of something that is not there yet, or not yet everywhere; and what it says under load. */
const NOT_THERE = /\b404\b|NotFound|not_found|NoSuch/i;
const LOAD = /\b(?:408|429|5\d\d)\b/;

/** Only where something is not there: an `if` around the wait asks for that, or one before it throws all else. Nobody refuses that for load. */
function isNotThere(ask: Ask, { failure, waits }: Region): boolean {
  const { ts } = ask;
  const { SyntaxKind: Kind } = ts;
  const wait = waits?.[0]?.at;
  if (!wait || !ts.isCatchClause(failure)) return false;
  const parts = (node: TS.Expression, operator: TS.SyntaxKind): readonly TS.Expression[] =>
    ts.isParenthesizedExpression(node) ? parts(node.expression, operator) : ts.isBinaryExpression(node) && node.operatorToken.kind === operator ? [...parts(node.left, operator), ...parts(node.right, operator)] : [node];
  const says = (node: TS.Expression): boolean => {
    const asked = ts.isCallExpression(node) ? calledFunction(ask, node) : undefined;
    const text = asked?.body.getText() ?? node.getText();
    return !LOAD.test(text) && text.split("||").every((each) => NOT_THERE.test(each));
  };
  const isElse = (node: TS.Expression): boolean => (ts.isPrefixUnaryExpression(node) ? says(node.operand) : ts.isBinaryExpression(node) && /^!==?$/.test(node.operatorToken.getText()) && says(node));
  const before = failure.block.statements.some((each) => ts.isIfStatement(each) && each.end <= wait.pos && /^\{?\s*throw\b/.test(each.thenStatement.getText()) && parts(each.expression, Kind.BarBarToken).some(isElse));
  const isAsked = (node: TS.Node): boolean => ts.isIfStatement(node) && node.thenStatement.pos <= wait.pos && wait.end <= node.thenStatement.end && parts(node.expression, Kind.AmpersandAmpersandToken).some((each) => !(ts.isPrefixUnaryExpression(each) || each.getText().includes("!=")) && says(each));
  return before || ts.findAncestor(wait, (node) => (node === failure ? "quit" : isAsked(node))) !== undefined;
}

/** Somebody else wrote first: under load that comes the more often the more attempts there are. */
export const CONFLICT: RegExp = /\b409\b|conflict/i;

/** Throws whatever is not of one kind, such as a conflict or an answer that can't be read: who refuses one of these isn't failing under load. */
export function isOfOneKind({ ts }: Ask, { failure }: Region): boolean {
  const name = ts.isCatchClause(failure) ? failure.variableDeclaration?.name.getText() : undefined;
  if (name === undefined || !ts.isCatchClause(failure)) return false;
  return failure.block.statements.some((each) => {
    // Where both ways throw, what goes round has gone before.
    const thrown = ts.isIfStatement(each) ? [each.thenStatement, each.elseStatement].filter((branch) => branch !== undefined && /^\{?\s*throw\b/.test(branch.getText())) : [];
    const condition = ts.isIfStatement(each) && thrown.length === 1 ? each.expression.getText() : "";
    return new RegExp(`\\b${name}\\b`).test(condition) && !/retry|retriable|transient|temporar|network|timeout|connect|recover|unavailable|econn|abort|\b(?:429|5\d\d)\b/i.test(condition);
  });
}

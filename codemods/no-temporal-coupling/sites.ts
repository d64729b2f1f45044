import type * as TS from "typescript";
import type { Ask, Name } from "../../rules/model/ask.ts";
import type { Refusal } from "../edit.ts";
import { isRefused, placeOf, refusal } from "./splice.ts";
import { isSettled } from "./settled.ts";
import type { Subject } from "./subject.ts";

/** One place that makes an instance and makes it ready at once. */
export interface Site {
  readonly made: TS.NewExpression;
  /** The call of the initialiser. */
  readonly begun: InitialiserCall;
  readonly isAwaited: boolean;
  /** The statement of the call; none where the call is chained to the `new`. */
  readonly beginning: TS.ExpressionStatement | undefined;
  /** The declaration of the instance, where statements stand between it and the call. */
  readonly moved: TS.VariableStatement | undefined;
}

export interface InitialiserCall extends TS.CallExpression {
  readonly expression: TS.PropertyAccessExpression;
}

/** What happens to the instances of a class where they are made, or the first place where one is held before it is ready. */
export function sitesOf(subject: Subject, makers: readonly TS.NewExpression[]): readonly Site[] | Refusal {
  const sites: Site[] = [];
  for (const made of makers) {
    const site = chainedSite(subject, made) ?? heldSite(subject, made);
    if (isRefused(site)) return site;
    sites.push(site);
  }
  return sites;
}

/** `new Worker(options).initialize()`, of an initialiser that returns the instance. */
function chainedSite({ ask, initialiser }: Subject, made: TS.NewExpression): Site | Refusal | undefined {
  const { ts } = ask;
  const begun = initialiserCall(ts, made, initialiser.name.text);
  if (!begun) return undefined;
  const isAwaited = ts.isAwaitExpression(begun.parent);
  const isDropped = ts.isExpressionStatement(isAwaited ? begun.parent.parent : begun.parent);
  if (isDropped || !returnsItself(ask, initialiser)) return refusal("result-used", `${placeOf(ask, begun)} goes on with what \`${initialiser.name.text}\` returns`);
  return { made, begun, isAwaited, beginning: undefined, moved: undefined };
}

/** The call of a method on exactly this expression. */
function initialiserCall(ts: typeof TS, receiver: TS.Expression, name: string): InitialiserCall | undefined {
  const { parent } = receiver;
  const isMethod = ts.isPropertyAccessExpression(parent) && parent.expression === receiver && parent.name.text === name;
  return isMethod && isMethodCall(ts, parent.parent) && parent.parent.expression === parent ? parent.parent : undefined;
}

function isMethodCall(ts: typeof TS, node: TS.Node): node is InitialiserCall {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && !node.questionDotToken && !node.expression.questionDotToken;
}

/** Whether every `return` of a method gives the instance back. */
export function returnsItself({ ts }: Ask, { body }: Subject["initialiser"]): boolean {
  const returned = returnsIn(ts, body);
  return returned.length > 0 && returned.every(({ expression }) => expression?.kind === ts.SyntaxKind.ThisKeyword);
}

/** The `return`s of a function itself. */
export function returnsIn(ts: typeof TS, body: TS.Node): readonly TS.ReturnStatement[] {
  const found: TS.ReturnStatement[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isReturnStatement(node)) found.push(node);
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** `const x = new X(a); await x.init(b);`, `this.x = new X(a); await this.x.init(b);` */
function heldSite(subject: Subject, made: TS.NewExpression): Site | Refusal {
  const { ask, owner, initialiser } = subject;
  const { ts } = ask;
  const unready = (why: string): Refusal => refusal("held-unready", `the instance of \`${owner.name.text}\` that ${placeOf(ask, made)} makes ${why}`);
  const { parent } = made;
  const statement = ts.findAncestor(made, ts.isStatement);
  const list = statement?.parent;
  if (!statement || !list || !("statements" in list)) return unready("is handed on at once");
  const declared = ts.isVariableDeclaration(parent) && parent.initializer === made && ts.isIdentifier(parent.name) ? parent : undefined;
  const assigned = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === made && parent.parent === statement ? parent : undefined;
  if (!(declared && ts.isVariableStatement(statement) && statement.declarationList.declarations.at(-1) === declared) && !assigned) return unready("is handed on at once");
  const holder = declared ? declared.name.getText() : (assigned?.left.getText() ?? "");
  const following = (list.statements as readonly TS.Statement[]).slice((list.statements as readonly TS.Statement[]).indexOf(statement) + 1);
  const at = following.findIndex((each) => mentions(ts, each, holder));
  const beginning = following[at];
  const begun = beginning && callIn(ts, beginning, holder, initialiser.name.text);
  if (!beginning || !begun) return unready(beginning ? `is used at line ${String(ask.lineOf(beginning))} before \`${initialiser.name.text}\` has run` : "is handed on before it is ready");
  const site: Site = { made, begun, isAwaited: ts.isAwaitExpression(begun.parent), beginning: beginning as TS.ExpressionStatement, moved: at > 0 ? (statement as TS.VariableStatement) : undefined };
  if (at > 0 && (!declared || (statement as TS.VariableStatement).declarationList.declarations.length > 1 || !isSettled(subject, made, following.slice(0, at)))) {
    return unready(`waits for \`${initialiser.name.text}\` until line ${String(ask.lineOf(beginning))}, and what stands between can't be told to be without effect on it`);
  }
  const callback = [...(made.arguments ?? []), ...begun.arguments].find((argument) => mayReach(ts, argument, holder, assigned !== undefined));
  if (callback) return unready(`may be reached through \`${callback.getText().split("\n")[0] ?? ""}\` (line ${String(ask.lineOf(callback))}) while it is made ready`);
  const half = assigned && explainHalfMade(ask, assigned, site.isAwaited);
  return half === undefined ? site : unready(half);
}

/** Whether an argument is, or holds, a function that may find the instance where it is kept. `isShared`: other functions find it there, too. */
function mayReach(ts: typeof TS, argument: TS.Node, holder: string, isShared: boolean): boolean {
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return mentions(ts, node, holder) || (isShared && isCalling(ts, node));
    if (isShared && node.kind === ts.SyntaxKind.ThisKeyword && !ts.isPropertyAccessExpression(node.parent)) return true;
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(argument);
}

function isCalling(ts: typeof TS, node: TS.Node): boolean {
  return ts.isCallExpression(node) || (ts.forEachChild(node, (child) => isCalling(ts, child) || undefined) ?? false);
}

function mentions(ts: typeof TS, node: TS.Node, holder: string): boolean {
  const name = holder.split(".").at(-1) ?? holder;
  const visit = (at: TS.Node): boolean => ((ts.isIdentifier(at) || ts.isPrivateIdentifier(at)) && at.text === name) || (ts.forEachChild(at, (child) => visit(child) || undefined) ?? false);
  return visit(node);
}

/** `holder.init(…);` or `await holder.init(…);` and nothing else. */
function callIn(ts: typeof TS, statement: TS.Statement, holder: string, name: string): InitialiserCall | undefined {
  if (!ts.isExpressionStatement(statement)) return undefined;
  const { expression } = statement;
  const call = ts.isAwaitExpression(expression) ? expression.expression : expression;
  if (!isMethodCall(ts, call)) return undefined;
  const isOn = call.expression.expression.getText() === holder && call.expression.name.text === name;
  return isOn && !call.arguments.some((argument) => mentions(ts, argument, holder)) ? call : undefined;
}

/** Code that stands on an instance that could not be made ready, or on one that is being made ready by another call. */
function explainHalfMade(ask: Ask, assigned: TS.BinaryExpression, isAwaited: boolean): string | undefined {
  const { ts } = ask;
  const holder = assigned.left.getText();
  const home = ask.enclosing(assigned);
  for (let at: TS.Node = assigned; at !== home && !ts.isSourceFile(at); at = at.parent) {
    const rescue = ts.isTryStatement(at.parent) && at.parent.tryBlock === at ? [at.parent.catchClause, at.parent.finallyBlock] : [];
    const used = rescue.find((block) => block && mentions(ts, block, holder));
    if (used) return `is used where making it ready has failed (line ${String(ask.lineOf(used))})`;
  }
  if (!isAwaited || ts.isSourceFile(home)) return undefined;
  const before = findBefore(ts, home, assigned, holder);
  return before && `is looked for at line ${String(ask.lineOf(before))}, perhaps by another call while it is made ready`;
}

function findBefore(ts: typeof TS, home: TS.Node, limit: TS.Node, holder: string): Name | undefined {
  const name = holder.split(".").at(-1);
  const visit = (node: TS.Node): Name | undefined => {
    if (node.getStart() >= limit.getStart()) return undefined;
    if ((ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) && node.text === name) return node;
    return ts.forEachChild(node, visit);
  };
  return visit(home);
}

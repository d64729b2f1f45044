import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import { completes } from "./flow.ts";
import { referentOf } from "./referent.ts";
import type { Write } from "./writes.ts";
import { placeOfName, writeTo } from "./writes.ts";

/** Events and members that tell that a connection stands. */
const OPENED = /^(?:on)?(?:open|opened|connect|connected|ready)$/i;

/** A place that sets a flag. */
interface Setting {
  readonly write: Write;
  readonly isOn: boolean;
}

/** All places in the file that set a flag to `true` or `false`; `undefined`: it is set to something else, or is no flag. */
function settingsOf(ask: Ask, condition: TS.Expression): readonly Setting[] | undefined {
  const { ts } = ask;
  const name = ts.isPropertyAccessExpression(condition) ? condition.name : condition;
  const flag = ts.isIdentifier(name) || ts.isPrivateIdentifier(name) ? referentOf(ask, name) : undefined;
  // `get isOpen() { return this.opened; }`
  const [only] = flag && ts.isGetAccessorDeclaration(flag) ? (flag.body?.statements ?? []) : [];
  const held = only && ts.isReturnStatement(only) ? only.expression : undefined;
  if (held && !(ts.isPropertyAccessExpression(held) && held.name.text === name.getText())) return settingsOf(ask, held);
  if (!flag || (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name))) return undefined;
  const settings = ask.named(name.text).flatMap((use): (Setting | undefined)[] => {
    const write = referentOf(ask, use) === flag ? writeTo(ask, placeOfName(ask, use)) : undefined;
    if (!write) return [];
    const kind = ts.isBinaryExpression(write) && write.operatorToken.kind === ts.SyntaxKind.EqualsToken ? write.right.kind : undefined;
    return [kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword ? { write, isOn: kind === ts.SyntaxKind.TrueKeyword } : undefined];
  });
  return settings.length > 0 && settings.every((each) => each !== undefined) ? settings : undefined;
}

/**
 * `if (this.connecting) return;` at the beginning, and a catch clause that calls the same function before its `finally` takes the flag back: the second attempt
 * returns at once.
 */
export function isHeldBack(ask: Ask, home: TS.FunctionLikeDeclaration, call: TS.CallExpression, failure: TS.Node): boolean {
  const { ts } = ask;
  if (!home.body || !ts.isBlock(home.body) || !ts.isCatchClause(failure)) return false;
  const { tryBlock } = failure.parent;
  const guards = home.body.statements.filter((each) => each.end <= tryBlock.pos).filter(ts.isIfStatement);
  return guards.some(({ expression, thenStatement }) => {
    const settings = completes(ask, thenStatement) ? undefined : settingsOf(ask, expression);
    const isSet = settings?.some(({ write, isOn }) => isOn && isStraight(ask, write, [home.body, tryBlock]) && write.end <= call.pos && firstAwait(ask, tryBlock) > write.end);
    // Taken back where nothing can fail any more, or when the attempts are over.
    return isSet === true && settings?.every(({ write, isOn }) => isOn || (write.pos >= call.end && write.end <= home.end) || (tryBlock.pos <= write.pos && write.end <= tryBlock.end && lastAwait(ask, tryBlock) < write.pos)) === true;
  });
}

function isStraight({ ts }: Ask, write: TS.Node, blocks: readonly (TS.Node | undefined)[]): boolean {
  return ts.isExpressionStatement(write.parent) && blocks.includes(write.parent.parent);
}

function awaitsIn({ ts }: Ask, block: TS.Block): readonly TS.Node[] {
  const found: TS.Node[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isAwaitExpression(node)) found.push(node);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(block);
  return found;
}

const firstAwait = (ask: Ask, block: TS.Block): number => awaitsIn(ask, block)[0]?.pos ?? Infinity;
const lastAwait = (ask: Ask, block: TS.Block): number => awaitsIn(ask, block).at(-1)?.pos ?? Infinity;

/**
 * `if (this.opened) { this.opened = false; setTimeout(connect, 1000); }` of a flag that is set only when a connection stands: that connects once more after one
 * that had been there, and not again if it can't be opened.
 */
export function isOncePerConnection(ask: Ask, place: TS.Node): boolean {
  const { ts } = ask;
  const guard = (at: TS.Node): boolean => {
    if (!ts.isStatement(at)) return false;
    const { parent } = at;
    if (ts.isIfStatement(parent)) return parent.thenStatement === at && isOnceOpened(ask, parent.expression, at, place);
    // `if (!this.opened) return;`
    return ts.isBlock(parent) && ask.enclosing(at) === ask.enclosing(place) && parent.statements.some((each) => each.end <= at.pos && ts.isIfStatement(each) && ts.isPrefixUnaryExpression(each.expression) && !completes(ask, each.thenStatement) && isOnceOpened(ask, each.expression.operand, parent, place));
  };
  return ts.findAncestor(place, guard) !== undefined;
}

/** A flag that only an open connection sets, and that is taken back in a block before a place, there or by what is called there. */
function isOnceOpened(ask: Ask, flag: TS.Expression, block: TS.Node, place: TS.Node): boolean {
  const { ts } = ask;
  const settings = settingsOf(ask, flag) ?? [];
  const on = settings.filter(({ isOn }) => isOn);
  if (on.length === 0 || !on.every(({ write }) => isOpened(ask, ask.enclosing(write)))) return false;
  const statements = ts.isBlock(block) ? block.statements.filter((each) => each.end <= place.pos) : [];
  const bodies = statements.flatMap((each) => (ts.isExpressionStatement(each) && ts.isCallExpression(each.expression) ? (calledFunction(ask, each.expression)?.body ?? []) : []));
  return settings.some(({ write, isOn }) => !isOn && ((isStraight(ask, write, [block]) && write.end <= place.pos) || isStraight(ask, write, bodies)));
}

/** A handler of what tells that a connection stands. */
function isOpened({ ts }: Ask, handler: TS.Node): boolean {
  if (ts.isSourceFile(handler)) return false;
  const { parent } = handler;
  if (ts.isBinaryExpression(parent)) return ts.isPropertyAccessExpression(parent.left) && OPENED.test(parent.left.name.text);
  const [event] = ts.isCallExpression(parent) ? parent.arguments : [];
  return event !== undefined && event !== handler && ts.isStringLiteralLike(event) && OPENED.test(event.text);
}

import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import { homeOf, isLaterCallback, suspends } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { isCallee, unwrapped } from "../model/functions.ts";
import { callersInProduction } from "./callers.ts";
import { hasFreshKey } from "./fresh-key.ts";
import { contentOf } from "./given.ts";
import { isOfUnseen } from "./overrides.ts";
import { makesPromise } from "./readers.ts";
import { isOfTraffic, sourcesOf } from "./starts.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";
import { isOutflow } from "./uses.ts";
import { holdsResolver } from "./work.ts";

/** Decorators by which a container makes one instance for the whole process (NestJS 11, InversifyJS 7, TypeDI 0.10, tsyringe 4). */
const SINGLETONS = /^@(?:Injectable|injectable|singleton|Singleton|Service|Controller|WebSocketGateway|Gateway|Processor)\b/;

/** So many objects in one another are followed. */
const MAX_HOLDERS = 3;

/** One list for the whole process, fed by events or timers, that nothing in sight ever shortens or hands out; or one in an object that lasts, fed by what others send. */
export function isNeverDrained(ask: Ask, stock: Stock, producers: readonly Use[], uses: readonly Use[]): boolean {
  if (!ask.wholeProject || stock.kind.unique !== undefined || uses.length === 0) return false;
  // Handlers that are called, and stay, are registered: there are as many as the program has.
  if (uses.some((use) => use.operation === "read" && callsItsElements(ask, use))) return false;
  if (stock.isGlobal) return producers.some((add) => isLaterCallback(ask, add.home));
  const given = producers.filter((add) => contentOf(ask, add).isGiven);
  return given.some(({ home }) => isOfTraffic(ask, home) || isCalledByParent(ask, home)) && isLasting(ask, stock);
}

/** `for (const run of hooks) run(app)`, `hooks.forEach((run) => run(app))` */
function callsItsElements(ask: Ask, { at }: Use): boolean {
  const { ts } = ask;
  const [callback] = ts.isCallExpression(at) ? at.arguments : [];
  const looped = ts.isForOfStatement(at) && ts.isVariableDeclarationList(at.initializer) ? at.initializer.declarations[0] : undefined;
  const element = looped ?? (callback && (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) ? callback.parameters[0] : undefined);
  return element !== undefined && ts.isIdentifier(element.name) && ask.usesInFile(element, element.name.text).some((use) => isCallee(ask, use));
}

/** `class History extends Transport { log(entry) { … } }`: what nobody in sight calls, and a class of a package may. */
function isCalledByParent(ask: Ask, home: Activation): boolean {
  const { ts } = ask;
  const isHeir = ts.isClassLike(home.parent) && (home.parent.heritageClauses ?? []).some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const isPublic = !ts.isClassElement(home) || (ts.getCombinedModifierFlags(home) & (ts.ModifierFlags.Protected | ts.ModifierFlags.Private)) === 0;
  return isHeir && isPublic && isOfUnseen(ask, home) && callersInProduction(ask, home)[Symbol.iterator]().next().done === true;
}

/**
 * A log that readers follow by a place of their own: `while (cursor < log.length) await send(log[cursor++])`. What all have read stays in it; a reset is no consumer.
 */
export function isLog(ask: Ask, stock: Stock, producers: readonly Use[], uses: readonly Use[]): boolean {
  if (!ask.wholeProject || stock.kind.unique !== undefined || stock.link !== undefined || uses.some((use) => isOutflow(use) && use.operation !== "clear")) return false;
  return uses.some(({ operation, at, home }) => operation === "read" && isAtCursor(ask, at) && (suspends(ask, home) || makesPromise(ask, home))) && producers.some((add) => contentOf(ask, add).isGiven);
}

/** `log[cursor++]`. */
export function isAtCursor({ ts }: Ask, at: TS.Node): boolean {
  return ts.isElementAccessExpression(at) && ts.isPostfixUnaryExpression(at.argumentExpression);
}

/** Callers that wait under keys of their own, and stay there also when they were answered: nothing takes an entry out, nor hands the Map to others who may. */
export function isLeftInMap(ask: Ask, producers: readonly Use[], uses: readonly Use[]): boolean {
  return ask.wholeProject && !uses.some(isOutflow) && producers.some((add) => holdsResolver(ask, add) && hasFreshKey(ask, add));
}

/**
 * Whether the object that holds a stock lives as long as the process, so that what is never taken out is never let go: a framework makes one of its class, or every
 * maker in sight keeps the only one it makes in a variable of a file or a member, and is not run by traffic itself. What is made for a request, a connection or a task goes with it.
 */
function isLasting(ask: Ask, stock: Stock): boolean {
  const { ts } = ask;
  const owner = ts.findAncestor(stock.declaredAt, ts.isClassDeclaration);
  const { parent } = stock.declaredAt;
  const isMember = ts.isPropertyDeclaration(parent) || (ts.isPropertyAccessExpression(parent) && parent.expression.kind === ts.SyntaxKind.ThisKeyword);
  if (!owner?.name || !isMember || stock.owner || stock.around) return false;
  if ((ts.getDecorators(owner) ?? []).some((decorator) => SINGLETONS.test(decorator.getText()))) return true;
  const makers = makersOf(ask, owner);
  return makers.length > 0 && makers.every((maker) => isKept(ask.about(maker.getSourceFile()), maker));
}

function makersOf(ask: Ask, { name }: TS.ClassDeclaration): readonly TS.NewExpression[] {
  const { ts } = ask;
  return name ? ask.usesOf(name.parent as TS.ClassDeclaration, name.text, isSupportCode).flatMap((use) => (ts.isNewExpression(use.parent) && use.parent.expression === use ? [use.parent] : [])) : [];
}

function isKept(ask: Ask, maker: TS.NewExpression, steps = MAX_HOLDERS): boolean {
  const { ts } = ask;
  const { parent } = unwrapped(ask, maker);
  const home = homeOf(ask, maker);
  if (!ts.isSourceFile(home) && sourcesOf(ask, home).some(({ by }) => by === "traffic" || by === "timer")) return false;
  if (ts.isVariableDeclaration(parent) || ts.isExportAssignment(parent)) return ts.isSourceFile(home);
  // What a connection's own object holds goes with it.
  const holder = ts.findAncestor(parent, ts.isClassDeclaration);
  if (holder && makersOf(ask, holder).some((other) => sourcesOf(ask, homeOf(ask, other)).some(({ by }) => by === "traffic" || by === "timer"))) return false;
  // What is made with an object lasts as long as that one, and of an object that is made and given away nobody knows how long.
  if (ts.isPropertyDeclaration(parent)) {
    const makers = holder && steps > 0 ? makersOf(ask, holder) : [];
    return makers.length === 0 || makers.some((other) => isKept(ask.about(other.getSourceFile()), other, steps - 1));
  }
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind === ts.SyntaxKind.CommaToken || ts.isElementAccessExpression(parent.left)) return false;
  // A variable of a function holds it for one call.
  const variable = ts.isIdentifier(parent.left) ? ask.declarationOf(parent.left) : undefined;
  return !variable || ts.isSourceFile(homeOf(ask, variable));
}

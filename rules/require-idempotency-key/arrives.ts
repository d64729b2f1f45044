import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { originOf } from "../model/origin.ts";
import type { Region } from "./regions.ts";

type Call = TS.CallExpression | TS.NewExpression;

/** Clients that tell a failure by an event, and no promise. */
const BY_EVENT = /^(?:node:)?https?$|^follow-redirects$/;

/** What a file says that has such a client; where a call comes from is a dear question. */
const NAMES_CLIENT = /["'](?:(?:node:)?https?|follow-redirects)["']/;

/**
 * Whether a failure of a call arrives at the end of the code around it, `root`, where something runs that again: it is awaited or returned up to there, and no `catch` on
 * the way keeps it. What nobody waits for fails nobody, and neither does what a function does that is kept for later.
 */
export function arrives(ask: Ask, call: Call, root: TS.Node, region: Region): boolean {
  const { ts } = ask;
  // A message is put into a queue at once, or throws there.
  const isAtOnce = ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) && /^(?:publish|sendToQueue)$/.test(call.expression.name.text);
  const told = call.arguments?.at(-1);
  const isTold = (told !== undefined && ts.isFunctionLike(told) && told.parameters.length > 1) || isByEvent(ask, call);
  return isTold ? byCallback(ask, call, root, region) : climbs(ask, call, root, region, isAtOnce, 3);
}

function isByEvent(ask: Ask, call: Call): boolean {
  return NAMES_CLIENT.test(call.getSourceFile().text) && BY_EVENT.test(originOf(ask, call.expression)?.module ?? "");
}

/** What a callback is told becomes that of the promise around it. */
function byCallback(ask: Ask, call: Call, root: TS.Node, region: Region): boolean {
  const { ts } = ask;
  const made = ts.findAncestor(call, (each) => (each === root ? "quit" : ts.isNewExpression(each) && each.expression.getText() === "Promise"));
  return made === undefined || climbs(ask, made, root, region, false, 3);
}

/** From an expression upwards: as a promise until somebody waits for it, then as what is thrown. */
function climbs(ask: Ask, start: TS.Node, root: TS.Node, region: Region, isThrown: boolean, hops: number): boolean {
  const { ts } = ask;
  let thrown = isThrown;
  for (let at = start; at !== root && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isAwaitExpression(parent) || ts.isYieldExpression(parent)) thrown = true;
    else if (ts.isFunctionLike(parent)) {
      // Of a function that is handed over.
      const outer = parent.parent;
      const isHanded = (ts.isCallExpression(outer) || ts.isNewExpression(outer) || ts.isParenthesizedExpression(outer)) && !ts.isMethodDeclaration(parent);
      if (!isHanded) return false;
      thrown = false;
    } else if (ts.isTryStatement(parent) && at === parent.tryBlock && thrown) {
      if (parent.catchClause && keeps(ask, parent.catchClause, region)) return false;
    } else if (!thrown) {
      if (ts.isReturnStatement(parent)) {
        const home = ts.findAncestor(parent, ts.isFunctionLike);
        if (home === undefined || root.parent === home) return true;
        // What is returned from a `try` is not waited for there.
        if (home.pos < root.pos) return false;
        const body = "body" in home ? home.body : undefined;
        at = ts.findAncestor(parent, (each) => each.parent === body) ?? parent;
        continue;
      }
      const handler = handlerOf(ask, parent, at);
      if (handler && ts.isFunctionLike(handler) && keeps(ask, handler, region)) return false;
      if (ts.isVariableDeclaration(parent) && parent.initializer === at && ts.isIdentifier(parent.name)) {
        const { name } = parent;
        return hops > 0 && ask.usesInFile(parent, name.text).some((use) => use !== name && use.pos > start.pos && use.end <= root.end && climbs(ask, use, root, region, false, hops - 1));
      }
      if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return region.isByAnswer === true;
    }
  }
  // An attempt that is an expression is what its function returns.
  return true;
}

/** The function that `….catch(handler)` hands a failure to. */
function handlerOf({ ts }: Ask, parent: TS.Node, at: TS.Node): TS.Node | undefined {
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== at || parent.name.text !== "catch") return undefined;
  return ts.isCallExpression(parent.parent) ? parent.parent.arguments[0] : undefined;
}

/** Whether a `catch` keeps what it is told: nothing in it throws or asks for another run, and nothing throws later what it has put by. */
function keeps(ask: Ask, clause: TS.Node, region: Region): boolean {
  const { ts } = ask;
  if (region.isByAnswer) return false;
  const stored = new Set<string>();
  const visit = (node: TS.Node): boolean => {
    if (ts.isThrowStatement(node)) return true;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(node.left)) stored.add(node.left.text);
    if (ts.isCallExpression(node)) {
      const called = node.expression.getText();
      if (/(?:^|\.)reject$/.test(called) || (region.again !== undefined && (called === region.again || called.endsWith(`.${region.again}`)))) return true;
    }
    return ts.forEachChild(node, visit) ?? false;
  };
  if (visit(clause)) return false;
  const home = ts.findAncestor(clause, ts.isFunctionLike);
  const throwsStored = (node: TS.Node): boolean => (ts.isThrowStatement(node) && [...stored].some((name) => new RegExp(String.raw`\b${name.replaceAll("$", String.raw`\$`)}\b`).test(node.expression.getText()))) || (ts.forEachChild(node, throwsStored) ?? false);
  return home === undefined || stored.size === 0 || !throwsStored(home);
}

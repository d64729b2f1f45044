import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import { homeOf } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { unwrapped } from "../model/functions.ts";
import { sourcesOf } from "./starts.ts";
import type { Stock } from "./stocks.ts";

/** Decorators by which a container makes one instance for the whole process (NestJS 11, InversifyJS 7, TypeDI 0.10, tsyringe 4). */
const SINGLETONS = /^@(?:Injectable|injectable|singleton|Singleton|Service|Controller|WebSocketGateway|Gateway|Processor)\b/;

/**
 * Whether the object that holds a stock lives as long as the process, so that what is never taken out is never let go: a framework makes one of its class, or every
 * maker in sight keeps the only one it makes in a variable of a file or a member, and is not run by traffic itself. What is made for a request, a connection or a task goes with it.
 */
export function isLasting(ask: Ask, stock: Stock): boolean {
  const { ts } = ask;
  const owner = ts.findAncestor(stock.declaredAt, ts.isClassDeclaration);
  if (!owner?.name || stock.owner || stock.around || stock.holder) return false;
  if ((ts.getDecorators(owner) ?? []).some((decorator) => SINGLETONS.test(decorator.getText()))) return true;
  const makers = ask.usesOf(owner, owner.name.text, isSupportCode).flatMap((use) => (ts.isNewExpression(use.parent) && use.parent.expression === use ? [use.parent] : []));
  return makers.length > 0 && makers.every((maker) => isKept(ask.about(maker.getSourceFile()), maker));
}

function isKept(ask: Ask, maker: TS.NewExpression): boolean {
  const { ts } = ask;
  const { parent } = unwrapped(ask, maker);
  const home = homeOf(ask, maker);
  if (!ts.isSourceFile(home) && sourcesOf(ask, home).some(({ by }) => by === "traffic" || by === "timer")) return false;
  if (ts.isVariableDeclaration(parent) || ts.isExportAssignment(parent)) return ts.isSourceFile(home);
  if (ts.isPropertyDeclaration(parent)) return true;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind !== ts.SyntaxKind.CommaToken && !ts.isElementAccessExpression(parent.left);
}

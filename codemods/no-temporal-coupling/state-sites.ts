import type * as TS from "typescript";
import type { Refusal } from "../edit.ts";
import { type InitialiserCall, type Site, sitesOf } from "./sites.ts";
import { isRefused, placeOf, refusal } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** An instance that is worked with before it is made ready, in one block. */
export interface StateSite {
  readonly made: TS.NewExpression;
  readonly name: TS.Identifier;
  readonly begun: InitialiserCall;
  readonly beginning: TS.ExpressionStatement;
  /** The name of the instance before that statement, its declaration left out. */
  readonly early: readonly TS.Identifier[];
}

export interface StateSites {
  readonly immediate: readonly Site[];
  readonly parted: readonly StateSite[];
}

/** Where instances are made: ready at once, or after some calls on them in the same block. */
export function stateSitesOf(subject: Subject, makers: readonly TS.NewExpression[]): StateSites | Refusal {
  const immediate: Site[] = [];
  const parted: StateSite[] = [];
  for (const made of makers) {
    const sites = sitesOf(subject, [made]);
    const [site] = isRefused(sites) ? [] : sites;
    if (site && !site.moved) immediate.push(site);
    else {
      const other = partedSite(subject, made);
      if (other === undefined) return isRefused(sites) ? sites : refusal("held-unready", `the instance that ${placeOf(subject.ask, made)} makes is no constant of one block`);
      parted.push(other);
    }
  }
  return { immediate, parted };
}

function partedSite({ ask, initialiser }: Subject, made: TS.NewExpression): StateSite | undefined {
  const { ts } = ask;
  const near = ask.about(made.getSourceFile());
  const { parent: declaration } = made;
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer !== made || !ts.isIdentifier(declaration.name) || declaration.type) return undefined;
  const { parent: list } = declaration;
  if (!(list.flags & ts.NodeFlags.Const) || !ts.isVariableDeclarationList(list) || list.declarations.length > 1 || !ts.isBlock(list.parent.parent)) return undefined;
  const block = list.parent.parent;
  const { name } = declaration;
  const uses = near.usesInFile(declaration, name.text).filter((use): use is TS.Identifier => use !== name && ts.isIdentifier(use));
  for (const statement of block.statements) {
    if (!ts.isExpressionStatement(statement)) continue;
    const call = ts.isAwaitExpression(statement.expression) ? statement.expression.expression : statement.expression;
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== initialiser.name.text) continue;
    const { expression: receiver } = call.expression;
    if (!ts.isIdentifier(receiver) || !uses.includes(receiver)) continue;
    const early = uses.filter((use) => use.pos < statement.pos);
    const isCalled = (use: TS.Identifier): boolean => ts.isPropertyAccessExpression(use.parent) && use.parent.expression === use && ts.isCallExpression(use.parent.parent) && near.enclosing(use) === near.enclosing(statement) && ts.isExpressionStatement(use.parent.parent.parent);
    const isApart = !call.arguments.some((argument) => uses.some((use) => use.pos >= argument.pos && use.end <= argument.end));
    return early.every(isCalled) && isApart ? { made, name, begun: call as InitialiserCall, beginning: statement, early } : undefined;
  }
  return undefined;
}

/** The methods that are called before the instance is ready, or the place where one of them is called on a ready one. */
export function earlyMethodsOf({ ask, owner }: Subject, { parted }: StateSites): ReadonlySet<string> | Refusal {
  const { ts } = ask;
  const calls = parted.flatMap(({ early }) => early.map((use) => (use.parent as TS.PropertyAccessExpression).name));
  for (const call of calls) {
    const member = ask.declarationOf(call);
    const late = member && ask.usesOf(member, call.text).find((use) => use.parent !== member && !calls.includes(use as TS.Identifier));
    if (!member || late) return refusal("states-entangled", late ? `\`${call.text}\` is also used at ${placeOf(ask, late)}, when \`${owner.name.text}\` is ready or may be` : `\`${call.getText()}\` at ${placeOf(ask, call)} can't be followed`);
    if (!ts.isMethodDeclaration(member)) return refusal("states-entangled", `\`${call.text}\` (${placeOf(ask, member)}) is no method`);
  }
  return new Set(calls.map(({ text }) => text));
}

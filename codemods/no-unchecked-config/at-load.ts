import type * as TS from "typescript";
import type { Activation, Ask } from "../../rules/model/ask.ts";
import { isCallee, nameOfFunction, unwrapped } from "../../rules/model/functions.ts";

/** Through how many functions a module may run its own code while it loads. */
const MAX_CALLS = 2;

/**
 * Whether a place runs as soon as its module is loaded (or its class is made by a framework, which is as soon), in a module that others load: one that exports
 * something. A module without exports is a program, and what it reads first it needs.
 */
export function isReadAtLoad(ask: Ask, place: TS.Node): boolean {
  return exportsAnything(ask) && runsAtLoad(ask, place, MAX_CALLS);
}

/** Whether a place runs as soon as somebody makes an object of the class around it. */
export function runsEarly(ask: Ask, place: TS.Node): boolean {
  return fieldAround(ask, place) !== undefined || ask.ts.isConstructorDeclaration(ask.enclosing(place));
}

function runsAtLoad(ask: Ask, place: TS.Node, calls: number): boolean {
  const { ts } = ask;
  const field = fieldAround(ask, place);
  if (field !== undefined) return isStatic(ask, field) || isMadeByFramework(ask, field.parent);
  const home = ask.enclosing(place);
  if (ts.isSourceFile(home) || ts.isClassStaticBlockDeclaration(home)) return true;
  if (ts.isConstructorDeclaration(home)) return isMadeByFramework(ask, home.parent);
  if (isCallee(ask, unwrapped(ask, home))) return runsAtLoad(ask, home, calls);
  return calls > 0 && callsOf(ask, home).some((call) => runsAtLoad(ask, call, calls - 1));
}

/** The field of a class whose first value a place is part of. */
function fieldAround({ ts }: Ask, place: TS.Node): TS.PropertyDeclaration | undefined {
  const found = ts.findAncestor(place, (node) => (ts.isFunctionLike(node) || ts.isSourceFile(node) ? "quit" : ts.isPropertyDeclaration(node)));
  return found && ts.isPropertyDeclaration(found) ? found : undefined;
}

function isStatic({ ts }: Ask, { modifiers }: TS.PropertyDeclaration): boolean {
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) === true;
}

/** A decorated class is one of which a container makes an instance when the program starts. */
function isMadeByFramework({ ts }: Ask, made: TS.Node): boolean {
  return ts.isClassLike(made) && (made.modifiers ?? []).some((each) => ts.isDecorator(each));
}

/** The calls of a function in its own file. */
function callsOf(ask: Ask, home: Activation): readonly TS.Node[] {
  const name = nameOfFunction(ask, home);
  return name === undefined ? [] : ask.named(name.text).filter((use) => use !== name && (isCallee(ask, use) || ask.ts.isNewExpression(use.parent)));
}

function exportsAnything({ ts, file }: Ask): boolean {
  if (/\bmodule\.exports\b|\bexports\.\w/.test(file.text)) return true;
  return file.statements.some((statement) => {
    if (ts.isExportDeclaration(statement)) return statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause) || statement.exportClause.elements.length > 0;
    return ts.isExportAssignment(statement) || (ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword));
  });
}

import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";

/** How many neighbours of an export are asked who imports them. */
const MAX_NEIGHBOURS = 6;

/** `export * from "./limits"`: the last part of the path. What a module hands on as a whole may have readers that no file names. */
const HANDS_ON = /\bexport\s{1,5}\*\s{1,5}(?:as\s{1,5}\w{1,60}\s{1,5})?from\s{0,5}["'](?:[^"'\n]{0,200}\/)?([\w.-]{1,100})["']/g;
const modulesHandedOn = (ask: Ask): ReadonlySet<string> => ask.saidInSight(HANDS_ON);

/** How programs write the names of constants; what a framework reads of a module (`export const maxDuration`) is not written so. */
const NAMES_CONSTANT = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/;

/**
 * Whether a place makes a constant that is exported, and that nobody names. That imports of its module can be followed is shown by a neighbour of it that another file imports by name; without that, a reader that is not in
 * sight looks the same.
 */
export function isUnread(ask: Ask, place: TS.Node): boolean {
  const { ts } = ask;
  if (!ask.wholeProject) return false;
  const statement = ts.findAncestor(place, (each) => (ts.isFunctionLike(each) ? "quit" : ts.isSourceFile(each.parent)));
  const own = statement && ts.isVariableStatement(statement) ? nameExported(ask, statement) : undefined;
  if (!own || !NAMES_CONSTANT.test(own.text) || isNamedElsewhere(ask, own) || isHandedOn(ask)) return false;
  const neighbours = ask.file.statements.flatMap((each) => (each === statement ? [] : nameExported(ask, each) ?? []));
  return neighbours.slice(0, MAX_NEIGHBOURS).some((each) => isImported(ask, each));
}

/** The name of a statement that exports one thing. */
function nameExported({ ts }: Ask, statement: TS.Node): TS.Identifier | undefined {
  if (!(ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement)) || !statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return undefined;
  if (ts.isFunctionDeclaration(statement)) return statement.name;
  const [only, ...others] = statement.declarationList.declarations;
  return only && others.length === 0 && ts.isIdentifier(only.name) ? only.name : undefined;
}

function isNamedElsewhere(ask: Ask, own: TS.Identifier): boolean {
  return [ask.file, ...ask.filesNaming(own.text, [])].some((file) => !isSupportCode(ask.pathOf(file)) && ask.about(file).named(own.text).some((name) => name !== own && !isKeyOfEnvironment(ask, name)));
}

/** The variable that has the same name: `LIMIT = Number(process.env.LIMIT)`. */
function isKeyOfEnvironment({ ts }: Ask, { parent }: TS.Node): boolean {
  return ts.isPropertyAccessExpression(parent) && /env$/i.test(parent.expression.getText());
}

function isHandedOn(ask: Ask): boolean {
  const parts = ask.path.replace(/\.[cm]?[jt]sx?$/, "").split("/");
  const own = parts.at(-1) ?? "";
  const handedOn = ask.once(modulesHandedOn);
  return own === "index" || [own, `${own}.js`, `${own}.ts`, `${own}.mjs`].some((name) => handedOn.has(name));
}

function isImported(ask: Ask, name: TS.Identifier): boolean {
  const { ts } = ask;
  const declaration = name.parent as TS.Declaration;
  return ask.usesOf(declaration, name.text, isSupportCode).some(({ parent }) => ts.isImportSpecifier(parent));
}

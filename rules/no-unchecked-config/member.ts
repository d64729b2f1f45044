import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask, Sight } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { unwrapped } from "../model/functions.ts";
import { envReadOf } from "./env-read.ts";
import { lets } from "./guards.ts";
import type { Need } from "./implies.ts";
import { isOnlyTested } from "./tested.ts";
import type { Value } from "./value.ts";

/** The last two names that lead to a member of an object of settings: `minio`, `accessKey` of `this.config.minio.accessKey`. */
interface MemberPath {
  readonly outer: string | undefined;
  readonly own: string;
}

/** What programs call the objects that hold their configuration. */
const SETTINGS = /conf(?:ig)?|settings?|options/i;

/** `accessKey: process.env.KEY`, found from its end: the word is rare, names and colons are not. */
const GIVES_VARIABLE = /env(?<=\b(\w{1,60})\s{0,5}:\s{0,40}[^:;,{}\n]{0,60}env)\b/gi;

/** The files that give a member a variable, by its own name: a file is parsed when somebody asks for one of them. */
const filesGiving = (ask: Ask): ReadonlyMap<string, readonly Sight[]> => ask.whereSaid(GIVES_VARIABLE, isSupportCode);

/** The variables that members get, by the last two names that lead there. */
const given = (): Map<string, string | undefined> => new Map();

/** The variable that a member of an object gets, in the first file in sight that gives it one. */
function variableGiven(ask: Ask, path: MemberPath): string | undefined {
  const known = ask.once(given);
  const name = nameOfPath(path);
  if (!known.has(name)) known.set(name, findVariable(ask, name, path.own));
  return known.get(name);
}

function findVariable(ask: Ask, name: string, own: string): string | undefined {
  const { ts } = ask;
  for (const sight of ask.once(filesGiving).get(own) ?? []) {
    const file = sight.file();
    const about = file && ask.about(file);
    for (const { parent } of about?.named(own) ?? []) {
      if (!about || !ts.isPropertyAssignment(parent) || !/env/i.test(parent.initializer.getText().slice(0, 60))) continue;
      const path = pathMade(about, parent);
      const key = path?.outer === undefined || nameOfPath(path) !== name ? undefined : envReadOf(about, inside(about, parent.initializer))?.key;
      if (key !== undefined) return key;
    }
  }
  return undefined;
}

function nameOfPath({ outer, own }: MemberPath): string {
  return `${outer ?? ""}.${own}`;
}

/**
 * `config.minio.accessKey!`, where the project makes `{ minio: { accessKey: process.env.KEY } }`: the variable goes unchecked through an object of settings, which containers hand over under
 * other names. The last two names of the path join the two places.
 */
export function memberValueOf(ask: Ask, expression: TS.Expression): Value | undefined {
  const node = inside(ask, expression);
  const path = pathAsked(ask, node);
  const key = path?.outer === undefined ? undefined : variableGiven(ask, path);
  return path && key !== undefined ? { key, kind: "member", at: node, isDefaulted: false, names: new Set([path.own]) } : undefined;
}

/**
 * Whether what a member of an object of settings gets, or (`isMember`) what is read from one, is checked where the project takes it out: `if (!this.config.s3.region) throw …`, a `switch`
 * that throws for all others.
 */
export function isMemberChecked(ask: Ask, node: TS.Node, need: Need, isMember: boolean): boolean {
  const { ts } = ask;
  let at = unwrapped(ask, node);
  while (ts.isBinaryExpression(at.parent) || ts.isConditionalExpression(at.parent) || ts.isParenthesizedExpression(at.parent)) at = at.parent;
  const path = ts.isPropertyAssignment(at.parent) ? pathMade(ask, at.parent) : isMember ? pathAsked(ask, inside(ask, at as TS.Expression)) : undefined;
  return path !== undefined && ask.filesNaming(path.own, [path.outer ?? "onfig"]).some((file) => !isSupportCode(ask.pathOf(file)) && isCheckedIn(ask.about(file), path, need));
}

function isCheckedIn(ask: Ask, { outer, own }: MemberPath, need: Need): boolean {
  const { ts } = ask;
  return ask.named(own).some(({ parent }) => {
    if (!ts.isPropertyAccessExpression(parent) || parent.name.text !== own) return false;
    const holder = lastName(ask, parent.expression) ?? "";
    if (outer === undefined ? !SETTINGS.test(holder) : holder !== outer) return false;
    if (isReplaced(ask, parent, need)) return true;
    const statement = ts.findAncestor(parent, (each) => (ts.isFunctionLike(each) || ts.isBlock(each) ? "quit" : ts.isIfStatement(each) || ts.isSwitchStatement(each)));
    if (statement && ts.isSwitchStatement(statement)) return statement.expression === parent && need === "fits" && statement.caseBlock.clauses.some((each) => ts.isDefaultClause(each) && each.statements.some(ts.isThrowStatement));
    return statement !== undefined && lets(ask, statement as TS.Statement, new Set([own]), need);
  });
}

/** `config.port || 80`: a default where the member is taken out; `??` gives one only for what is not set. */
function isReplaced(ask: Ask, member: TS.Expression, need: Need): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, member);
  if (!ts.isBinaryExpression(at.parent) || at.parent.left !== at || isOnlyTested(ask, at.parent)) return false;
  const { kind } = at.parent.operatorToken;
  return kind === ts.SyntaxKind.BarBarToken || (need === "set" && kind === ts.SyntaxKind.QuestionQuestionToken);
}

/** The path of a member that is read, or of one that was taken out of its object: `const { accessKey } = this.config.minio`. */
function pathAsked(ask: Ask, node: TS.Expression): MemberPath | undefined {
  const { ts } = ask;
  if (ts.isPropertyAccessExpression(node)) return SETTINGS.test(node.expression.getText()) ? { outer: lastName(ask, node.expression), own: node.name.text } : undefined;
  if (!ts.isIdentifier(node) || !ask.named(node.text).some(({ parent }) => ts.isBindingElement(parent))) return undefined;
  const declaration = ask.declarationOf(node);
  const made = declaration && ts.isBindingElement(declaration) && declaration.initializer === undefined ? declaration.parent.parent : undefined;
  if (!made || !ts.isVariableDeclaration(made) || !made.initializer || !SETTINGS.test(made.initializer.getText())) return undefined;
  const name = (declaration as TS.BindingElement).propertyName ?? node;
  return ts.isIdentifier(name) ? { outer: lastName(ask, made.initializer), own: name.text } : undefined;
}

/** The path of a member of an object that is written out. */
function pathMade({ ts }: Ask, member: TS.PropertyAssignment): MemberPath | undefined {
  if (!ts.isIdentifier(member.name)) return undefined;
  const holder = member.parent.parent;
  const named = (ts.isPropertyAssignment(holder) || ts.isVariableDeclaration(holder)) && ts.isIdentifier(holder.name) ? holder.name.text : undefined;
  return { outer: named, own: member.name.text };
}

function lastName(ask: Ask, expression: TS.Expression): string | undefined {
  const { ts } = ask;
  const node = inside(ask, expression);
  return ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
}

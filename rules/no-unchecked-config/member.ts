import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
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
const GIVES_VARIABLE = /[eE]nv(?<=:\s{0,20}\(?[\w.]{0,40})\b/;

/** The variables that members of objects get, in all files in sight, by the last two names that lead there. */
function variablesGiven(ask: Ask): ReadonlyMap<string, string> {
  const { ts } = ask;
  const given = new Map<string, string>();
  for (const file of ask.filesSaying(GIVES_VARIABLE, isSupportCode)) {
    const about = ask.about(file);
    for (const node of about.nodes(ts.SyntaxKind.PropertyAssignment)) {
      if (!ts.isPropertyAssignment(node) || !/env/i.test(node.initializer.getText().slice(0, 60))) continue;
      const path = pathMade(about, node);
      const key = path?.outer === undefined ? undefined : envReadOf(about, inside(about, node.initializer))?.key;
      if (path && key !== undefined && !given.has(nameOfPath(path))) given.set(nameOfPath(path), key);
    }
  }
  return given;
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
  const key = path?.outer === undefined ? undefined : ask.once(variablesGiven).get(nameOfPath(path));
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

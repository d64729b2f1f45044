import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import type { Follow } from "./held.ts";
import { speaksOf } from "./implies.ts";
import { isOnlyTested } from "./tested.ts";
import type { Value } from "./value.ts";

/**
 * The names of members that get a variable of the environment, found from the end of the read, the nearest first: symbols are asked for only of these. `slug: env.slug` is
 * about an environment of another kind.
 */
const GIVEN = /env\b(?:(?<=process\.env)|(?!\??\.[a-z]\w{0,60}\b(?!\()))(?<=\b(\w{1,60})(?:\??: string[^=;\n]{0,20})?\s{0,4}(?:[:=]|\(\)[^{}\n]{0,30}\{\s{0,20}return)[^;,{}]{0,100}?env)/g;
const namesGiven = (ask: Ask): ReadonlySet<string> => ask.saidInSight(GIVEN);

/** `settings.apiKey`, `this.secret`, where the project writes `{ apiKey: process.env.API_KEY }`, a field, a getter or a static field. */
export function ofMember(ask: Ask, { name }: TS.PropertyAccessExpression, hops: number, follow: Follow): Value | undefined {
  const declaration = ask.once(namesGiven).has(name.text.replace("#", "")) ? ask.declarationOf(name) : undefined;
  const made = declaration && madeOf(ask, declaration);
  // What a bundler puts there is known to whoever builds.
  if (!made || !/env\b/i.test(made.getText()) || /\bimport\.meta\b/.test(made.getText())) return undefined;
  const value = follow(ask.about(made.getSourceFile()), made, hops - 1);
  return value && { ...value, at: name, names: new Set([name.text, ...(value.key === undefined ? [] : [value.key])]), through: { name: name.text, file: made.getSourceFile(), made } };
}

/** What a member is: the value that is written, or what its getter returns. */
function madeOf(ask: Ask, declaration: TS.Declaration): TS.Expression | undefined {
  const { ts } = ask;
  if (ts.isPropertyAssignment(declaration)) return declaration.initializer;
  if (ts.isPropertyDeclaration(declaration)) return declaration.initializer ?? assignedToField(ask, declaration);
  return ts.isGetAccessorDeclaration(declaration) ? returnedBy(ask, declaration) : undefined;
}

/** `this.secret = process.env.SECRET`, where nothing else is ever assigned to the field. */
function assignedToField(ask: Ask, { name }: TS.PropertyDeclaration): TS.Expression | undefined {
  const { ts } = ask;
  if (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name)) return undefined;
  const written = ask.about(name.getSourceFile()).named(name.text).flatMap(({ parent }) => {
    const isWritten = ts.isPropertyAccessExpression(parent) && ts.isBinaryExpression(parent.parent) && parent.parent.left === parent && parent.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return isWritten ? [parent.parent.right] : [];
  });
  return written.length === 1 ? written[0] : undefined;
}

/** The one expression that a function without parameters returns. */
function returnedBy({ ts }: Ask, { body, parameters }: TS.FunctionLikeDeclaration): TS.Expression | undefined {
  if (!body || parameters.length > 0) return undefined;
  if (!ts.isBlock(body)) return body;
  const [only, ...others] = body.statements;
  return only && others.length === 0 && ts.isReturnStatement(only) ? only.expression : undefined;
}

/** The names of functions without parameters that only read the environment, found from the end of the read. */
const READERS = /env\b(?<=\b(\w{1,60})\s{0,3}(?:=\s{0,3}(?:async\s{1,3})?)?\(\)[^{};=]{0,60}(?:=>|\{)[^;,}]{0,100}?env)/g;
const namesOfReaders = (ask: Ask): ReadonlySet<string> => ask.saidInSight(READERS);

/** What a call answers: `getSecret()`, which only reads; `getIfDefined(process.env.KEY)`, which hands on what it gets, and stops where it gets nothing. */
export function ofResult(ask: Ask, call: TS.CallExpression, hops: number, follow: Follow): Value | undefined {
  const [first] = call.arguments;
  if (first === undefined) {
    const name = calledName(ask, call.expression) ?? "";
    const called = ask.once(namesOfReaders).has(name) ? calledFunction(ask, call) : undefined;
    const made = called && returnedBy(ask, called);
    const value = called && made && follow(ask.about(called.getSourceFile()), made, hops - 1);
    return value && { ...value, at: call, names: new Set([name, ...(value.key === undefined ? [] : [value.key])]), through: { name, file: called.getSourceFile(), made } };
  }
  const value = /env\b/i.test(first.getText()) ? follow(ask, first, hops - 1) : undefined;
  const called = value && calledFunction(ask, call);
  return called && handsOn(ask, called) ? { ...value, isDefaulted: true } : undefined;
}

/** Whether all that a function does with its first parameter is to ask whether there is something, and to return it. */
function handsOn(ask: Ask, called: Body): boolean {
  const { ts } = ask;
  const [parameter] = called.parameters;
  if (!parameter || !ts.isIdentifier(parameter.name) || !ts.isBlock(called.body)) return false;
  const { text } = parameter.name;
  let isReturned = false;
  const visit = (node: TS.Node): boolean => {
    if (ts.isReturnStatement(node) && node.expression) {
      const returned = inside(ask, node.expression);
      isReturned ||= ts.isIdentifier(returned) && returned.text === text;
      if (!ts.isIdentifier(returned)) return false;
    }
    const isAsked = (ts.isCallExpression(node) || ts.isNewExpression(node)) && speaksOf(ask, node, new Set([text]));
    if (isAsked && ts.findAncestor(node, ts.isThrowStatement) === undefined) return false;
    return !ts.forEachChild(node, (child) => !visit(child));
  };
  return visit(called.body) && isReturned;
}

/** Whether the file that hands a value out, or the one that gets it, tests somewhere if it is there: `get isEnabled() { return !!this.secret }`. Who asks that, and where, can't be followed. */
export function isMinded(ask: Ask, { through }: Value): boolean {
  const { ts } = ask;
  const files = through ? new Set([through.file, ask.file]) : [];
  return [...files].some((file) => {
    const about = ask.about(file);
    return about.named(through?.name ?? "").some((use) => {
      const whole = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
      return isOnlyTested(about, ts.isCallExpression(whole.parent) && whole.parent.expression === whole ? whole.parent : whole);
    });
  });
}

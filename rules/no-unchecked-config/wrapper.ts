import type * as TS from "typescript";
import { isVariableName } from "../knowledge/config-sources.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { isEnvObject, textOf } from "./env-read.ts";
import { stops } from "./stops.ts";
import type { Read } from "./value.ts";

/** Helpers that read one variable are called after it: `env("KEY")`, `getEnvVar("KEY")`, `readEnvironment("KEY")`. */
const NAME = /env/i;

/** `getEnvVar("KEY")`, where the function's body reads the member of the environment that its first parameter names. */
export function wrapperReadOf(ask: Ask, node: TS.Node): Read | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(node)) return undefined;
  const [named, other] = node.arguments;
  const name = calledName(ask, node.expression) ?? "";
  const key = named && textOf(ask, named);
  if (key === undefined || !/^\w+$/.test(key) || !(NAME.test(name) || isVariableName(key))) return undefined;
  const called = calledFunction(ask, node) ?? (NAME.test(name) && ts.isIdentifier(node.expression) ? functionNamed(ask, name, ["process.env"]) : undefined);
  const read = called && memberRead(ask.about(called.getSourceFile()), called);
  if (!called || !read) return undefined;
  if (isParserGiven(ask, node)) return tellsNan(ask, called) ? undefined : { key, kind: "env", at: node, isDefaulted: node.arguments.length > 2 || /\b(?:default|fallback)/i.test(other?.getText() ?? "") };
  if (changesType(ask, called)) return undefined;
  return { key, kind: "env", at: node, isDefaulted: other !== undefined || mayStop(ask, called) || isDefaultedHere(ask, read) };
}

/** `Number`, `parseInt`, `Number.parseFloat` as a value: for whoever is to convert with it. */
export function isNumberParser({ ts }: Ask, node: TS.Expression): boolean {
  return (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) && /^(?:Number|(?:Number\.)?(?:parseInt|parseFloat))$/.test(node.getText());
}

/** `getEnv("PORT", Number)`, `env("PORT", { defaultValue: 80, transform: Number })`: the getter converts with what it gets. Where it gets a check beside that, it has one. */
export function isParserGiven(ask: Ask, { arguments: given }: TS.CallExpression): boolean {
  const { ts } = ask;
  return given.some((each) => {
    if (!ts.isObjectLiteralExpression(each)) return isNumberParser(ask, each);
    const isChecked = each.properties.some(({ name }) => name === undefined || /valid|check|schema|oneOf|choices|min|max/i.test(name.getText()));
    return !isChecked && each.properties.some((member) => ts.isPropertyAssignment(member) && isNumberParser(ask, member.initializer));
  });
}

/** `toNumber(x)`, where the project's own function of that name converts its parameter and does nothing about what is no number. */
export function isOwnConversion(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const { expression: callee } = call;
  if (!ts.isIdentifier(callee) || call.arguments.length !== 1 || !/^(?:to|as|parse|convertTo|get)_?(?:num(?:ber)?|int(?:eger)?|float)$/i.test(callee.text) || isNumberParser(ask, callee)) return false;
  const isNear = ask.named(callee.text).some(({ parent }) => ts.isImportSpecifier(parent) && /^["']\./.test(parent.parent.parent.parent.moduleSpecifier.getText()));
  const called = calledFunction(ask, call) ?? (isNear ? functionNamed(ask, callee.text, []) : undefined);
  const text = called?.body.getText() ?? "";
  return /\b(?:Number|parseInt|parseFloat)\b(?!\.is)/.test(text) && !/\|\||\?|\b(?:throw|if|try|default\w*|fallback|NaN|isNaN|isFinite|isInteger|isSafeInteger|when|cond|ifElse)\b/.test(text);
}

/** The one function of the project with a name: packages of a workspace import one another by what they are built to, which is not in sight. */
function functionNamed(ask: Ask, name: string, owners: readonly string[]): Body | undefined {
  const { ts } = ask;
  const bodied = ({ parent }: TS.Node): TS.Node | undefined => (ts.isVariableDeclaration(parent) ? parent.initializer : parent);
  const found = ask.filesNaming(name, owners).flatMap((file) => ask.about(file).named(name).map(bodied).filter((each) => each !== undefined && (ts.isFunctionDeclaration(each) || ts.isArrowFunction(each)) && each.body !== undefined));
  return found.length === 1 ? (found[0] as unknown as Body) : undefined;
}

function tellsNan(ask: Ask, { body }: Body): boolean {
  return find(ask, body, (node) => ask.ts.isCallExpression(node) && /^(?:isNaN|isFinite|isInteger|isSafeInteger)$/.test(calledName(ask, node.expression) ?? "")) !== undefined;
}

/** `process.env[name]` in a function whose first parameter is `name`, or in another helper that it hands the name to. */
function memberRead(ask: Ask, called: Body, hops: number = 1): TS.Node | undefined {
  const { ts } = ask;
  const [parameter] = called.parameters;
  if (!parameter || !ts.isIdentifier(parameter.name)) return undefined;
  const { text } = parameter.name;
  return find(ask, called.body, (node) => {
    if (hops > 0 && ts.isCallExpression(node)) {
      const [first] = node.arguments;
      if (first && isEnvObject(ask, first) && node.arguments.some((each) => ts.isIdentifier(each) && each.text === text)) return true;
      const next = first && ts.isIdentifier(first) && first.text === text ? calledFunction(ask, node) : undefined;
      return next !== undefined && memberRead(ask.about(next.getSourceFile()), next, hops - 1) !== undefined;
    }
    const isMember = ts.isElementAccessExpression(node) && ts.isIdentifier(node.argumentExpression) && node.argumentExpression.text === text;
    return isMember && isEnvObject(ask, inside(ask, node.expression));
  });
}

/** A function that answers with a number, a boolean or an object is no reader of texts; it is judged by its own body. */
function changesType(ask: Ask, { type, body }: Body): boolean {
  const { ts } = ask;
  if (type) return !type.getText().includes("string");
  return find(ask, body, (node) => ts.isCallExpression(node) && /^(?:Number|parseInt|parseFloat|Boolean|parse)$/.test(calledName(ask, node.expression) ?? "")) !== undefined;
}

function mayStop(ask: Ask, { body }: Body): boolean {
  return find(ask, body, (node) => stops(ask, node)) !== undefined;
}

/** `process.env[name] ?? "something"` */
function isDefaultedHere(ask: Ask, read: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = read;
  if (!ts.isBinaryExpression(parent) || parent.left !== read) return false;
  return ts.isStringLiteralLike(parent.right) || ts.isNumericLiteral(parent.right);
}

/** The first node in a body for which a question is answered with yes. */
function find({ ts }: Ask, root: TS.Node, question: (node: TS.Node) => boolean): TS.Node | undefined {
  const visit = (node: TS.Node): TS.Node | undefined => (question(node) ? node : ts.forEachChild(node, visit));
  return visit(root);
}

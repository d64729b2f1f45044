import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { isEnvObject } from "./env-read.ts";
import { stops } from "./stops.ts";
import type { Read } from "./value.ts";

/** Helpers that read one variable are called after it: `env("KEY")`, `getEnvVar("KEY")`, `readEnvironment("KEY")`. */
const NAME = /env/i;

/** `getEnvVar("KEY")`, where the function's body reads the member of the environment that its first parameter names. */
export function wrapperReadOf(ask: Ask, node: TS.Node): Read | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(node)) return undefined;
  const [key, other] = node.arguments;
  if (!key || !ts.isStringLiteralLike(key) || !NAME.test(calledName(ask, node.expression) ?? "")) return undefined;
  const called = calledFunction(ask, node);
  const read = called && memberRead(ask, called);
  if (!called || !read || changesType(ask, called)) return undefined;
  return { key: key.text, kind: "env", at: node, isDefaulted: other !== undefined || mayStop(ask, called) || isDefaultedHere(ask, read) };
}

/** `process.env[name]` in a function whose first parameter is `name`. */
function memberRead(ask: Ask, called: Body): TS.Node | undefined {
  const { ts } = ask;
  const [parameter] = called.parameters;
  if (!parameter || !ts.isIdentifier(parameter.name)) return undefined;
  const { text } = parameter.name;
  return find(ask, called.body, (node) => {
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

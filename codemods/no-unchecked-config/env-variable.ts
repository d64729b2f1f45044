import type * as TS from "typescript";
import { isVariableName } from "../../rules/knowledge/config-sources.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import { isBuiltIn } from "../../rules/no-unchecked-config/detect.ts";
import { type Origin, originOf } from "../../rules/model/origin.ts";
import { wrapperReadOf } from "../../rules/no-unchecked-config/wrapper.ts";
import { type Constant, constantOf } from "./constant.ts";
import { type Helper, helperOf } from "./env-getter.ts";
import { refuse } from "../read-target.ts";
import type { Refusal } from "../edit.ts";

/** A variable of the environment, read where it stands: from `process.env`, or by a helper of the project. */
export interface EnvVariable {
  readonly name: string;
  /** The read as a module of its own would write it: with a dot or with brackets, as it was. */
  readonly text: string;
  /** What that module has to import for it. */
  readonly helper?: Helper;
}

/** The variable that an expression reads, whatever stands around it (`!`, a cast, parentheses), also through a constant of the file; `undefined` where it reads none. */
export function envVariableOf(ask: Ask, expression: TS.Expression): EnvVariable | undefined {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isCallExpression(node)) return helped(ask, node);
  if (ts.isIdentifier(node)) return heldBy(ask, constantOf(ask, node));
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  if (!isProcessEnv(ask, inside(ask, node.expression))) return undefined;
  if (ts.isPropertyAccessExpression(node)) return ts.isIdentifier(node.name) ? { name: node.name.text, text: `process.env.${node.name.text}` } : undefined;
  const { argumentExpression: key } = node;
  return ts.isStringLiteralLike(key) && /^[A-Z_]\w*$/i.test(key.text) ? { name: key.text, text: `process.env["${key.text}"]` } : undefined;
}

/** What a constant of the file holds, if that is a variable as it was read. */
export function heldBy(ask: Ask, constant: Constant | undefined): EnvVariable | undefined {
  const { ts } = ask;
  if (constant === undefined) return undefined;
  if (ts.isVariableDeclaration(constant)) {
    const made = constant.initializer && inside(ask, constant.initializer);
    return made === undefined || ts.isIdentifier(made) ? undefined : envVariableOf(ask, made);
  }
  return constant.initializer === undefined ? takenBy(ask, constant) : undefined;
}

/** The variable that `const { KEY = "default" } = process.env` takes out, whatever its default is. */
export function takenBy(ask: Ask, { dotDotDotToken, propertyName, name, parent: { parent: { initializer } } }: TS.BindingElement): EnvVariable | undefined {
  const { ts } = ask;
  const key = propertyName ?? name;
  const isTaken = dotDotDotToken === undefined && ts.isIdentifier(key) && initializer !== undefined && isProcessEnv(ask, inside(ask, initializer));
  return isTaken ? { name: key.text, text: `process.env.${key.text}` } : undefined;
}

/** `getEnvVar("KEY")`, where the helper does nothing but read. */
function helped(ask: Ask, call: TS.CallExpression): EnvVariable | undefined {
  const key = call.arguments.length === 1 ? wrapperReadOf(ask, call)?.key : undefined;
  const helper = key !== undefined && isVariableName(key) ? helperOf(ask, call) : undefined;
  return key === undefined || helper === undefined ? undefined : { name: key, text: `${helper.name}("${key}")`, helper };
}

/** Why what a finding reads is no variable that a checked module could read for it. */
export function explainForeign(ask: Ask, read: TS.Node, mayBeBundled: boolean): Refusal | undefined {
  const { ts, file } = ask;
  const line = `line ${String(ask.lineOf(read))}`;
  if (ts.isCallExpression(read) && envVariableOf(ask, read) === undefined) return refuse("other-source", `${line} asks \`${read.expression.getText().slice(0, 40)}\``);
  const isTaken = ts.isBindingElement(read);
  if (!isTaken && !ts.isCallExpression(read) && !ts.isPropertyAccessExpression(read) && !ts.isElementAccessExpression(read)) return refuse("other-source", `${line} reads no member of \`process.env\``);
  if (!isTaken && !ts.isCallExpression(read) && !isProcessEnv(ask, inside(ask, read.expression))) return refuse("other-source", `${line} reads \`${read.expression.getText().slice(0, 40)}\``);
  const variable = isTaken ? takenBy(ask, read) : envVariableOf(ask, read);
  if (variable === undefined) return isTaken ? refuse("held", `${line} takes it out of the environment`) : refuse("computed-name", `${line} computes it`);
  if (isBuiltIn(ask, variable.name) && (mayBeBundled || !variable.name.startsWith("NEXT_PUBLIC_"))) return refuse("built-in", `\`${variable.name}\` is one of those that a browser gets`);
  const [first] = file.statements;
  const isClient = first !== undefined && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression) && first.expression.text === "use client";
  return isClient ? refuse("built-in", "the file runs in the browser, too") : undefined;
}

/** `process.env`, also as `globalThis.process.env`, `env` of `node:process`, or a constant that is nothing else. What may be handed in is somebody else's. */
function isProcessEnv(ask: Ask, node: TS.Expression, hops: number = 2): boolean {
  const { ts } = ask;
  if (ts.isPropertyAccessExpression(node)) return node.name.text === "env" && isProcess(ask, inside(ask, node.expression));
  if (!ts.isIdentifier(node) || hops === 0) return false;
  const declaration = ask.declarationOf(node);
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return isNamed(originOf(ask, node), "env");
  const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0 && ts.isIdentifier(declaration.name);
  return isConstant && declaration.initializer !== undefined && isProcessEnv(ask, inside(ask, declaration.initializer), hops - 1);
}

function isProcess(ask: Ask, node: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isPropertyAccessExpression(node)) return node.name.text === "process" && ts.isIdentifier(node.expression) && /^global(?:This)?$/.test(node.expression.text);
  if (!ts.isIdentifier(node)) return false;
  const origin = originOf(ask, node);
  return isNamed(origin, "") || (origin?.module === undefined && origin?.steps.join(".") === "process");
}

/** Whether a value is what the module `process` of Node.js has under a name; without one, the module itself. */
function isNamed(origin: Origin | undefined, name: string): boolean {
  return (origin?.module === "process" || origin?.module === "node:process") && origin.steps.join(".") === name;
}

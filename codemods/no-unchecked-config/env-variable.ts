import type * as TS from "typescript";
import { isVariableName } from "../../rules/knowledge/config-sources.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import { wrapperReadOf } from "../../rules/no-unchecked-config/wrapper.ts";
import { type Constant, constantOf } from "./constant.ts";
import { type Helper, helperOf } from "./env-getter.ts";
import { gotBy } from "./getter.ts";
import { isProcessEnv } from "./process-env.ts";

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
  if (ts.isCallExpression(node)) return got(ask, node) ?? helped(ask, node);
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

/** `getEnvVar("KEY")`, where nothing but `process.env.KEY` comes out of the function. */
function got(ask: Ask, call: TS.CallExpression): EnvVariable | undefined {
  const { parts: [part, other] = [], operators = [] } = gotBy(ask, call) ?? {};
  return part !== undefined && other === undefined && operators.length === 0 && "variable" in part ? variableNamed(part.variable) : undefined;
}

/** A variable that was read by a name that somebody handed over. */
export function variableNamed(name: string): EnvVariable {
  return { name, text: `process.env["${name}"]` };
}

/** `getEnvVar("KEY")`, where the helper does nothing but read a member of something. */
function helped(ask: Ask, call: TS.CallExpression): EnvVariable | undefined {
  const key = call.arguments.length === 1 ? wrapperReadOf(ask, call)?.key : undefined;
  const helper = key !== undefined && isVariableName(key) ? helperOf(ask, call) : undefined;
  return key === undefined || helper === undefined ? undefined : { name: key, text: `${helper.name}("${key}")`, helper };
}

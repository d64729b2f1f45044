import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import { type Origin, originOf } from "../../rules/model/origin.ts";

/** `process.env`, also as `globalThis.process.env`, `env` of `node:process`, or a constant that is nothing else. What may be handed in is somebody else's. */
export function isProcessEnv(ask: Ask, node: TS.Expression, hops: number = 2): boolean {
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

import type * as TS from "typescript";
import type { Frame, Simulation } from "./simulation.ts";

/** Names of what may well be left out: who listens, counts or writes down. */
const OPTIONAL = /log|metric|trac|span|telemetr|monitor|stat|analytic|debug|report|progress|spinner|cache|callback|listener|observer|hook|audit|\bon[A-Z]/i;

/** `this.socket?.send(text)`: a call for its effect, of the member itself, which gets what the caller hands in; that it is left out nobody is told. */
export function isSending(run: Simulation, node: TS.CallExpression, frame: Frame): boolean {
  const { ts } = run.ask;
  const { parent } = node;
  const isForEffect = ts.isExpressionStatement(parent) || (ts.isBinaryExpression(parent) && ts.isExpressionStatement(parent.parent)) || (ts.isAwaitExpression(parent) && ts.isExpressionStatement(parent.parent));
  if (frame.depth !== 0 || run.isStart || !isForEffect || OPTIONAL.test(node.expression.getText())) return false;
  const home = run.ask.enclosing(node);
  const names = "parameters" in home ? home.parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : [])) : [];
  return node.arguments.some((argument) => new RegExp(`(?<![.\\w$])(?:${names.join("|")})\\b`).test(argument.getText())) && names.length > 0;
}

import type * as TS from "typescript";
import { GETTER_NAME, isVariableName } from "../knowledge/config-sources.ts";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";

/**
 * Whether a POST hands a thing, by its id, to a service of the system's own: its whole address is a setting (`RUNNER_URL`), and the body names the thing
 * (`{ buildId }`). Whoever answers there can tell the second one, and whether it does can't be seen from here.
 */
export function asksOwnService(ask: Ask, url: TS.Expression, [options]: readonly TS.Expression[]): boolean {
  const literal = options && literalOf(ask, options);
  if (!literal || !isSetting(ask, url)) return false;
  const body = memberOf(ask, literal, "body") ?? memberOf(ask, literal, "data") ?? memberOf(ask, literal, "json");
  const content = body === undefined ? literal : literalOf(ask, unwritten(ask, body));
  return content !== undefined && namesThing(ask, content);
}

/** `x` of `JSON.stringify(x)`. */
function unwritten(ask: Ask, body: TS.Expression): TS.Expression {
  const { ts } = ask;
  const node = inside(ask, body);
  return (ts.isCallExpression(node) && node.expression.getText() === "JSON.stringify" ? node.arguments[0] : undefined) ?? node;
}

function namesThing(ask: Ask, { properties }: TS.ObjectLiteralExpression): boolean {
  const { ts } = ask;
  return properties.some((member) => {
    if (!member.name || !ts.isIdentifier(member.name) || !/^id$|(?:Id|_id)$/.test(member.name.text)) return false;
    const value = ts.isPropertyAssignment(member) ? inside(ask, member.initializer) : member.name;
    return ts.isIdentifier(value) || ts.isPropertyAccessExpression(value);
  });
}

/** `env.RUNNER_URL`, `config.get("RUNNER_URL")`, or a constant that holds one. */
function isSetting(ask: Ask, url: TS.Expression): boolean {
  const { ts } = ask;
  const node = inside(ask, url);
  const binding = ts.isIdentifier(node) ? ask.bindingOf(node) : undefined;
  const value = binding && ts.isVariableDeclaration(binding) && binding.initializer ? inside(ask, binding.initializer) : node;
  if (ts.isPropertyAccessExpression(value)) return isVariableName(value.name.text) && /(?:^|\.)env$/.test(value.expression.getText());
  if (!ts.isCallExpression(value) || !ts.isPropertyAccessExpression(value.expression)) return false;
  const { name, expression } = value.expression;
  return name.text === "get" && GETTER_NAME.test(expression.getText().replace(/^this\./, ""));
}

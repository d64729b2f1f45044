import type * as TS from "typescript";

/** What holds the variables of a container: of ECS and Batch (`containerOverrides.environment`), of Kubernetes and Cloud Run (`env`). */
const HOLDS_VARIABLES = /^(?:environment|env|Env|Environment)$/;

/** `environment: [{ name: "KEY", value }]`: the variable that a member `name` sets for the container that the program starts, and to what. */
export function variableOfContainer(ts: typeof TS, { name, initializer, parent: pair }: TS.PropertyAssignment): { readonly key: string; readonly value: TS.Expression } | undefined {
  if (!/^name$/i.test(name.getText()) || !ts.isStringLiteralLike(initializer) || !ts.isArrayLiteralExpression(pair.parent)) return undefined;
  const { parent: list } = pair.parent;
  const value = pair.properties.find((each): each is TS.PropertyAssignment => ts.isPropertyAssignment(each) && /^value$/i.test(each.name.getText()));
  const isOwn = value !== undefined && !/\benv\b/.test(value.initializer.getText());
  return isOwn && ts.isPropertyAssignment(list) && HOLDS_VARIABLES.test(list.name.getText()) ? { key: initializer.text, value: value.initializer } : undefined;
}

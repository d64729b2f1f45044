import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";

/** `mails` of `const consumer = kafka.consumer({ groupId: "mails" })`, for each of the calls that hand a handler to `consumer`; nothing where it is no text in place. */
export function consumersOf(ask: Ask, registrations: readonly TS.Node[], option: string): readonly string[] {
  return registrations.flatMap((each) => consumerOf(ask.about(each.getSourceFile()), each, option) ?? []);
}

function consumerOf(ask: Ask, registration: TS.Node, option: string): string | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(registration) || !ts.isPropertyAccessExpression(registration.expression)) return undefined;
  const { expression: owner } = registration.expression;
  const declaration = ts.isIdentifier(owner) ? ask.bindingOf(owner) : undefined;
  const isConstant = declaration && ts.isVariableDeclaration(declaration) && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  const made = isConstant ? declaration.initializer : undefined;
  const options = made && ts.isCallExpression(made) ? made.arguments[0] : undefined;
  const member = options && ts.isObjectLiteralExpression(options) ? options.properties.find((each) => each.name?.getText() === option) : undefined;
  const value = member && ts.isPropertyAssignment(member) ? member.initializer : undefined;
  return value && ts.isStringLiteralLike(value) && /^[\w.-]{1,80}$/.test(value.text) ? value.text : undefined;
}

import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";

/** The method by which a file tells of what goes wrong, as it may be called at a place: `logger.warn`, `this.logger.error`; `undefined` where it has none but the console. */
export function loggerFor(ask: Ask, place: TS.Node): string | undefined {
  const { ts } = ask;
  const methods = (["warn", "error"] as const).flatMap((method) => ask.named(method).map(({ parent }) => parent));
  const found = methods.find((member) => ts.isPropertyAccessExpression(member) && ts.isCallExpression(member.parent) && member.parent.expression === member && isLogger(ask, member.expression, place));
  return found?.getText();
}

/** A logger that means the same at the place: of the module, or a member of the class around both. */
function isLogger(ask: Ask, receiver: TS.Expression, place: TS.Node): boolean {
  const { ts } = ask;
  if (!/(?:^|[._#])_?(?:log|logger)$/i.test(receiver.getText())) return false;
  if (ts.isIdentifier(receiver)) {
    const declaration = ask.bindingOf(receiver);
    const statement = declaration && ts.findAncestor(declaration, ts.isStatement);
    return statement !== undefined && ts.isSourceFile(statement.parent) && ask.named(receiver.text).every((use) => use === receiver || ask.bindingOf(use as TS.Identifier) === declaration || ts.isPropertyAccessExpression(use.parent));
  }
  const isOwn = ts.isPropertyAccessExpression(receiver) && receiver.expression.kind === ts.SyntaxKind.ThisKeyword;
  const around = (node: TS.Node): TS.Node | undefined => ts.findAncestor(node, ts.isClassLike);
  return isOwn && around(receiver) !== undefined && around(receiver) === around(place) && around(place) === ts.findAncestor(place, (node) => ts.isClassLike(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node));
}

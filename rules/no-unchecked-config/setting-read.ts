import type * as TS from "typescript";
import { GETTER_NAME, GETTERS, isVariableName } from "../knowledge/config-sources.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { originOf } from "../model/origin.ts";
import { isOnlyTested } from "./tested.ts";
import type { Read } from "./value.ts";

/** `configService.get("KEY")`, `getOrThrow("KEY")`, which answers with a text, `settingStore.get<string>("key")`: a getter that answers `undefined` for what nobody has set. */
export function settingReadOf(ask: Ask, node: TS.Node): Read | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression: receiver } = node.expression;
  const [key, fallback] = node.arguments;
  const isDemanding = name.text === "getOrThrow";
  if (!(name.text === "get" || isDemanding) || !key || !ts.isStringLiteralLike(key) || !mayMiss(ask, node.expression, inside(ask, receiver), key.text)) return undefined;
  return { key: key.text, kind: "setting", at: node, isDefaulted: isDemanding || (fallback !== undefined && !ts.isObjectLiteralExpression(fallback)) };
}

/**
 * Whether a getter is known to answer `undefined`: it is that of a library and the key that of a variable (other keys have their defaults where the project
 * declares them), or the project itself writes so in the type of its own getter.
 */
function mayMiss(ask: Ask, getter: TS.PropertyAccessExpression, receiver: TS.Expression, key: string): boolean {
  const { ts } = ask;
  const name = ts.isIdentifier(receiver) ? receiver.text : ts.isPropertyAccessExpression(receiver) ? receiver.name.text : "";
  if (!/conf|setting|store/i.test(name) && !isVariableName(key)) return false;
  if (GETTER_NAME.test(name) && answersUndefined(ask, getter.name)) return true;
  const origin = isVariableName(key) ? originOf(ask, receiver) : undefined;
  return origin !== undefined && GETTERS.some(({ module, steps }) => module === origin.module && steps.length === origin.steps.length && steps.every((step, at) => step === origin.steps[at]));
}

/** `get<T>(key: string): Promise<T | undefined>` */
function answersUndefined(ask: Ask, name: TS.Node): boolean {
  const { ts } = ask;
  const declaration = ask.declarationOf(name);
  if (!declaration || !(ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration))) return false;
  const { type } = declaration;
  const answer = type && ts.isTypeReferenceNode(type) && type.typeName.getText() === "Promise" ? type.typeArguments?.[0] : type;
  return answer !== undefined && ts.isUnionTypeNode(answer) && answer.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword);
}

/** Whether some place of the project demands a setting (`getOrThrow("KEY")`), or tests if it is there. */
export function isSettingMinded(ask: Ask, key: string): boolean {
  const { ts } = ask;
  return ask.filesNaming(key, [".get"]).some((file) => {
    const about = ask.about(file);
    return [...about.nodes(ts.SyntaxKind.StringLiteral), ...about.nodes(ts.SyntaxKind.NoSubstitutionTemplateLiteral)].some((each) => {
      const { parent } = each;
      if (!ts.isStringLiteralLike(each) || each.text !== key || !ts.isCallExpression(parent) || parent.arguments[0] !== each) return false;
      return calledName(about, parent.expression) === "getOrThrow" || isOnlyTested(about, parent) || isDefaulted(ask, parent);
    });
  });
}

/** `config.get("KEY", "here")`, `config.get("KEY") || "here"` */
function isDefaulted({ ts }: Ask, call: TS.CallExpression): boolean {
  const { parent } = call;
  return call.arguments.length > 1 || (ts.isBinaryExpression(parent) && parent.left === call && (parent.operatorToken.kind === ts.SyntaxKind.BarBarToken || parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken));
}

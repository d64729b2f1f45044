import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { calledName } from "../../rules/model/functions.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";

/** The expression for the number that a conversion makes of a default; `undefined` where that is no number, such as `parseInt("")`. */
export function numberOfDefault(ask: Ask, node: TS.Expression, conversion: TS.Expression): string | Refusal | undefined {
  const { ts } = ask;
  if (isNothing(ask, node) || (ts.isStringLiteralLike(node) && node.text.trim() === "")) return isParse(ask, conversion) || isUndefined(ask, node) ? undefined : "0";
  if (ts.isStringLiteralLike(node)) {
    const text = node.text.trim();
    if (isWholeParse(ask, conversion) && text.includes(".")) return refuse("default-unclear", `line ${String(ask.lineOf(node))} has a default of which only a part is taken`);
    return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? text : refuse("default-unclear", `line ${String(ask.lineOf(node))} has a default that is no plain number`);
  }
  const isExact = !isWholeParse(ask, conversion) || !/\/|\d\.|\.\d|\de/i.test(node.getText());
  if (isExact && (ts.isNumericLiteral(node) || (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand)) || isProduct(ask, node))) return node.getText();
  if (!ts.isCallExpression(conversion)) return `Number(${node.getText()})`;
  const [, radix] = conversion.arguments;
  return `${conversion.expression.getText()}(${node.getText()}${radix === undefined ? "" : `, ${radix.getText()}`})`;
}

/** `parseInt(x)`, `Number.parseFloat(x)`: of an empty text they make NaN, where `Number` makes 0. */
function isParse({ ts }: Ask, conversion: TS.Expression): boolean {
  return ts.isCallExpression(conversion) && conversion.expression.getText() !== "Number";
}

/** `parseInt`: of `1.5` it takes 1. */
function isWholeParse(ask: Ask, conversion: TS.Expression): boolean {
  return ask.ts.isCallExpression(conversion) && calledName(ask, conversion.expression) === "parseInt";
}

function isNothing(ask: Ask, node: TS.Expression): boolean {
  return node.kind === ask.ts.SyntaxKind.NullKeyword || isUndefined(ask, node);
}

export function isUndefined({ ts }: Ask, node: TS.Expression): boolean {
  return ts.isIdentifier(node) && node.text === "undefined";
}

/** What is a number whatever its operands are. */
function isProduct({ ts }: Ask, node: TS.Expression): boolean {
  const { SyntaxKind: K } = ts;
  return ts.isBinaryExpression(node) && [K.AsteriskToken, K.SlashToken, K.MinusToken].includes(node.operatorToken.kind);
}

import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Edit, Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import { toldBy } from "./told.ts";
import type { Drawn, Want } from "./want.ts";

/** The ceiling that a delay gets that has none. */
export const CAP = "30_000";

export interface Form {
  /** Whether the value is shown to people, who want no fractions of milliseconds. */
  readonly isShown?: boolean;
  /** Whether nought would mean something else than no delay. */
  readonly isNeverZero?: boolean;
}

/** Draws the delay that an expression computes at random, by what is put around it. */
export function draw(ask: Ask, delay: TS.Expression, want: Want, { isShown = false, isNeverZero = false }: Form = {}): Drawn | Refusal {
  const { ts } = ask;
  const line = `line ${String(ask.lineOf(delay))}`;
  const told = toldBy(ask, delay);
  if (told !== undefined) return refuse("delay-told", `\`${told.replace(/\s+/g, " ")}\` takes part in the delay (${line})`);
  const value = inside(ask, delay);
  if (ts.isStringLiteralLike(value) || ts.isObjectLiteralExpression(value) || ts.isTemplateExpression(value)) return refuse("delay-unclear", `the delay is no number (${line})`);
  if (/Math\.max\(\s*(?!0\s*,)/.test(delay.getText())) return refuse("delay-unclear", `the delay has a floor, and a draw would go below it (${line})`);
  const isRandom = /random|jitter/i.test(delay.getText());
  if (want.needsCap && isRandom) return capDrawn(ask, value, line);
  if (isRandom) return drawBelowCap(ask, value, isShown);
  const [factor, how] = isNeverZero ? ["(0.5 + Math.random() / 2)", "Draw the delay between half of its value and all of it"] : want.draw === "even" || ts.isNumericLiteral(value) ? ["(0.5 + Math.random())", "Draw the delay around its value"] : ["Math.random()", "Draw the delay at random below its value"];
  const text = want.needsCap ? [`${factor} * Math.min(${CAP}, `, ")"] : isFactor(ask, delay) ? [`${factor} * `, ""] : [`${factor} * (`, ")"];
  return { edits: around(delay, isShown ? `Math.round(${String(text[0])}` : String(text[0]), isShown ? `${String(text[1])})` : String(text[1])), how, isCapped: want.needsCap };
}

/** `Math.random() * delay` gets its cap inside. */
function capDrawn(ask: Ask, delay: TS.Expression, line: string): Drawn | Refusal {
  const { ts } = ask;
  const isDraw = (node: TS.Expression): boolean => /^Math\.random\(\)$/.test(node.getText());
  if (ts.isBinaryExpression(delay) && delay.operatorToken.kind === ts.SyntaxKind.AsteriskToken) {
    const { left, right } = delay;
    const whole = isDraw(left) ? right : isDraw(right) ? left : undefined;
    if (whole && !/random|jitter/i.test(whole.getText())) return { edits: around(whole, `Math.min(${CAP}, `, ")"), how: "Cap the delay before it is drawn", isCapped: true };
  }
  return refuse("delay-unclear", `where the cap belongs in a delay that is drawn already can't be told (${line})`);
}

/** `Math.min(max, delay + random)` becomes `Math.random() * Math.min(max, delay)`; what has another shape is drawn as a whole. */
function drawBelowCap(ask: Ask, delay: TS.Expression, isShown: boolean): Drawn {
  const { ts } = ask;
  const edits: Edit[] = [];
  if (ts.isCallExpression(delay) && delay.expression.getText() === "Math.min") {
    for (const argument of delay.arguments) {
      const sum = inside(ask, argument);
      if (!ts.isBinaryExpression(sum) || sum.operatorToken.kind !== ts.SyntaxKind.PlusToken) continue;
      const isDrawn = (node: TS.Expression): boolean => node.getText().includes("Math.random()") && !hasEffect(ask, node);
      // Comments stay: of a summand that has one, only the draw around it is new.
      if (/\/[/*]/.test(sum.getFullText())) continue;
      if (isDrawn(sum.right) && !sum.left.getText().includes("random")) edits.push(cut(sum, sum.left.end, sum.right.end));
      else if (isDrawn(sum.left) && !sum.right.getText().includes("random")) edits.push(cut(sum, sum.left.getStart(), sum.right.getStart()));
    }
  }
  const [before, after] = around(delay, isFactor(ask, delay) ? "Math.random() * " : "Math.random() * (", isFactor(ask, delay) ? "" : ")");
  const round = isShown ? around(delay, "Math.round(", ")") : [];
  return { edits: [round[0], before, ...edits, after, round[1]].filter((edit) => edit !== undefined), how: "Cap the delay first, then draw it at random below that", isCapped: false };
}

/** Whether a summand does anything but compute. */
function hasEffect(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  const isCalling = ts.isCallExpression(node) && !/^Math\.\w+$/.test(node.expression.getText());
  return isCalling || ts.isAwaitExpression(node) || /\+\+|--|[^=!<>]=[^=>]/.test(node.getText()) || (ts.forEachChild(node, (child) => hasEffect(ask, child) || undefined) ?? false);
}

/** Whether `x * ` may stand before an expression without parentheses around it. */
function isFactor({ ts }: Ask, node: TS.Expression): boolean {
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.AsteriskToken || node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken;
  return ts.isIdentifier(node) || ts.isNumericLiteral(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node) || ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node);
}

/** Two insertions; an empty one is none. */
export function around(node: TS.Node, before: string, after: string): readonly Edit[] {
  const file = node.getSourceFile().fileName;
  const edits = [
    { file, span: { start: node.getStart(), end: node.getStart() }, text: before },
    { file, span: { start: node.end, end: node.end }, text: after },
  ];
  return edits.filter(({ text }) => text !== "");
}

function cut(node: TS.Node, start: number, end: number): Edit {
  return { file: node.getSourceFile().fileName, span: { start, end }, text: "" };
}

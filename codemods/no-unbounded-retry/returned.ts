import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Evidence, Finding } from "../../rules/model/finding.ts";
import type { Edit, Refusal } from "../edit.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { computing } from "./computing.ts";
import { draw } from "./draw.ts";
import { readsBeside } from "./reads.ts";
import type { Drawn, Want } from "./want.ts";

/** Draws the delays that a function returns which computes them for a client, or for whatever carries them out. */
export function spreadReturned(ask: Ask, finding: Finding, { span }: Evidence, want: Want): Drawn | Refusal {
  const { ts } = ask;
  const own = computing(ask, span.start);
  if (isRefusal(own)) return own;
  const returned: TS.Expression[] = [];
  if (!ts.isBlock(own.body)) returned.push(...branches(ask, own.body));
  else collect(ask, own.body, returned);
  // What a caller does with it may take whole numbers alone, such as a column of a table.
  const isCalled = own.body.getStart() === span.start;
  // Nought ends the attempts there.
  const isNeverZero = finding.data["what"] === "calculateDelay";
  const drawn: Drawn[] = [];
  for (const each of returned) {
    if (isEnd(ask, each)) continue;
    const place = placeOf(ask, each, own);
    if (!isNumber(ask, place)) return refuse("delay-elsewhere", `what line ${String(ask.lineOf(each))} returns may be something else than a delay`);
    const read = readsBeside(ask, place, each, own);
    const one = isRefusal(read) ? read : draw(ask, place, want, { isShown: read.isShown || isCalled, isNeverZero });
    if (isRefusal(one)) return one;
    drawn.push(one);
  }
  const [first] = drawn;
  if (!first) return refuse("delay-unclear", "no delay is returned in sight");
  const edits = drawn.flatMap((each) => each.edits);
  return new Set(edits.map(keyOf)).size === edits.length ? { ...first, edits, isCapped: drawn.some(({ isCapped }) => isCapped) } : refuse("delay-read", "one delay is returned in several places");
}

function keyOf({ span, text }: Edit): string {
  return `${String(span.start)} ${text}`;
}

function collect(ask: Ask, node: TS.Node, into: TS.Expression[]): void {
  const { ts } = ask;
  if (ts.isFunctionLike(node) && !ts.isBlock(node)) return;
  if (ts.isReturnStatement(node) && node.expression) into.push(...branches(ask, node.expression));
  else ts.forEachChild(node, (child) => { collect(ask, child, into); });
}

/** Both sides of a condition. */
function branches(ask: Ask, expression: TS.Expression): readonly TS.Expression[] {
  const value = inside(ask, expression);
  return ask.ts.isConditionalExpression(value) ? [...branches(ask, value.whenTrue), ...branches(ask, value.whenFalse)] : [expression];
}

/** What ends the attempts, or lets the next one come at once. */
function isEnd({ ts }: Ask, node: TS.Expression): boolean {
  return ts.isNewExpression(node) || /^(?:null|undefined|false|0|void 0|""|'')$/.test(node.getText());
}

function placeOf(ask: Ask, returned: TS.Expression, own: TS.Node): TS.Expression {
  const { ts } = ask;
  const name = inside(ask, returned);
  const declaration = ts.isIdentifier(name) ? ask.declarationOf(name) : undefined;
  const isOwn = declaration && ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) && ask.enclosing(declaration) === own && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isOwn && declaration.initializer ? declaration.initializer : returned;
}

/** Whether an expression is a number, whatever its names hold. */
function isNumber(ask: Ask, expression: TS.Expression): boolean {
  const { ts } = ask;
  const value = inside(ask, expression);
  if (ts.isNumericLiteral(value)) return true;
  if (ts.isConditionalExpression(value)) return isNumber(ask, value.whenTrue) && isNumber(ask, value.whenFalse);
  if (ts.isCallExpression(value)) return /^Math\.\w+$/.test(value.expression.getText());
  const { SyntaxKind: Kind } = ts;
  return ts.isBinaryExpression(value) && [Kind.PlusToken, Kind.MinusToken, Kind.AsteriskToken, Kind.SlashToken, Kind.AsteriskAsteriskToken, Kind.LessThanLessThanToken].includes(value.operatorToken.kind);
}

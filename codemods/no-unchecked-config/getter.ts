import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { type Body, calledFunction, inside } from "../../rules/model/calls.ts";
import { questionOf } from "./getter-question.ts";
import { either, isSameValue, NOTHING, type Operator, type Value, valueOf } from "./getter-value.ts";
import { isProcessEnv } from "./process-env.ts";

/** Through how many getters a value may come. */
const MAX_HOPS = 3;

/** What is longer does more than read. */
const MAX_LENGTH = 800;

/** What names stand for in a getter that is called with certain arguments. */
export interface Scope {
  readonly ask: Ask;
  readonly known: Map<TS.Declaration, Value>;
  readonly hops: number;
}

/**
 * What a call of a getter answers with: `read("KEY", "OLD_KEY")` of a function that does nothing but take the first of the two that is set is `process.env.KEY || process.env.OLD_KEY`. `undefined`
 * where the function does anything else, or where it can't be told from the call which variables it reads.
 */
export function gotBy(ask: Ask, call: TS.CallExpression): Value | undefined {
  return ask.ts.isIdentifier(call.expression) ? called({ ask, known: new Map(), hops: MAX_HOPS }, call) : undefined;
}

function called({ ask, known, hops }: Scope, call: TS.CallExpression): Value | undefined {
  const { ts } = ask;
  const body = hops > 0 && call.questionDotToken === undefined ? calledFunction(ask, call) : undefined;
  if (!body || body.body.end - body.body.pos > MAX_LENGTH || call.arguments.some(ts.isSpreadElement) || isOtherwiseRun(ts, body)) return undefined;
  const scope: Scope = { ask: ask.about(body.getSourceFile()), known: new Map(), hops: hops - 1 };
  for (const [index, parameter] of body.parameters.entries()) {
    const given = call.arguments[index];
    const value = given ? (evaluated({ ask, known, hops }, given) ?? (hops === MAX_HOPS && isPlain(ts, given) ? valueOf({ node: given }) : undefined)) : NOTHING;
    const otherwise = parameter.initializer ? evaluated(scope, parameter.initializer) : NOTHING;
    const own = value && otherwise && either(ts, value, "??", otherwise);
    if (own === undefined || !ts.isIdentifier(parameter.name) || (parameter.dotDotDotToken && given)) return undefined;
    scope.known.set(parameter, own);
  }
  return ts.isBlock(body.body) ? run(scope, body.body.statements) : evaluated(scope, body.body);
}

/** What may be computed later than it was, or not at all: it calls nothing. */
function isPlain(ts: typeof TS, node: TS.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return isPlain(ts, node.expression);
  if (ts.isBinaryExpression(node)) return /^[-+*/]$/.test(node.operatorToken.getText()) && isPlain(ts, node.left) && isPlain(ts, node.right);
  return ts.isIdentifier(node) || ts.isNumericLiteral(node) || ts.isStringLiteralLike(node);
}

function isOtherwiseRun(ts: typeof TS, { asteriskToken, modifiers }: Body): boolean {
  return asteriskToken !== undefined || (modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
}

/** What is returned, of statements that only name values, ask for them and return them. */
function run(scope: Scope, statements: readonly TS.Statement[]): Value | undefined {
  const { ask: { ts } } = scope;
  const [first, ...rest] = statements;
  if (first === undefined) return NOTHING;
  if (ts.isBlock(first)) return run(scope, [...first.statements, ...rest]);
  if (ts.isReturnStatement(first)) return first.expression ? evaluated(scope, first.expression) : NOTHING;
  if (ts.isIfStatement(first)) {
    const { expression, thenStatement, elseStatement } = first;
    return chosen(scope, expression, () => run(scope, [thenStatement, ...rest]), () => run(scope, elseStatement ? [elseStatement, ...rest] : rest));
  }
  if (ts.isForOfStatement(first) && isEmpty(scope, first.expression)) return run(scope, rest);
  if (!ts.isVariableStatement(first) || (first.declarationList.flags & ts.NodeFlags.Const) === 0) return undefined;
  for (const declaration of first.declarationList.declarations) {
    const value = declaration.initializer && evaluated(scope, declaration.initializer);
    if (value === undefined) return undefined;
    scope.known.set(declaration, value);
  }
  return run(scope, rest);
}

/** `names` of `(key, ...names)`, where nothing more was handed over. */
function isEmpty({ ask, known }: Scope, expression: TS.Expression): boolean {
  const declaration = ask.ts.isIdentifier(expression) ? ask.declarationOf(expression) : undefined;
  return declaration !== undefined && ask.ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined && known.has(declaration);
}

/** What comes out of a choice: one of the two, or, where it asks whether a value is there, that value or the other. */
function chosen(scope: Scope, condition: TS.Expression, yes: () => Value | undefined, no: () => Value | undefined): Value | undefined {
  const question = questionOf(scope, condition, evaluated);
  if (typeof question === "boolean") return question ? yes() : no();
  const { value, operator, isThere } = question ?? {};
  if (value === undefined || operator === undefined || operator === '""') return undefined;
  const [set, unset] = isThere ? [yes(), no()] : [no(), yes()];
  if (set === undefined || unset === undefined) return undefined;
  if (!isSameValue(set, value)) return undefined;
  // An empty text that is not there for the question may still be the answer.
  return isSameValue(set, unset) ? set : either(scope.ask.ts, set, operator, unset);
}

/** What an expression of a getter stands for. */
function evaluated(scope: Scope, expression: TS.Expression): Value | undefined {
  const { ask, known } = scope;
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return valueOf({ node });
  if (ts.isIdentifier(node)) {
    const declaration = ask.declarationOf(node);
    return declaration === undefined ? (node.text === "undefined" ? NOTHING : undefined) : (known.get(declaration) ?? (node.text === "undefined" ? NOTHING : undefined));
  }
  if (ts.isCallExpression(node)) return called(scope, node);
  if (ts.isConditionalExpression(node)) return chosen(scope, node.condition, () => evaluated(scope, node.whenTrue), () => evaluated(scope, node.whenFalse));
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.getText();
    const [left, right] = isDefault(operator) ? [evaluated(scope, node.left), evaluated(scope, node.right)] : [];
    return left && right && isDefault(operator) ? either(ts, left, operator, right) : undefined;
  }
  const name = nameRead(scope, node);
  return name === undefined ? undefined : valueOf({ variable: name });
}

function isDefault(operator: string): operator is Operator {
  return operator === "||" || operator === "??";
}

/** `KEY` of `process.env[name]`, where the name is known. */
function nameRead(scope: Scope, node: TS.Expression): string | undefined {
  const { ask } = scope;
  const { ts } = ask;
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  if (!isProcessEnv(ask, inside(ask, node.expression))) return undefined;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  const [key, other] = evaluated(scope, node.argumentExpression)?.parts ?? [];
  const isWritten = key !== undefined && other === undefined && "node" in key && ts.isStringLiteralLike(key.node) && /^[A-Z_]\w*$/i.test(key.node.text);
  return isWritten && ts.isStringLiteralLike(key.node) ? key.node.text : undefined;
}

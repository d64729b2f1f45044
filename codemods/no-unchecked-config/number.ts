import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import { calledName } from "../../rules/model/functions.ts";
import type { Refusal } from "../edit.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { isPortName, type Kind, type Need, type Piece, type Replacement } from "./checked.ts";
import { constantOf } from "./constant.ts";
import { type EnvVariable, envVariableOf, takenBy, variableNamed } from "./env-variable.ts";
import { gotBy } from "./getter.ts";
import { aroundNumber } from "./number-around.ts";
import { numberOfDefault } from "./number-default.ts";
import { standsAlone } from "./stands-alone.ts";
import { isTestOf } from "./tests-of.ts";
import { spanOf, withParentheses } from "./text.ts";

/** What a conversion converts: the first variable that is set, else the default. */
interface Converted {
  readonly variables: readonly EnvVariable[];
  readonly rest: TS.Expression | undefined;
}

/** `Number(process.env.A || process.env.B || "5")` becomes `config.A ?? config.B ?? 5`; `A ? Number(A) : 5` the same. */
export function numberAt(ask: Ask, conversion: TS.Expression): readonly Replacement[] | Refusal {
  const converted = convertedBy(ask, conversion);
  if (isRefusal(converted)) return converted;
  const { variables, rest } = converted;
  const around = aroundNumber(ask, conversion, variables);
  const own = rest === undefined || (around !== undefined && around.place !== conversion) ? undefined : numberOfDefault(ask, rest, conversion);
  if (typeof own === "object") return own;
  const last = own ?? around?.otherwise;
  const isDefaulted = last !== undefined || around !== undefined;
  // Whoever sets one of them has done enough, and a check of one can't know of the others.
  if (!isDefaulted && variables.length > 1) return refuse("default-unclear", `one of ${variables.map(({ name }) => `\`${name}\``).join(", ")} has to be set, and no single one`);
  const kind: Kind = ask.ts.isCallExpression(conversion) && calledName(ask, conversion.expression) === "parseInt" ? "integer" : "number";
  const needs = variables.map((variable, index): Need => ({ variable, kind: isPortName(variable.name) ? "port" : kind, isRequired: !isDefaulted && index === variables.length - 1 }));
  const all: readonly Piece[] = last === undefined ? needs : [...needs, last];
  const pieces = all.flatMap((piece, index) => (index === 0 ? [piece] : [" ?? ", piece]));
  const place = around?.place ?? conversion;
  if (pieces.length === 1) return [{ span: spanOf(withParentheses(ask, place)), pieces }];
  return [{ span: spanOf(place), pieces: standsAlone(ask, place) ? pieces : ["(", ...pieces, ")"] }];
}

function convertedBy(ask: Ask, conversion: TS.Expression): Converted | Refusal {
  const { ts } = ask;
  const line = `line ${String(ask.lineOf(conversion))}`;
  const [value, radix] = ts.isCallExpression(conversion) ? conversion.arguments : ts.isPrefixUnaryExpression(conversion) ? [conversion.operand] : [];
  if (value === undefined || (radix !== undefined && radix.getText() !== "10")) return refuse("mixed-value", `${line} converts in a way that is not known`);
  const operands = operandsOf(ask, value);
  const last = operands.at(-1);
  const rest = last !== undefined && isNode(last) && variableOf(ask, last) === undefined ? last : undefined;
  const variables = operands.slice(0, rest === undefined ? undefined : -1).map((operand) => (isNode(operand) ? variableOf(ask, operand) : operand));
  const known = variables.filter((variable) => variable !== undefined);
  if (known.length === 0 || known.length < variables.length) return refuse("mixed-value", `${line} converts more than variables and one default`);
  return { variables: known, rest };
}

/** What is converted: an expression, or a variable that a getter of the project reads for it. */
type Operand = TS.Expression | EnvVariable;

function isNode(operand: Operand): operand is TS.Expression {
  return "kind" in operand;
}

/** The operands of `a ?? b || c`, of `a ? a : b`, of a constant that is given one of them, and of what a getter makes of what it is called with. */
function operandsOf(ask: Ask, expression: TS.Expression): readonly Operand[] {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isConditionalExpression(node)) {
    const name = envVariableOf(ask, node.whenTrue)?.name;
    return name !== undefined && isTestOf(ask, node.condition, name) === true ? [node.whenTrue, ...operandsOf(ask, node.whenFalse)] : [node];
  }
  if (ts.isIdentifier(node)) return operandsHeld(ask, node);
  const got = ts.isCallExpression(node) ? (gotBy(ask, node)?.parts ?? []) : [];
  if (got.some((part) => "variable" in part)) return got.map((part) => ("variable" in part ? variableNamed(part.variable) : part.node));
  if (!ts.isBinaryExpression(node)) return [node];
  const { kind } = node.operatorToken;
  const isDefault = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  return isDefault ? [...operandsOf(ask, node.left), ...operandsOf(ask, node.right)] : [node];
}

/** `const port = process.env.PORT || "80"`, `const { PORT = "80" } = process.env`: a default that is written out means the same anywhere. */
function operandsHeld(ask: Ask, name: TS.Identifier): readonly Operand[] {
  const { ts } = ask;
  const constant = constantOf(ask, name);
  const made = constant?.initializer && inside(ask, constant.initializer);
  const isWritten = (node: TS.Expression | undefined): node is TS.Expression => node !== undefined && (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node));
  if (constant !== undefined && ts.isBindingElement(constant)) return isWritten(made) ? [name, made] : [name];
  const operands = made !== undefined && ts.isBinaryExpression(made) ? operandsOf(ask, made) : [];
  return operands.length > 1 && operands.every((each) => !isNode(each) || isWritten(each) || envVariableOf(ask, each) !== undefined) ? operands : [name];
}

/** The variable of one operand, which may have its default where it is taken out. */
function variableOf(ask: Ask, operand: TS.Expression): EnvVariable | undefined {
  const constant = ask.ts.isIdentifier(operand) ? constantOf(ask, operand) : undefined;
  return constant !== undefined && ask.ts.isBindingElement(constant) ? takenBy(ask, constant) : envVariableOf(ask, operand);
}

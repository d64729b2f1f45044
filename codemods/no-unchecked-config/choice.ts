import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import { isPortName, type Kind, type Replacement } from "./checked.ts";
import { envVariableOf } from "./env-variable.ts";
import { readsIn, spanOf, withoutCast, withParentheses } from "./text.ts";
import { isTextType } from "./text-types.ts";

/** How many aliases a type may go by. */
const MAX_HOPS = 3;

/**
 * `process.env.LEVEL as "low" | "high"` becomes `config.LEVEL`, which is one of the two; `process.env.SIZE as unknown as number` becomes `config.SIZE`, which is the number that the
 * text was taken for.
 */
export function choiceAt(ask: Ask, cast: TS.Expression): readonly Replacement[] | Refusal {
  const { ts } = ask;
  if (!ts.isAsExpression(cast) && !ts.isTypeAssertionExpression(cast)) return refuse("mixed-value", `line ${String(ask.lineOf(cast))} is no cast`);
  const { type, expression } = cast;
  const isDefaulted = isLeftOfDefault(ask, cast);
  const scalar = type.kind === ts.SyntaxKind.NumberKeyword ? "number" : type.kind === ts.SyntaxKind.BooleanKeyword ? "flag" : undefined;
  if (scalar !== undefined) return scalarAt(ask, cast, scalar, !isDefaulted);
  // The cast stays, as its type is imported for it.
  if (isTextType(ask, type) && envVariableOf(ask, expression) !== undefined) return readsIn(ask, expression, "text", !isDefaulted);
  const choices = choicesOf(ask, type);
  if (choices === undefined || choices.length === 0) return refuse("no-shape", `\`${type.getText().slice(0, 40)}\` is no list of texts`);
  const kind: Kind = { choices };
  if (envVariableOf(ask, expression) !== undefined) return readsIn(ask, expression, kind, !isDefaulted).map((only) => ({ ...only, span: spanOf(withParentheses(ask, cast)) }));
  const value = inside(ask, expression);
  const isPlain = ts.isBinaryExpression(value) && envVariableOf(ask, value.left) !== undefined && ts.isStringLiteralLike(value.right);
  const operator = isPlain ? value.operatorToken.kind : undefined;
  if (!isPlain || (operator !== ts.SyntaxKind.QuestionQuestionToken && operator !== ts.SyntaxKind.BarBarToken)) return refuse("mixed-value", `line ${String(ask.lineOf(cast))} casts more than a variable and its default`);
  if (ts.isStringLiteralLike(value.right) && !choices.includes(value.right.text)) return refuse("default-unclear", `line ${String(ask.lineOf(cast))} has a default that is none of the choices`);
  const [read] = readsIn(ask, value.left, kind, false);
  return read === undefined ? [] : [read, ...withoutCast(ask, cast, expression)];
}

/** A text that is taken for a number or a switch: the variable alone, as a default would be one of the type already. */
function scalarAt(ask: Ask, cast: TS.AsExpression | TS.TypeAssertion, scalar: "number" | "flag", isRequired: boolean): readonly Replacement[] | Refusal {
  const variable = envVariableOf(ask, cast.expression);
  if (variable === undefined) return refuse("mixed-value", `line ${String(ask.lineOf(cast))} casts more than a variable`);
  return [{ span: spanOf(withParentheses(ask, cast)), pieces: [{ variable, kind: scalar === "number" && isPortName(variable.name) ? "port" : scalar, isRequired }] }];
}

function isLeftOfDefault(ask: Ask, cast: TS.Expression): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, cast);
  const { parent } = at;
  if (!ts.isBinaryExpression(parent) || parent.left !== at) return false;
  const { kind } = parent.operatorToken;
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

/** The texts of a union of literals, also through its name or as `(typeof LIST)[number]`. */
function choicesOf(ask: Ask, type: TS.TypeNode, hops: number = MAX_HOPS): readonly string[] | undefined {
  const { ts } = ask;
  if (ts.isParenthesizedTypeNode(type)) return choicesOf(ask, type.type, hops);
  if (ts.isLiteralTypeNode(type)) return ts.isStringLiteral(type.literal) ? [type.literal.text] : undefined;
  if (ts.isUnionTypeNode(type)) {
    const all = type.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword).map((each) => choicesOf(ask, each, hops));
    return all.some((each) => each === undefined) ? undefined : all.flatMap((each) => each ?? []);
  }
  if (ts.isIndexedAccessTypeNode(type)) return type.indexType.kind === ts.SyntaxKind.NumberKeyword ? listed(ask, type.objectType) : undefined;
  if (!ts.isTypeReferenceNode(type) || type.typeArguments !== undefined || !ts.isIdentifier(type.typeName) || hops === 0) return undefined;
  const alias = ask.declarationOf(type.typeName);
  return alias && ts.isTypeAliasDeclaration(alias) && alias.typeParameters === undefined ? choicesOf(ask, alias.type, hops - 1) : undefined;
}

/** The texts of `const LIST = ["low", "high"] as const`. */
function listed(ask: Ask, type: TS.TypeNode): readonly string[] | undefined {
  const { ts } = ask;
  const query = ts.isParenthesizedTypeNode(type) ? type.type : type;
  if (!ts.isTypeQueryNode(query) || !ts.isIdentifier(query.exprName)) return undefined;
  const declaration = ask.declarationOf(query.exprName);
  const list = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? inside(ask, declaration.initializer) : undefined;
  if (!list || !ts.isArrayLiteralExpression(list) || !list.elements.every((each) => ts.isStringLiteralLike(each))) return undefined;
  return list.elements.flatMap((each) => (ts.isStringLiteralLike(each) ? [each.text] : []));
}

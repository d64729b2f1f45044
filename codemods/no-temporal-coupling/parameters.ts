import type * as TS from "typescript";
import type { Refusal } from "../edit.ts";
import type { Site } from "./sites.ts";
import { isRefused, refusal } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** One parameter as a function that hands it on declares it. */
export interface Given {
  readonly name: string;
  /** `name: Type`, `name?: Type`, `...name: Type`. */
  readonly text: string;
  /** How it is handed on: `name`, `...name`. */
  readonly value: string;
  readonly isOptional: boolean;
}

/** What whoever makes an instance and makes it ready hands over: to the constructor, then to the initialiser. */
export interface Parameters {
  readonly made: readonly Given[];
  readonly begun: readonly Given[];
}

export function parametersOf({ ask, base, constructor, initialiser }: Subject, sites: readonly Site[]): Parameters | Refusal {
  const { ts } = ask;
  const isBare = sites.every(({ made: { arguments: own = [] } }) => own.length === 0);
  const made = constructor ? given(ts, constructor.parameters) : base && !isBare ? inherited(base) : [];
  const begun = given(ts, initialiser.parameters);
  const unfit = [made, begun].find(isRefused);
  if (unfit) return unfit;
  const lists = { made: made as readonly Given[], begun: begun as readonly Given[] };
  const twice = lists.made.find(({ name }) => lists.begun.some((other) => other.name === name));
  if (twice) return refusal("parameters", `the constructor and \`${initialiser.name.text}\` both have a parameter \`${twice.name}\``);
  const [first] = lists.begun;
  const open = lists.made.find(({ isOptional }) => isOptional);
  if (first && open && !first.isOptional) return refusal("parameters", `\`${open.name}\` of the constructor may be left out, and \`${first.name}\` of \`${initialiser.name.text}\` would come behind it`);
  return lists;
}

function given(ts: typeof TS, parameters: readonly TS.ParameterDeclaration[]): readonly Given[] | Refusal {
  const list: Given[] = [];
  for (const [index, { name, type, initializer, questionToken, dotDotDotToken }] of parameters.entries()) {
    const own = ts.isIdentifier(name) ? name.text : index === 0 ? "options" : `options${String(index + 1)}`;
    const typeText = type?.getText() ?? (initializer && typeOfLiteral(ts, initializer));
    if (typeText === undefined) return refusal("parameters", `the parameter \`${name.getText()}\` has no type that could be written down`);
    const isOptional = initializer !== undefined || questionToken !== undefined || dotDotDotToken !== undefined;
    const dots = dotDotDotToken ? "..." : "";
    list.push({ name: own, text: `${dots}${own}${isOptional && !dotDotDotToken ? "?" : ""}: ${typeText}`, value: `${dots}${own}`, isOptional });
  }
  return list;
}

export function typeOfLiteral(ts: typeof TS, value: TS.Expression): string | undefined {
  if (ts.isNumericLiteral(value)) return "number";
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return "string";
  return value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword ? "boolean" : undefined;
}

/** A class without a constructor has that of its base class. */
function inherited(base: TS.ExpressionWithTypeArguments): readonly Given[] {
  return [{ name: "args", text: `...args: ConstructorParameters<typeof ${base.expression.getText()}>`, value: "...args", isOptional: true }];
}

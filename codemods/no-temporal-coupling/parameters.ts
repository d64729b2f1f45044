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

export function parametersOf({ ask, base, constructor, initialiser, isJavaScript }: Subject, sites: readonly Site[]): Parameters | Refusal {
  const { ts } = ask;
  const isBare = sites.every(({ made: { arguments: own = [] } }) => own.length === 0);
  const made = constructor ? given(ts, constructor.parameters, isJavaScript) : base && !isBare ? inherited(base, isJavaScript) : [];
  const begun = given(ts, initialiser.parameters, isJavaScript, isRefused(made) ? [] : made);
  const unfit = [made, begun].find(isRefused);
  if (unfit) return unfit;
  const lists = { made: made as readonly Given[], begun: begun as readonly Given[] };
  const twice = lists.made.find(({ name }) => lists.begun.some((other) => other.name === name));
  if (twice) return refusal("parameters", `the constructor and \`${initialiser.name.text}\` both have a parameter \`${twice.name}\``);
  const [first] = lists.begun;
  const open = lists.made.find(({ isOptional }) => isOptional);
  const rest = lists.made.find(({ value }) => value.startsWith("..."));
  if (first && rest) return refusal("parameters", `\`${rest.value}\` of the constructor takes all that is left, and \`${first.name}\` of \`${initialiser.name.text}\` would come behind it`);
  // Without types, what is left out is handed over as `undefined`, and has its default as before.
  if (first && open && !first.isOptional && !isJavaScript) return refusal("parameters", `\`${open.name}\` of the constructor may be left out, and \`${first.name}\` of \`${initialiser.name.text}\` would come behind it`);
  return lists;
}

function given(ts: typeof TS, parameters: readonly TS.ParameterDeclaration[], isJavaScript: boolean, before: readonly Given[] = []): readonly Given[] | Refusal {
  const list: Given[] = [];
  const taken = new Set([...before.map((each) => each.name), ...parameters.map(({ name }) => name.getText())]);
  for (const { name, type, initializer, questionToken, dotDotDotToken } of parameters) {
    const own = ts.isIdentifier(name) ? name.text : freeName(taken);
    taken.add(own);
    const isOptional = initializer !== undefined || questionToken !== undefined || dotDotDotToken !== undefined;
    const dots = dotDotDotToken ? "..." : "";
    if (isJavaScript) {
      list.push({ name: own, text: `${dots}${own}`, value: `${dots}${own}`, isOptional });
      continue;
    }
    const typeText = type?.getText() ?? (initializer && typeOfLiteral(ts, initializer));
    if (typeText === undefined) return refusal("parameters", `the parameter \`${name.getText()}\` has no type that could be written down`);
    list.push({ name: own, text: `${dots}${own}${isOptional && !dotDotDotToken ? "?" : ""}: ${typeText}`, value: `${dots}${own}`, isOptional });
  }
  return list;
}

/** What a parameter is called that is taken apart where it is declared. */
function freeName(taken: ReadonlySet<string>): string {
  let name = "options";
  for (let index = 2; taken.has(name); index++) name = `options${String(index)}`;
  return name;
}

export function typeOfLiteral(ts: typeof TS, value: TS.Expression): string | undefined {
  if (ts.isNumericLiteral(value)) return "number";
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return "string";
  return value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword ? "boolean" : undefined;
}

/** A class without a constructor has that of its base class. */
function inherited(base: TS.ExpressionWithTypeArguments, isJavaScript: boolean): readonly Given[] {
  const type = isJavaScript ? "" : `: ConstructorParameters<typeof ${base.expression.getText()}>`;
  return [{ name: "args", text: `...args${type}`, value: "...args", isOptional: true }];
}

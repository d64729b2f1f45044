/** What a content has to be, as far as a schema can say it. */
export type Shape =
  | { readonly is: "text" | "number" | "flag" | "nothing" | "anything" }
  | { readonly is: "one"; readonly values: readonly Literal[] }
  | { readonly is: "list"; readonly of: Shape }
  | { readonly is: "record"; readonly of: Shape }
  | { readonly is: "either"; readonly of: readonly Shape[] }
  | { readonly is: "object"; readonly members: readonly Member[] };

export type Literal = string | number | boolean;

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly isOptional: boolean;
}

/** Whether a value, such as a default that stands in the code, has a shape. */
export function fits(value: unknown, shape: Shape): boolean {
  switch (shape.is) {
    case "anything":
      return true;
    case "nothing":
      return value === null;
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "flag":
      return typeof value === "boolean";
    case "one":
      return shape.values.some((each) => each === value);
    case "either":
      return shape.of.some((each) => fits(value, each));
    case "list":
      return Array.isArray(value) && value.every((each) => fits(each, shape.of));
    default:
      return fitsObject(value, shape);
  }
}

function fitsObject(value: unknown, shape: Extract<Shape, { readonly is: "record" | "object" }>): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  if (shape.is === "record") return [...members.values()].every((each) => fits(each, shape.of));
  return shape.members.every(({ name, shape: own, isOptional }) => (members.has(name) ? fits(members.get(name), own) : isOptional));
}

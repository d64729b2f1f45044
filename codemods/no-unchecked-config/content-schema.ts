import type { Literal, Member, Shape } from "./content-shape.ts";
import type { Library } from "./library.ts";

/** What a library calls its parts; `{}` stands for what they are made of. */
interface Words {
  /** What the schema's parameter is called, as people call the library. */
  readonly name: string;
  readonly scalars: Readonly<Record<"text" | "number" | "flag" | "nothing" | "anything", string>>;
  readonly one: (values: readonly Literal[]) => string;
  readonly list: (of: string) => string;
  readonly record: (of: string) => string;
  readonly either: (of: readonly string[]) => string;
  readonly object: (members: readonly Member[], textOf: (shape: Shape) => string, braced: (entries: readonly string[]) => string) => string;
}

const listed = (values: readonly Literal[]): string => values.map((each) => JSON.stringify(each)).join(", ");

const keyOf = (name: string): string => (/^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name));

const PLAIN: Words = {
  name: "shape",
  scalars: { text: "shape.text", number: "shape.number", flag: "shape.flag", nothing: "shape.nothing", anything: "shape.anything" },
  one: (values) => `shape.oneOf(${listed(values)})`,
  list: (of) => `shape.list(${of})`,
  record: (of) => `shape.record(${of})`,
  either: (of) => `shape.either(${of.join(", ")})`,
  object: (members, textOf, braced) => {
    const sided = (isOptional: boolean): readonly string[] => members.filter((each) => each.isOptional === isOptional).map(({ name, shape }) => `${keyOf(name)}: ${textOf(shape)}`);
    const optional = sided(true);
    return `shape.object(${braced(sided(false))}${optional.length === 0 ? "" : `, ${braced(optional)}`})`;
  },
};

const ZOD: Words = {
  name: "z",
  scalars: { text: "z.string()", number: "z.number()", flag: "z.boolean()", nothing: "z.null()", anything: "z.unknown()" },
  one: (values) => (values.every((each) => typeof each === "string") && values.length > 1 ? `z.enum([${listed(values)}])` : union("z", values.map((each) => `z.literal(${JSON.stringify(each)})`))),
  list: (of) => `z.array(${of})`,
  record: (of) => `z.record(z.string(), ${of})`,
  either: (of) => union("z", of),
  object: (members, textOf, braced) => `z.object(${braced(members.map(({ name, shape, isOptional }) => `${keyOf(name)}: ${textOf(shape)}${isOptional ? ".optional()" : ""}`))})`,
};

const VALIBOT: Words = {
  name: "v",
  scalars: { text: "v.string()", number: "v.number()", flag: "v.boolean()", nothing: "v.null()", anything: "v.unknown()" },
  one: (values) => (values.length > 1 && values.every((each) => typeof each !== "boolean") ? `v.picklist([${listed(values)}])` : union("v", values.map((each) => `v.literal(${JSON.stringify(each)})`))),
  list: (of) => `v.array(${of})`,
  record: (of) => `v.record(v.string(), ${of})`,
  either: (of) => union("v", of),
  object: (members, textOf, braced) => `v.object(${braced(members.map(({ name, shape, isOptional }) => `${keyOf(name)}: ${isOptional ? `v.exactOptional(${textOf(shape)})` : textOf(shape)}`))})`,
};

const union = (library: string, of: readonly string[]): string => (of.length === 1 ? (of[0] ?? "") : `${library}.union([${of.join(", ")}])`);

const WORDS: Readonly<Record<Exclude<Library, "envalid">, Words>> = { plain: PLAIN, zod: ZOD, valibot: VALIBOT };

/** So long a line may be, without the code before it. */
const MAX_LINE = 100;

/** `(z) => z.object({ retries: z.number() })`, over several lines where it is long; these are indented as the line that it stands in. */
export function schemaOf(shape: Shape, library: Exclude<Library, "envalid">, indent: string): string {
  const words = WORDS[library];
  return `(${words.name}) => ${textOf(shape, words, indent)}`;
}

function textOf(shape: Shape, words: Words, indent: string | undefined): string {
  const short = indent === undefined ? undefined : textOf(shape, words, undefined);
  if (short !== undefined && short.length <= MAX_LINE) return short;
  switch (shape.is) {
    case "one":
      return words.one(shape.values);
    case "list":
      return words.list(textOf(shape.of, words, indent));
    case "record":
      return words.record(textOf(shape.of, words, indent));
    case "either":
      return words.either(shape.of.map((each) => textOf(each, words, indent)));
    case "object":
      return words.object(shape.members, (each) => textOf(each, words, indent === undefined ? undefined : `${indent}  `), (entries) => braced(entries, indent));
    default:
      return words.scalars[shape.is];
  }
}

/** `{ a: text, b: number }`, `{}`, and with an indentation one entry a line. */
function braced(entries: readonly string[], indent: string | undefined): string {
  if (entries.length === 0) return "{}";
  return indent === undefined ? `{ ${entries.join(", ")} }` : `{\n${entries.map((entry) => `${indent}  ${entry},\n`).join("")}${indent}}`;
}

/** How the module checks a content, written with one library: what `checkContent` gets as the schema, and the problems that it finds. */
export interface ContentChecks {
  readonly imports: string;
  readonly schema: string;
  readonly problems: string;
  readonly text: string;
}

/** Without a library. A shape is checked with what ES2015 has: many projects are compiled for no more. */
export const PLAIN: ContentChecks = {
  imports: "",
  schema: "(shape: Shapes) => Shape<Value>",
  problems: "problemsIn(content, schemaOf(shapes))",
  text: `
export interface Shape<Value> {
  /** In the words of the error. */
  readonly is: string;
  /** Adds where a value is wrong, and what it should be. */
  readonly look: (value: unknown, at: string, problems: string[]) => void;
  /** Never there: it tells the compiler what a value is that fits. */
  readonly type?: Value;
}

export type TypeOf<Of> = Of extends Shape<infer Value> ? Value : never;

type Members = Readonly<Record<string, Shape<unknown>>>;

export interface Shapes {
  readonly text: Shape<string>;
  readonly number: Shape<number>;
  readonly flag: Shape<boolean>;
  readonly nothing: Shape<null>;
  readonly anything: Shape<unknown>;
  readonly oneOf: <Values extends readonly (string | number | boolean)[]>(...values: Values) => Shape<Values[number]>;
  readonly list: <Value>(of: Shape<Value>) => Shape<Value[]>;
  readonly record: <Value>(of: Shape<Value>) => Shape<Record<string, Value>>;
  readonly either: <Of extends readonly Shape<unknown>[]>(...of: Of) => Shape<TypeOf<Of[number]>>;
  /** An object with these members, and those that may be missing; what else it has is not looked at. */
  readonly object: <Needed extends Members, Other extends Members = Record<never, never>>(needed: Needed, other?: Other) => Shape<{ [Key in keyof Needed]: TypeOf<Needed[Key]> } & { [Key in keyof Other]?: TypeOf<Other[Key]> }>;
}

const problemsIn = (content: unknown, shape: Shape<unknown>): readonly string[] => {
  const problems: string[] = [];
  shape.look(content, "", problems);
  return problems;
};

const tell = (value: unknown, at: string, is: string): string => \`\${at === "" ? "it" : at} \${value === undefined ? "is missing" : \`is not \${is}\`}\`;

const shapeThat = <Value>(is: string, fits: (value: unknown) => boolean): Shape<Value> => ({
  is,
  look: (value, at, problems) => {
    if (!fits(value)) problems.push(tell(value, at, is));
  },
});

/** An object, and what to look at in it. */
const objectThat = <Value>(lookInto: (names: readonly string[], look: (name: string, shape: Shape<unknown> | undefined) => void) => void): Shape<Value> => ({
  is: "an object",
  look: (value, at, problems) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      problems.push(tell(value, at, "an object"));
      return;
    }
    const names = Object.keys(value);
    lookInto(names, (name, shape) => {
      const member = names.indexOf(name) === -1 ? undefined : (value as Readonly<Record<string, unknown>>)[name];
      shape?.look(member, at === "" ? name : \`\${at}.\${name}\`, problems);
    });
  },
});

const shapes: Shapes = {
  text: shapeThat("a text", (value) => typeof value === "string"),
  number: shapeThat("a number", (value) => typeof value === "number"),
  flag: shapeThat("true or false", (value) => typeof value === "boolean"),
  nothing: shapeThat("null", (value) => value === null),
  anything: shapeThat("anything", () => true),
  oneOf: (...values) => shapeThat(\`one of \${values.join(", ")}\`, (value) => values.some((each) => each === value)),
  list: (of) => ({
    is: "a list",
    look: (value, at, problems) => {
      if (!Array.isArray(value)) problems.push(tell(value, at, "a list"));
      else value.forEach((each: unknown, index) => { of.look(each, \`\${at}[\${String(index)}]\`, problems); });
    },
  }),
  record: (of) => objectThat((names, look) => { names.forEach((name) => { look(name, of); }); }),
  either: (...of) => shapeThat(of.map(({ is }) => is).join(" or "), (value) => of.some((each) => problemsIn(value, each).length === 0)),
  object: (needed, other) => objectThat((names, look) => {
    const optional: Members = other ?? {};
    Object.keys(needed).forEach((name) => { look(name, needed[name]); });
    Object.keys(optional).filter((name) => names.indexOf(name) !== -1).forEach((name) => { look(name, optional[name]); });
  }),
};
`,
};

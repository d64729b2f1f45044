import * as parser from "@typescript-eslint/parser";
import { Linter as Linter10, type Rule } from "eslint";
import { Linter as Linter9 } from "eslint-9";
import fc from "fast-check";
import type * as TS from "typescript";
import { describe, expect, it } from "vitest";
import { directivesOf } from "../../cli/directives.ts";
import { parse } from "../../cli/parse.ts";
import { Positions } from "../../cli/positions.ts";
import { bundledCompiler } from "../../rules/model/compiler.ts";

/** Reports every `hit` there is. */
const rule: Rule.RuleModule = {
  create: (context) => ({
    Identifier(node) {
      if (node.name === "hit") context.report({ node, message: "hit" });
    },
  }),
};

interface Verdict {
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  readonly isOff: boolean;
}

/** ESLint's types leave this out of `Linter`; its documentation does not. */
interface SuppressingLinter extends Linter10 {
  getSuppressedMessages(): readonly Message[];
}

interface Message {
  readonly ruleId: string | null;
  readonly line: number;
  readonly column: number;
}

const RULES = ["pokayoke/one", "pokayoke/two"];

/** What real ESLint makes of a text. */
function byEslint(Linter: new () => SuppressingLinter, text: string, filename: string): readonly Verdict[] {
  const linter = new Linter();
  const messages = linter.verify(
    text,
    [
      {
        files: ["**/*.ts", "**/*.tsx"],
        languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: filename.endsWith("x") } } },
        linterOptions: { reportUnusedDisableDirectives: "off" },
        plugins: { pokayoke: { rules: { one: rule, two: rule } } },
        rules: { "pokayoke/one": "error", "pokayoke/two": "error" },
      },
    ],
    { filename },
  );
  const fatal = messages.find((message) => message.fatal);
  if (fatal) throw new Error(`${fatal.message} in ${text}`);
  const verdict = (isOff: boolean) => ({ ruleId, line, column }: Message): Verdict => ({ rule: ruleId ?? "", line, column, isOff });
  return [...messages.filter(({ message }) => message === "hit").map(verdict(false)), ...linter.getSuppressedMessages().map(verdict(true))].sort(inOrder);
}

/** What we make of it. */
function byUs(text: string, filename: string): readonly Verdict[] {
  const ts = bundledCompiler();
  const file = parse(ts, filename, text)?.file;
  if (!file) throw new Error("not parsed");
  const positions = new Positions(text);
  const directives = directivesOf(ts, file, positions);
  const verdicts: Verdict[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isIdentifier(node) && node.text === "hit") {
      const place = positions.at(node.getStart(file));
      for (const each of RULES) verdicts.push({ rule: each, ...place, isOff: directives({ rule: each, ...place }) !== undefined });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return verdicts.sort(inOrder);
}

function inOrder(one: Verdict, other: Verdict): number {
  return one.line - other.line || one.column - other.column || (one.rule < other.rule ? -1 : 1);
}

const CASES: readonly string[] = [
  "hit;",
  "/* eslint-disable */ hit;",
  "hit; /* eslint-disable */ hit; /* eslint-enable */ hit;",
  "/* eslint-disable pokayoke/one */ hit; /* eslint-enable pokayoke/two */ hit; /* eslint-enable pokayoke/one */ hit;",
  "/* eslint-disable */ hit; /* eslint-enable pokayoke/one */ hit;",
  "/* eslint-disable pokayoke/one, pokayoke/two -- both */ hit;",
  "/* eslint-disable 'pokayoke/one', \"pokayoke/two\" */ hit;",
  "/* eslint-disable pokayoke/one pokayoke/two */ hit;",
  "/* eslint-disable pokayoke/other */ hit;",
  "/* eslint-disable one */ hit;",
  "/* eslint-disable\npokayoke/one,\n\npokayoke/two\n*/ hit;",
  "/*eslint-disable*/hit;/*eslint-enable*/hit;",
  "/* eslint-disable-- reason */ hit;",
  "/* eslint-disable --- reason */ hit;",
  "/* eslint-disable -- eslint-enable */ hit;",
  "/* eslint-disable pokayoke/one --no reason */ hit;",
  "/** eslint-disable */ hit;",
  "/* ESLint-disable */ hit;",
  "/* eslint-disabled */ hit;",
  "/* see eslint-disable */ hit;",
  "// eslint-disable\nhit;",
  "// eslint-disable-line\nhit; // eslint-disable-line\nhit;",
  "hit; // eslint-disable-line pokayoke/two -- why\nhit;",
  "hit; /* eslint-disable-line */ hit;\nhit;",
  "hit; /* eslint-disable-line\n*/ hit;\nhit;",
  "// eslint-disable-next-line\nhit;\nhit;",
  "/* eslint-disable-next-line pokayoke/one */ hit;\nhit;\nhit;",
  "/* eslint-disable-next-line\n * pokayoke/one\n */\nhit;\nhit;",
  "/* eslint-disable-next-line pokayoke/one --\n reason */\nhit;\nhit;",
  "// eslint-disable-next-line\n// eslint-disable-next-line pokayoke/one\nhit;\nhit;",
  "// eslint-disable-next-line\nhit; // eslint-disable-line\nhit;",
  "/* eslint-disable */ // eslint-disable-line\nhit; /* eslint-enable */ hit;",
  "const a = '/* eslint-disable */'; hit;",
  "const a = `/* eslint-disable */`; hit;",
  "const a = `${hit /* eslint-disable */} /* eslint-enable */`; hit;",
  "const a = /[/* eslint-disable *\\/]/; hit;",
  "const a = b / 2; /* eslint-disable */ hit; c / 2;",
  "#!/usr/bin/env node /* eslint-disable */\nhit;",
  "#!/usr/bin/env node\n/* eslint-disable */\nhit;",
  "function f() { hit; /* eslint-disable */ }\nhit;",
  "hit;\r\n// eslint-disable-next-line\r\nhit;\r\nhit;",
  "hit; // eslint-disable-line\u2028hit;",
  "/* eslint-disable */",
  "hit; /* eslint-disable */",
  "/* eslint pokayoke/two: 'error' */ hit;",
  "/* eslint-disable constructor, __proto__, toString */ hit;",
];

const JSX_CASES: readonly string[] = [
  "const a = <p>/* eslint-disable */</p>; hit;",
  "const a = <p>{/* eslint-disable */}{hit}</p>;",
  "const a = <p /* eslint-disable */ b={hit}>// eslint-disable-line\n{hit}</p>;",
  "const a = <p>\n// eslint-disable-next-line\n{hit}\n{/* eslint-disable-next-line */}\n{hit}</p>;",
  "const a = <p title='/* eslint-disable */'>{hit}</p>;",
  "const a = <></>; // eslint-disable-line\nhit;",
];

describe.each([
  ["ESLint 10", Linter10 as unknown as new () => SuppressingLinter],
  ["ESLint 9", Linter9 as unknown as new () => SuppressingLinter],
])("as %s", (_, Linter) => {
  it.each(CASES)("reads %j", (text) => {
    expect(byUs(text, "a.ts")).toEqual(byEslint(Linter, text, "a.ts"));
  });

  it.each(JSX_CASES)("reads %j in JSX", (text) => {
    expect(byUs(text, "a.tsx")).toEqual(byEslint(Linter, text, "a.tsx"));
  });

  it("reads whatever comes", () => {
    const label = fc.constantFrom("eslint-disable", "eslint-enable", "eslint-disable-line", "eslint-disable-next-line");
    const list = fc.constantFrom("", " pokayoke/one", " pokayoke/two", " pokayoke/one, pokayoke/two", " -- a reason", " pokayoke/two -- pokayoke/one");
    const comment = fc.tuple(label, list, fc.boolean()).map(([kind, rules, isBlock]) => (isBlock ? `/* ${kind}${rules} */` : `// ${kind}${rules}\n`));
    const piece = fc.oneof(comment, fc.constantFrom("hit;", "hit;\n", "\n", "'/* eslint-disable */';", "{ hit; }\n", "/* other */"));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join(" ");
        expect(byUs(text, "a.ts")).toEqual(byEslint(Linter, text, "a.ts"));
      }),
      { numRuns: 400 },
    );
  });
});

describe("a reason", () => {
  it("is what follows the dashes", () => {
    const text = "hit; // eslint-disable-line pokayoke/one -- drained by the caller -- always\n";
    const ts = bundledCompiler();
    const file = parse(ts, "a.ts", text)?.file;
    if (!file) throw new Error("not parsed");
    const directives = directivesOf(ts, file, new Positions(text));
    expect(directives({ rule: "pokayoke/one", line: 1, column: 1 })).toBe("drained by the caller -- always");
    expect(directives({ rule: "pokayoke/two", line: 1, column: 1 })).toBeUndefined();
  });
});

describe("a file full of them", () => {
  it("takes time in proportion", () => {
    const text = "hit; // eslint-disable-line pokayoke/one\n".repeat(20_000);
    const started = performance.now();
    expect(byUs(text, "a.ts").filter(({ isOff }) => isOff)).toHaveLength(20_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

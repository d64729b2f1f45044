import { describe, expect, it } from "vitest";
import { commentsOf } from "../../codemods/prove-comments.ts";
import { bundledCompiler } from "../../rules/model/compiler.ts";

const ts = bundledCompiler();

function comments(text: string, name = "a.tsx"): readonly string[] {
  return commentsOf(ts, ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true)).map((comment) => comment.text);
}

describe("the comments of a file", () => {
  it.each([
    ["#!/usr/bin/env node\n// one\n/* two */ a /* three */ + b; // four\n/** five */\nfunction f(/* six */) { /* seven */ }\n// eight", ["// one", "/* two */", "/* three */", "// four", "/** five */", "/* six */", "/* seven */", "// eight"]],
    ["const a = '// no', b = `/* no ${/* yes */ 1} // no`, c = /[/*]/;", ["/* yes */"]],
    ["const a = <p>// no {/* yes */} /* no */</p>;", ["/* yes */"]],
    ["[/* a */, /* b */];\r\n// c\r\n", ["/* a */", "/* b */", "// c"]],
    ["/* open", ["/* open"]],
    ["", []],
  ])("are told from what looks like them: %j", (text, expected) => {
    expect(comments(text)).toEqual(expected);
  });

  it("are found in JavaScript with types in comments", () => {
    expect(comments("/** @type {number[]} */\nconst a = /** @type {any} */ (b);\n", "a.js")).toEqual(["/** @type {number[]} */", "/** @type {any} */"]);
  });
});

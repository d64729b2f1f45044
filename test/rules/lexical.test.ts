import { readFileSync } from "node:fs";
import type * as TS from "typescript";
import { describe, expect, it } from "vitest";
import { bundledCompiler } from "../../rules/model/compiler.ts";
import { Scopes } from "../../rules/model/lexical.ts";
import { indexFile } from "../../rules/model/walk.ts";
import { programOf } from "../../rules/model/world.ts";
import { ROOT, sourcesIn, treeOf } from "../contract/tree.ts";

const ts = bundledCompiler();

/** What the scopes and what the checker say of every plain name of a file, where they differ; and how many names the scopes are sure of. */
function compared(path: string, text: string): { readonly sure: number; readonly different: readonly string[] } {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const checker = programOf(ts, new Map([[path, file]]), () => undefined).getTypeChecker();
  const index = indexFile(ts, file);
  const scopes = new Scopes(ts, index);
  const answers = (index.nodes(ts.SyntaxKind.Identifier) as readonly TS.Identifier[]).flatMap((name) => {
    const answer = scopes.bindingOf(name);
    if (answer === "unsure") return [];
    const { parent } = name;
    const isShorthand = ts.isShorthandPropertyAssignment(parent) && parent.name === name;
    const symbol = isShorthand ? checker.getShorthandAssignmentValueSymbol(parent) : checker.getSymbolAtLocation(name);
    const declaration = symbol?.valueDeclaration ?? symbol?.declarations?.[0];
    return [{ name, isSame: (answer === "global" ? undefined : answer) === declaration }];
  });
  const different = answers.filter(({ isSame }) => !isSame).map(({ name }) => `${path}:${String(file.getLineAndCharacterOfPosition(name.pos).line + 1)} ${name.text}`);
  return { sure: answers.length, different };
}

describe("the scopes of a file", () => {
  it.each([
    "var a; function f(a) { var a; a; } a;",
    "function f(x = y) { var y; y; } y;",
    "let a; { let a; a; } for (let a of []) { a; } for (const a in {}) a; switch (1) { case 1: let a; a; } a;",
    "try { x; } catch (x) { x; var x; } x;",
    "const f = function g() { g; }; g; const C = class D { m() { D; } }; D;",
    "{ function f() {} f; } f;",
    "function f(): void; function f() {} f();",
    "enum E { A, B = A } E.A;",
    "type T = 1; const T = 1; T;",
    "interface I {} class I {} new I();",
    "namespace N { export const a = 1; a; } a;",
    "import d, { a as b, c } from 'x'; import * as n from 'y'; d; b; c; n; export { b };",
    "const { a, b: { c = a }, ...rest } = q; [a, c, rest]; ({ a, c: a } = q);",
    "function f<T>(this: T, T: T) { return T; }",
    "label: for (;;) { break label; } const label = 1;",
    "class A { static { var x; x; } x = x; [y]() {} } const y = 1;",
    "for (var i = 0; i < 1; i++) {} i; if (a) var a = 1;",
    "const x = { x, y: x, [x]: 1, x() { x; } };",
  ])("%s", (text) => {
    expect(compared("/a.ts", text).different).toEqual([]);
  });

  it("are those of the checker in all our own files", () => {
    const files = [...sourcesIn(["rules", "cli", "codemods", "runtime", "test"]), ...treeOf("fixtures").files.filter((file) => /\.[jt]s$/.test(file)).map((file) => `fixtures/${file}`.replace("fixtures/fixtures/", "fixtures/"))];
    const results = files.map((file) => compared(`/${file}`, readFileSync(`${ROOT}/${file}`, "utf8")));
    expect(results.flatMap(({ different }) => different)).toEqual([]);
    expect(results.reduce((sum, { sure }) => sum + sure, 0)).toBeGreaterThan(20_000);
  });
});

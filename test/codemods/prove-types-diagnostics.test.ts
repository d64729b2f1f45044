import type * as TS from "typescript";
import { describe, expect, it } from "vitest";
import { type Diagnosed, diagnosticsOf, newDiagnostics } from "../../codemods/prove-types-diagnostics.ts";
import { bundledCompiler } from "../../rules/model/compiler.ts";

const ts = bundledCompiler();

/** What a Program would be asked about one file with these diagnostics. */
function diagnosed(...diagnostics: readonly (readonly [code: number, message: string | TS.DiagnosticMessageChain, line?: number])[]): readonly Diagnosed[] {
  const file = ts.createSourceFile("a.ts", "\n".repeat(20), ts.ScriptTarget.ESNext);
  const all = diagnostics.map(([code, messageText, line = 1]) => ({ code, messageText, start: line - 1 }));
  const program = { getSourceFile: () => file, getCompilerOptions: () => ({}), getSyntacticDiagnostics: () => [], getSemanticDiagnostics: () => all };
  return diagnosticsOf(ts, program as unknown as TS.Program, "a.ts") ?? [];
}

describe("a diagnostic is new", () => {
  it.each([
    ["not when it moved", diagnosed([2322, "x", 3]), diagnosed([2322, "x", 9]), 0],
    ["when it comes once more", diagnosed([2322, "x", 3]), diagnosed([2322, "x", 3], [2322, "x", 4]), 1],
    ["when its code is another", diagnosed([2322, "x"]), diagnosed([2345, "x"]), 1],
    ["when it says something else", diagnosed([2322, "Type 'A' is wrong."]), diagnosed([2322, "Type 'B' is wrong."]), 1],
    ["not when a suggestion follows", diagnosed([2304, "Cannot find name 'a'."]), diagnosed([2552, "Cannot find name 'a'. Did you mean 'b'?"]), 0],
    ["not when an export is suggested", diagnosed([2305, "Module '\"m\"' has no exported member 'x'."]), diagnosed([2724, "'\"m\"' has no exported member named 'x'. Did you mean 'y'?"]), 0],
    ["not when a union is told in another order", diagnosed([2322, "Type 'string' is not assignable to type '\"a\" | \"b\"'."]), diagnosed([2322, "Type 'string' is not assignable to type '\"b\" | \"a\"'."]), 0],
    ["not when one more line says that a package is missing", diagnosed([2591, "Cannot find name 'Buffer'.", 3]), diagnosed([2591, "Cannot find name 'Buffer'.", 3], [2591, "Cannot find name 'Buffer'.", 9]), 0],
    ["when another name is missing with a package", diagnosed([2591, "Cannot find name 'Buffer'."]), diagnosed([2591, "Cannot find name 'process'."]), 1],
    ["not when more or less is explained", diagnosed([2322, "x"]), diagnosed([2322, { messageText: "x", category: ts.DiagnosticCategory.Error, code: 2322, next: [{ messageText: "because", category: ts.DiagnosticCategory.Error, code: 1 }] }]), 0],
  ])("%s", (_, before, after, expected) => {
    expect(newDiagnostics(before, after)).toHaveLength(expected);
  });

  it("and told on one line, with all that is explained", () => {
    const [first] = diagnosed([2322, { messageText: "x\n", category: ts.DiagnosticCategory.Error, code: 2322, next: [{ messageText: "because", category: ts.DiagnosticCategory.Error, code: 1 }] }, 7]);
    expect(first?.detail).toBe("7 TS2322 x because");
  });
});

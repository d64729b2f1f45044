import { expect, it } from "vitest";
import { askAbout, projectOf } from "./worlds.ts";

it("tells the uses of a module, which its file declares and nothing is around", () => {
  const project = projectOf(new Map([["/memory.ts", "export const kept = new Map();\n"], ["/stats.ts", 'import * as memory from "./memory.ts";\nmemory.kept.clear();\n']]));
  const ask = askAbout(project, "/stats.ts");
  const [, use] = ask.named("memory");
  const declaration = use && ask.declarationOf(use);
  expect(declaration && ask.ts.isSourceFile(declaration)).toBe(true);
  expect(declaration && ask.usesOf(declaration, "memory").map((each) => ask.lineOf(each))).toEqual([1, 2]);
});

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ADDED, fatesOf, makeRepository, migrateToy } from "./toy.ts";

const TSCONFIG = JSON.stringify({ compilerOptions: { strict: true, target: "es2022", module: "nodenext", noEmit: true }, include: ["**/*.ts"] });
const PACKAGE = JSON.stringify({ name: "toy", type: "module" });

function repository(files: Readonly<Record<string, string | Buffer>>): string {
  return makeRepository({ "package.json": PACKAGE, "tsconfig.json": TSCONFIG, ...files });
}

describe("a rewrite", () => {
  it("that keeps all laws is kept, with its new file", () => {
    const root = repository({ "a.ts": "// first\nexport const jobs: number[] = []; // last\n" });
    const { proof } = migrateToy(root);
    expect([...proof.kept.overlay]).toEqual([
      [join(root, "a.ts"), 'import { Bounded } from "./bounded.js";\n// first\nexport const jobs: number[] = new Bounded(); // last\n'],
      [join(root, "bounded.ts"), ADDED],
    ]);
    expect(proof.dropped).toEqual([]);
    expect(proof.typeChecked).toBe(1);
  });

  it("that breaks a law is dropped with what was seen, and the others go on", () => {
    const root = repository({
      "a.ts": "export const oneTypo: number[] = [];\nexport const two: number[] = [];\nexport const threeTorn: number[] = [];\n",
      "b.ts": "export const four: string[] = [];\nexport const fiveStay: string[] = [];\n",
    });
    const migration = migrateToy(root);
    expect(fatesOf(migration)).toEqual({ oneTypo: "law-types", two: "kept", threeTorn: "law-parse", four: "kept", fiveStay: "law-finding" });
    expect(migration.refused.map(({ refusal }) => refusal.detail)).toEqual([
      "a.ts:1 TS2322 Type 'number' is not assignable to type 'number[]'.",
      "a.ts:3 TS1109 Expression expected.",
      "b.ts:2 no-empty (empty) is still there",
    ]);
  });
});

describe("the bytes outside the edits", () => {
  it.each([
    ["CRLF", "// é\r\nexport const jobs: number[] = [];\r\nexport {};\r\n", "\r\n"],
    ["a byte order mark", "\uFEFFexport const jobs: number[] = []; // 🙂\n", "\n"],
    ["no line end at the end", "export const jobs: number[] = [];", "\n"],
    ["mixed line ends", "export const a = 1;\r\nexport const b = 1;\r\nexport const jobs: number[] = [];\n", "\r\n"],
  ])("stay: %s", (_, text, lineEnd) => {
    const root = repository({ "a.ts": text });
    const { proof, plan } = migrateToy(root);
    const file = proof.kept.files.get(join(root, "a.ts"));
    const plain = text.replace("\uFEFF", "");
    expect(file?.after).toBe(`import { Bounded } from "./bounded.js";${lineEnd}${plain.replace("= []", "= new Bounded()")}`);
    expect(plan.targets.files.get(join(root, "a.ts"))?.bom).toBe(text !== plain);
  });
});

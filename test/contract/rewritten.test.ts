import { describe, expect, it } from "vitest";
import { layoutsOf, namesIn, renamed, syntaxErrorsIn } from "./rewritten.ts";

/** What breaks careless rewriting: templates, regular expressions, missing semicolons, shorthand, private names, generics. */
const CODE = `
import { type Job } from "./job.js"
export class Pool<T extends Job> {
  static readonly max = 3
  #jobs: T[] = []; jobs = 1
  add = (job: T): void => { this.#jobs.push(job) }
  get size(): number { return this.#jobs.length }
  *[Symbol.iterator]() { yield* this.#jobs }
}
const jobs = { jobs: [1] }, text = \`a \${jobs.jobs.map((job) => \`\${job}
  b\`).join("jobs")} // no comment\`
const { jobs: [first] } = jobs; const again = { jobs }
let i = 0
i
++i
for (const x of /jobs[/"]\\/\\//.exec(text) ?? []) if (x) i++; else i-- // jobs
label: while (i --> 0) continue label
export default async <T,>(x: T) => x as unknown satisfies unknown
`;

describe("rewritten programs", () => {
  it("parse, in every layout, and hold the same tokens", () => {
    expect(syntaxErrorsIn("a.ts", CODE)).toEqual([]);
    const layouts = layoutsOf("a.ts", CODE);
    expect(layouts.size).toBe(5);
    for (const [layout, text] of layouts) {
      expect({ [layout]: syntaxErrorsIn("a.ts", text) }).toEqual({ [layout]: [] });
      expect({ [layout]: namesIn("a.ts", text) }).toEqual({ [layout]: namesIn("a.ts", CODE) });
    }
    expect(layouts.get("one line")?.split("\n")).toHaveLength(2); // one line end is the template's own
  });

  it("differ from the program", () => {
    expect([...layoutsOf("a.ts", CODE).values()]).not.toContain(CODE);
  });

  it("rename names and nothing else", () => {
    const text = renamed("a.ts", CODE, "jobs", "toString");
    expect(namesIn("a.ts", text)).not.toContain("jobs");
    expect(text).toContain("#toString: T[] = []; toString = 1");
    expect(text).toContain('join("jobs")');
    expect(text).toContain("/jobs[");
    expect(text).toContain("// jobs");
    expect(renamed("a.ts", text, "toString", "jobs")).toBe(CODE);
  });
});

import { describe, expect, it } from "vitest";
import type { MigrateOptions } from "../../codemods/codemod.ts";
import { rewriteText } from "./rewriting.ts";

/** A queue that no class can take the place of: somebody is handed the array itself. `body` is the producer's. */
function escaping(body: string): string {
  return `interface Job { readonly id: number }
export class Worker {
  private jobs: Job[] = [];
  private bytes = 0;
  constructor(private readonly send: (jobs: Job[]) => Promise<void>) {
    setInterval(() => void this.flush(), 1000);
  }
  add(job: Job): unknown {
    ${body}
  }
  async flush(): Promise<void> {
    await this.send(this.jobs);
    this.jobs = [];
    this.bytes = 0;
  }
}
`;
}

function limited(text: string, options: Partial<MigrateOptions> = {}): string {
  return rewriteText(text, "a.ts", { construct: "any", capacity: 9, ...options });
}

const NEWEST = { overflow: "drop-newest" } as const;

describe("a limit in place", () => {
  it("asks for the size before it adds", () => {
    const text = escaping("this.jobs.push(job);");
    expect(limited(text)).toContain(`    if (this.jobs.length >= 9) throw new Error("Worker.jobs is full (9)");\n    this.jobs.push(job);\n`);
    expect(limited(text, NEWEST)).toContain("    if (this.jobs.length < 9) this.jobs.push(job);\n");
    expect(limited(text, { construct: "queue" })).toMatch(/^escapes: the array is handed to `this\.send` at line \d+$/);
    expect(limited(text, { overflow: "wait" })).toContain("nothing tells a producer when there is room again");
    expect(limited(text, { overflow: "drop-oldest" })).toContain("somebody out of sight may stand on the oldest value; drop-newest would do");
  });

  it("tells the caller with false, where the caller asks", () => {
    const text = escaping("if (job.id < 0) return false;\n    this.jobs.push(job);\n    return true;") + "export function enqueue(worker: Worker, job: Job): void {\n  if (!worker.add(job)) throw new Error();\n}\n";
    expect(limited(text)).toContain("    if (this.jobs.length >= 9) return false;\n    this.jobs.push(job);\n");
  });

  it("takes the oldest out where everybody who looks is in sight", () => {
    const text = "const q = [];\nexport function add(x: number) {\n  q.push(x);\n}\nsetInterval(() => {\n  const x = q.shift();\n  if (x) console.log(x);\n}, 10);\n";
    expect(limited(text, { overflow: "drop-oldest" })).toContain("  if (q.length >= 9) q.shift();\n  q.push(x);\n");
  });

  it.each([
    ["if (job) this.jobs.push(job);", "if (job) { if (this.jobs.length < 9) this.jobs.push(job); }"],
    ["job && this.jobs.push(job);", "job && this.jobs.length < 9 && this.jobs.push(job);"],
    ["[job].forEach((each) => this.jobs.push(each));", "[job].forEach((each) => { if (this.jobs.length < 9) this.jobs.push(each); });"],
    ["this.jobs[this.jobs.length] = job;", "if (this.jobs.length < 9) this.jobs[this.jobs.length] = job;"],
    ["this.jobs = [...this.jobs, job];", "if (this.jobs.length < 9) this.jobs = [...this.jobs, job];"],
    ["this.jobs.push(job, job);", "this.jobs.push(job, job);\n    if (this.jobs.length > 9) this.jobs.length = 9;"],
    ["this.jobs = [...this.jobs, job, job];", "this.jobs = [...this.jobs, job, job].slice(0, 9);"],
  ])("has a form for %s", (body, expected) => {
    expect(limited(escaping(body), NEWEST)).toContain(expected);
  });

  it.each([
    ["return this.jobs.push(job);", "is asked for its new length"],
    ["this.jobs.push(job);\n    return job;", "goes on with `job` as if it were in"],
    ["const own = { ...job };\n    this.jobs.push(own);\n    return { own };", "goes on with `own` as if it were in"],
    ["this.bytes += job.id;\n    this.jobs.push(job);", "counts it, whether it is in or not"],
    ["this.jobs.push(job);\n    this.bytes++;", "counts it, whether it is in or not"],
    ["const own: any = { ...job };\n    const done = new Promise((resolve) => { own.callback = resolve; });\n    this.jobs.push(own);\n    return done;", "goes on with `own` as if it were in"],
  ])("sheds nothing that somebody goes on with: %s", (body, message) => {
    expect(limited(escaping(body), NEWEST)).toContain(message);
  });

  it("turns away, with an error, what a caller waits for, as its type says, some types further on", () => {
    const text = escaping("this.jobs.push(job);").replace("interface Job { readonly id: number }", "interface Waiting { resolve: (done: boolean) => void }\ninterface Named extends Waiting { readonly id: number }\ntype Job = Named | (Named & { readonly at: Date })");
    expect(limited(text, NEWEST)).toContain(`    if (this.jobs.length >= 9) throw new Error("Worker.jobs is full (9)");\n    this.jobs.push(job);\n`);
  });

  it("leaves a number out, and no count wrong", () => {
    const numbered = escaping("const id = this.nextId++;\n    this.jobs.push({ ...job, id });").replace("private bytes = 0;", "private bytes = 0;\n  private nextId = 1;");
    expect(limited(numbered)).toContain(`    if (this.jobs.length >= 9) throw new Error("Worker.jobs is full (9)");\n    this.jobs.push({ ...job, id });\n`);
    expect(limited(escaping("this.bytes++;\n    this.jobs.push(job);"))).toContain("line 9 has changed `this.bytes` before");
  });

  it("sheds nothing that something else keeps", () => {
    const text = escaping("this.byId.set(job.id, job);\n    this.jobs.push(job);").replace("private bytes = 0;", "private bytes = 0;\n  private byId = new Map<number, Job>();");
    expect(limited(text, NEWEST)).toContain("line 10 keeps it, whether it is in or not");
  });

  it("asks first whether there is a list at all", () => {
    const text = escaping("this.jobs?.push(job);").replace("jobs: Job[] = []", "jobs: Job[] | undefined = []").replace("this.send(this.jobs)", "this.send(this.jobs ?? [])");
    expect(limited(text, NEWEST)).toContain("    if (this.jobs && this.jobs.length < 9) this.jobs.push(job);\n");
  });

  it("cuts what is appended to what is kept", () => {
    expect(limited(escaping("this.jobs = this.jobs.concat(job);"), NEWEST)).toContain("this.jobs = this.jobs.concat(job).slice(0, 9);");
  });

  it("sheds no instance that has a life of its own", () => {
    const text = escaping("this.jobs.push(job);").replace("interface Job { readonly id: number }", "export class Job { readonly id = 1; finish(): void {} }");
    expect(limited(text, NEWEST)).toContain("`job` is a `Job`, and whoever else has it would not hear of it");
  });
});

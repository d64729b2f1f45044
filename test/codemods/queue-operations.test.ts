import { describe, expect, it } from "vitest";
import type { MigrateOptions } from "../../codemods/codemod.ts";
import { diagnosticsOf, HERE, rewriteAll, rewriteText } from "./rewriting.ts";

/** A queue with a producer and a consumer that makes it a finding, and one more method. */
function withMethod(method: string): string {
  return `export interface Job { id: number; done: boolean }
export class Worker {
  private jobs: Job[] = [];
  constructor(private readonly run: (job: Job) => Promise<void>, private readonly sink: { take(jobs: readonly Job[]): Promise<void> }) {
    setInterval(() => void this.work(), 10);
  }
  add(job: Job): void {
    this.jobs.push(job);
  }
  private async work(): Promise<void> {
    const job = this.jobs.shift();
    if (job) await this.run(job);
  }
${method}
}
`;
}

/** What becomes of a method: its lines after the rewrite, or the refusal. Whatever is rewritten must type-check. */
function fateOf(method: string, options: Partial<MigrateOptions> = {}): string {
  const text = withMethod(method);
  const after = rewriteText(text, "a.ts", options);
  if (!after.includes("BoundedQueue")) return after;
  const { after: texts } = rewriteAll(new Map([[`${HERE}/a.ts`, text]]), options, HERE);
  expect(diagnosticsOf(new Map([[`${HERE}/a.ts`, text]]))).toEqual([]);
  expect(diagnosticsOf(texts)).toEqual([]);
  const start = after.indexOf("await this.run(job);\n  }\n") + "await this.run(job);\n  }\n".length;
  return after.slice(start, -"\n}\n".length);
}

const SAME = [
  ["  get depth(): number { return this.jobs.length; }", "  get depth(): number { return this.jobs.size; }"],
  ["  peek(): Job | undefined { return this.jobs[0]; }", "  peek(): Job | undefined { return this.jobs.peek(); }"],
  ["  first(): number { return this.jobs[0].id; }", "  first(): number { return this.jobs.peek()!.id; }"],
  ["  first(): number | undefined { return this.jobs[0]?.id; }", "  first(): number | undefined { return this.jobs.peek()?.id; }"],
  ["  last(): number { return this.jobs[this.jobs.length - 1].id; }", "  last(): number { return this.jobs.at(-1)!.id; }"],
  ["  last(): number | undefined { return this.jobs.at(-1)?.id; }", "  last(): number | undefined { return this.jobs.at(-1)?.id; }"],
  ["  pop(): Job | undefined { return this.jobs.pop(); }", "  pop(): Job | undefined { return this.jobs.takeLast(); }"],
  ["  some(n: number): Job[] { return this.jobs.splice(0, n); }", "  some(n: number): Job[] { return this.jobs.takeUpTo(n); }"],
  ["  all(): Job[] { return this.jobs.splice(0); }", "  all(): Job[] { return this.jobs.drain(); }"],
  ["  all(): Job[] { return this.jobs.splice(0, this.jobs.length); }", "  all(): Job[] { return this.jobs.drain(); }"],
  ["  reset(): void { this.jobs = []; }", "  reset(): void { this.jobs.clear(); }"],
  ["  reset(): void { this.jobs.length = 0; }", "  reset(): void { this.jobs.clear(); }"],
  ["  all(): Job[] { const all = this.jobs; this.jobs = []; return all; }", "  all(): Job[] { const all = this.jobs.drain(); return all; }"],
  ["  all(): Job[] { const all = this.jobs.slice(); this.jobs.length = 0; return all; }", "  all(): Job[] { const all = this.jobs.drain(); return all; }"],
  ["  all(): Job[] { const all = Array.from(this.jobs); this.jobs = []; return all; }", "  all(): Job[] { const all = this.jobs.drain(); return all; }"],
  ["  ids(): number[] { return this.jobs.map((job) => job.id); }", "  ids(): number[] { return [...this.jobs].map((job) => job.id); }"],
  ["  copy(): Job[] { return this.jobs.slice(); }", "  copy(): Job[] { return [...this.jobs]; }"],
  ["  copy(): Job[] { return [...this.jobs]; }", "  copy(): Job[] { return [...this.jobs]; }"],
  ["  text(): string { return JSON.stringify(this.jobs); }", "  text(): string { return JSON.stringify([...this.jobs]); }"],
  ["  has(id: number): boolean { for (const job of this.jobs) if (job.id === id) return true; return false; }", "  has(id: number): boolean { for (const job of this.jobs) if (job.id === id) return true; return false; }"],
  ["  mark(): void { for (let i = 0; i < this.jobs.length; i++) this.jobs[i].done = true; }", "  mark(): void { for (let i = 0; i < this.jobs.size; i++) this.jobs.at(i)!.done = true; }"],
  ["  mark(): void { let i = this.jobs.length; while (i--) this.jobs[i].done = true; }", "  mark(): void { let i = this.jobs.size; while (i--) this.jobs.at(i)!.done = true; }"],
  ["  mark(): void { this.jobs.forEach((job) => { job.done = true; }); }", "  mark(): void { [...this.jobs].forEach((job) => { job.done = true; }); }"],
  ["  drop(job: Job): void { if (this.jobs.includes(job)) this.jobs.splice(this.jobs.indexOf(job), 1); }", "  drop(job: Job): void { if ([...this.jobs].includes(job)) this.jobs.remove(job); }"],
  ["  drop(id: number): void { const i = this.jobs.findIndex((job) => job.id === id); if (i !== -1) this.jobs.splice(i, 1); }", "  drop(id: number): void { const i = [...this.jobs].findIndex((job) => job.id === id); if (i !== -1) this.jobs.removeWhere((_, position) => position === i); }"],
  ["  each(): void { const jobs = this.jobs; while (jobs.length > 0) jobs.shift(); }", "  each(): void { const jobs = this.jobs; while (jobs.size > 0) jobs.take(); }"],
  ["  more(job: Job): void { this.jobs[this.jobs.length] = job; }", "  more(job: Job): void { this.jobs.putOrThrow(job); }"],
  ["  more(job: Job): void { this.jobs = [...this.jobs, job]; }", "  more(job: Job): void { this.jobs.putOrThrow(job); }"],
  ["  more(job: Job): void { this.jobs = this.jobs.concat([job]); }", "  more(job: Job): void { this.jobs.putOrThrow(job); }"],
  ["  full(): boolean { return this.jobs.length >= 1000; }", "  full(): boolean { return this.jobs.size >= 1000; }"],
] as const;

const NOT_THE_SAME = [
  ["  drop(id: number): void { this.jobs.splice(this.jobs.findIndex((job) => job.id === id), 1); }", "unsupported-use"],
  ["  drop(job: Job): void { this.jobs.splice(this.jobs.indexOf(job), 1); }", "unsupported-use"],
  ["  at(i: number): Job | undefined { return this.jobs[i]; }", "unsupported-use"],
  ["  set(job: Job): void { this.jobs[0] = job; }", "unsupported-use"],
  ["  order(): void { this.jobs.sort((a, b) => a.id - b.id); }", "unsupported-use"],
  ["  cut(): void { this.jobs.length = 5; }", "unsupported-use"],
  ["  count(job: Job): number { return this.jobs.push(job); }", "unsupported-use"],
  ["  full(): boolean { return this.jobs.length > 1000; }", "unsupported-use"],
  ["  full(max: number): boolean { return this.jobs.length > max; }", "unsupported-use"],
  ["  back(job: Job): void { this.jobs.unshift(job); }", "unsupported-use"],
  ["  keep(): void { this.jobs = this.jobs.filter((job) => !job.done); }", "unsupported-use"],
  ["  async each(): Promise<void> { for (const job of this.jobs) await this.run(job); this.jobs = []; }", "unsupported-use"],
  ["  again(): void { for (const job of this.jobs) this.add(job); }", "unsupported-use"],
  ["  again(): void { this.jobs.forEach(() => { this.jobs.shift(); }); }", "unsupported-use"],
  ["  all(): Job[] { return this.jobs; }", "escapes"],
  ["  send(): Promise<void> { return this.sink.take(this.jobs); }", "escapes"],
  ["  keep(): () => number { const jobs = this.jobs; this.jobs = [...[]] ; return () => jobs.length; }", "escapes"],
  ["  open(): number { const { jobs } = this; return jobs.length; }", "used-elsewhere"],
  ["  open(): number { return this[\"jobs\"].length; }", "used-elsewhere"],
  ["  many(jobs: readonly Job[]): void { this.jobs.push(...jobs); }", "producer-cannot-refuse"],
  ["  many(jobs: readonly Job[]): void { for (const job of jobs) this.jobs.push(job); }", "producer-cannot-refuse"],
  ["  tick(): void { setInterval(() => { this.jobs.push({ id: 1, done: false }); }, 10); }", "producer-cannot-refuse"],
  ["  tick(clock: { on(event: \"job\", listener: () => void): void }): void { clock.on(\"job\", () => { this.add({ id: 1, done: false }); }); }", "producer-cannot-refuse"],
  ["  tick(): void { void this.later(); }\n  private async later(): Promise<void> { this.jobs.push({ id: 1, done: false }); }", "producer-cannot-refuse"],
  ["  count = 0;\n  counted(job: Job): void { this.count++; this.jobs.push(job); }", "producer-cannot-refuse"],
] as const;

describe("an operation of an array", () => {
  it.each(SAME)("%s", (method, after) => {
    expect(fateOf(method)).toBe(after);
  });

  it.each(NOT_THE_SAME)("%s has no counterpart", (method, reason) => {
    expect(fateOf(method).split(":")[0]).toBe(reason);
  });
});

describe("a producer", () => {
  it.each([
    ["  many(jobs: readonly Job[]): void { this.jobs.push(...jobs); }", "  many(jobs: readonly Job[]): void { for (const value of jobs) this.jobs.offer(value); }"],
    ["  two(a: Job, value: Job): void { this.jobs.push(a, value); }", "  two(a: Job, value: Job): void { for (const value2 of [a, value]) this.jobs.offer(value2); }"],
    ["  back(job: Job): void { this.jobs.unshift(job); }", "  back(job: Job): void { this.jobs.offerFirst(job); }"],
    ["  tick(): void { setInterval(() => { this.jobs.push({ id: 1, done: false }); }, 10); }", "  tick(): void { setInterval(() => { this.jobs.offer({ id: 1, done: false }); }, 10); }"],
    ["  listen(on: (f: (job: Job) => void) => void): void { on((job) => { this.jobs.push(job); }); }", "  listen(on: (f: (job: Job) => void) => void): void { on((job) => { this.jobs.offer(job); }); }"],
  ])("that drops: %s", (method, after) => {
    expect(fateOf(method, { overflow: "drop-newest" })).toBe(after);
  });

  it("is heard where its caller catches, awaits or returns", () => {
    const method = "  async more(job: Job): Promise<void> { try { this.add(job); } catch { await this.run(job); } }\n  async most(job: Job): Promise<void> { await this.more(job); }";
    expect(fateOf(method)).toBe(method);
  });

  it("must not stop before it starts the consumer, where nobody else does", () => {
    const text = `export class Q {
  private jobs: number[] = [];
  ready = true;
  add(job: number): void { this.jobs.push(job); this.kick(); }
  private kick(): void { setTimeout(() => { while (this.ready && this.jobs.length > 0) console.log(this.jobs.shift()); }, 1); }
}
`;
    expect(rewriteText(text)).toContain("is all that starts the consumer");
    expect(rewriteText(text.replace("this.ready && ", ""))).toContain("putOrThrow");
    expect(rewriteText(text, "a.ts", { overflow: "drop-oldest" })).toContain("this.jobs.offer(job)");
  });

  it.each([
    ["  async more(job: Job): Promise<void> { await this.run(job); this.jobs.push(job); }", "producer-cannot-wait"], // `add` is not async
  ])("that waits: %s", (method, reason) => {
    expect(fateOf(method, { overflow: "wait" }).split(":")[0]).toBe(reason);
  });
});

const FIFO = "const q = [];\nfunction add(x) {\n  q.push(x);\n}\nsetInterval(() => {\n  const x = q.shift();\n  if (x) console.log(x);\n}, 10);\n";
const MADE = '{ capacity: 1000, overflow: "reject", name: "q" }';

describe("the import", () => {
  const typed = FIFO.replace("const q = []", "const q: number[] = []").replace("add(x)", "add(x: number): void").replace("function", "export function");

  it.each([
    ["below the other imports, in their style", `import a from './a.js'\nimport b from './b.js' // b\n\n${typed.replaceAll(";", "")}`, "import b from './b.js' // b\nimport { BoundedQueue } from './bounded-queue.js'\n\nconst q"],
    ["with the extension that the others have", `import { a } from "./a.ts";\n${typed}`, 'import { a } from "./a.ts";\nimport { BoundedQueue } from "./bounded-queue.ts";\nconst q'],
    ["without one, as the others", `import { a } from "./a";\n${typed}`, 'import { BoundedQueue } from "./bounded-queue";\nconst q'],
    ["below a header, above the comment of the first statement", `#!/usr/bin/env node\n// Copyright\n\n/** The queue. */\n${typed}`, '#!/usr/bin/env node\n// Copyright\n\nimport { BoundedQueue } from "./bounded-queue";\n\n/** The queue. */\nconst q'],
    ["below a directive", `"use strict";\n\n${typed}`, '"use strict";\nimport { BoundedQueue } from "./bounded-queue";\n\nconst q'],
    ["with the line ends of the file", typed.replaceAll("\n", "\r\n"), 'import { BoundedQueue } from "./bounded-queue";\r\n\r\nconst q'],
  ])("stands %s", (_, text, start) => {
    expect(rewriteText(text)).toContain(start);
  });

  it("is a require in CommonJS, below the others", () => {
    const text = `'use strict'\n\nconst fs = require('fs')\n\n${FIFO.replaceAll(";", "").replace("const q", "let q")}module.exports = { add }\n`;
    expect(rewriteText(text, "a.js")).toContain("const fs = require('fs')\nconst { BoundedQueue } = require('./bounded-queue.js')\n\nconst q = new BoundedQueue({ capacity: 1000, overflow: 'reject', name: 'q' })\n");
  });

  it("is one where two queues need it", () => {
    const after = rewriteText(typed + typed.replaceAll(/\bq\b/g, "r").replace("add(", "addTo("));
    expect(after.match(/import/g)).toHaveLength(1);
    expect(after).toContain('name: "r"');
  });

  it("leads to the package, where the user wants that", () => {
    expect(rewriteText(typed, "a.ts", { runtime: "package" })).toContain('import { BoundedQueue } from "@pokayoke/runtime/bounded-queue";');
    expect(rewriteAll(new Map([[`${HERE}/a.ts`, typed]]), { runtime: "package" }, HERE).added.size).toBe(0);
  });

  it("is refused where the name or the file is taken, or the form can't be told", () => {
    expect(rewriteText(`class BoundedQueue {}\n${typed}`)).toContain("name-clash");
    expect(rewriteText(FIFO, "a.js")).toContain("module-form");
    const taken = new Map([[`${HERE}/a.ts`, typed], [`${HERE}/bounded-queue.ts`, "export const mine = 1;\n"]]);
    expect(rewriteAll(taken, { construct: "queue" }, HERE).refused).toMatchObject([{ reason: "name-taken" }]);
  });

  it("finds the module that is there already, in the folder with the sources", () => {
    const first = rewriteAll(new Map([[`${HERE}/src/deep/a.ts`, typed]]), {}, HERE, { name: "p", private: true });
    expect([...first.added]).toEqual([`${HERE}/src/bounded-queue.ts`]);
    expect(first.after.get(`${HERE}/src/deep/a.ts`)).toContain('from "../bounded-queue"');
    const module = first.after.get(`${HERE}/src/bounded-queue.ts`) ?? "";
    const second = rewriteAll(new Map([[`${HERE}/src/b.ts`, typed], [`${HERE}/src/bounded-queue.ts`, `${module}// mine now\n`]]), {}, HERE, { name: "p", private: true });
    expect([...second.added]).toEqual([]);
    expect(second.refused).toEqual([]);
  });

  it("is made for code that browsers run, too", () => {
    expect(rewriteText(typed, "a.ts", {}, { name: "p", browser: "x.js" })).toContain(`new BoundedQueue(${MADE})`);
    expect(rewriteText(typed, "a.ts", {}, { name: "p", dependencies: { react: "*" } })).toContain(`new BoundedQueue(${MADE})`);
  });
});

describe("a declaration", () => {
  const rest = "\nexport function add(x: number): void {\n  q.push(x);\n}\nsetInterval(() => {\n  const x = q.shift();\n  if (x) console.log(x);\n}, 10);\n";

  it.each([
    ["let q: Array<number> = [];", `const q: BoundedQueue<number> = new BoundedQueue(${MADE});`],
    ["const q: (number | undefined)[] = [];", `const q: BoundedQueue<number | undefined> = new BoundedQueue(${MADE});`],
    ["const q = [] as number[];", `const q = new BoundedQueue<number>(${MADE});`],
    ["const q = new Array<number>();", `const q = new BoundedQueue<number>(${MADE});`],
    ["const q = <number[]>[];", `const q = new BoundedQueue<number>(${MADE});`],
  ])("%s", (before, after) => {
    expect(rewriteText(before + rest)).toContain(`${after}\n`);
  });

  it.each([
    ["const q = [];", "untyped-elements"],
    ["type Q = number[];\nconst q: Q = [];", "untyped-elements"],
    ["let q: number[] | undefined = [];", "untyped-elements"],
  ])("%s is refused", (before, reason) => {
    expect(rewriteText(before + rest).split(":")[0]).toBe(reason);
  });

  it("in a constructor is rewritten together with its field", () => {
    const text = withMethod("").replace("private jobs: Job[] = [];", "private jobs: Job[];").replace("    setInterval", "    this.jobs = [];\n    setInterval");
    const after = rewriteText(text);
    expect(after).toContain("private jobs: BoundedQueue<Job>;\n");
    expect(after).toContain('this.jobs = new BoundedQueue({ capacity: 1000, overflow: "reject", name: "Worker.jobs" });\n');
    expect(diagnosticsOf(rewriteAll(new Map([[`${HERE}/a.ts`, text]]), {}, HERE).after)).toEqual([]);
  });

  it("with a key that is a symbol keeps it", () => {
    const text = withMethod("").replace("export class", 'const kJobs = Symbol("jobs");\nexport class').replace("private jobs:", "private [kJobs]:").replaceAll("this.jobs", "this[kJobs]");
    const after = rewriteText(text);
    expect(after).toContain("private [kJobs]: BoundedQueue<Job> = new BoundedQueue(");
    expect(after).toContain("this[kJobs].putOrThrow(job)");
  });

  it("in an object's literal is rewritten if nothing is done with the object as a whole", () => {
    const text = "const state = { jobs: [] as number[], count: 0 };\nexport function add(x: number): void {\n  state.jobs.push(x);\n}\nsetInterval(() => {\n  const x = state.jobs.shift();\n  if (x) state.count++;\n}, 10);\n";
    expect(rewriteText(text)).toContain('jobs: new BoundedQueue<number>({ capacity: 1000, overflow: "reject", name: "jobs" })');
    expect(rewriteText(`${text}console.log(state);\n`)).toContain("escapes");
  });

  it.each([
    ["private jobs", "@observable private jobs", "no-declaration"],
    ["private jobs", "override jobs", "no-declaration"],
    ["private jobs", "declare private jobs", "no-declaration"],
  ])("%s as %s is refused", (before, after, reason) => {
    expect(rewriteText(withMethod("").replace(before, after)).split(":")[0]).toBe(reason);
  });

  it("in an object's literal with a type of its own is refused", () => {
    const text = "interface State { jobs: number[] }\nconst state: State = { jobs: [] };\nexport function add(x: number): void {\n  state.jobs.push(x);\n}\nsetInterval(() => {\n  const x = state.jobs.shift();\n  if (x) console.log(x);\n}, 10);\n";
    expect(rewriteText(text).split(":")[0]).toBe("no-declaration");
  });

  it("that a published package offers its users stays", () => {
    const published = { name: "p", version: "1.0.0", engines: { node: ">=20" } };
    const text = withMethod("").replace("private jobs", "jobs");
    expect(rewriteText(text, "a.ts", {}, published)).toContain("used-elsewhere");
    expect(rewriteText(text, "a.ts", {}, { ...published, private: true })).toContain("BoundedQueue<Job>");
  });

  it("whose type a comment gives stays, for comments are never changed", () => {
    const text = `/** @type {number[]} */\n${FIFO}module.exports = { add };\n`;
    expect(rewriteText(text, "a.js")).toContain("untyped-elements");
  });
});

describe("under drop-oldest", () => {
  it("what is looked at is not taken out after a wait", () => {
    const method = "  async careful(): Promise<void> { const job = this.jobs[0]; if (!job) return; await this.run(job); this.jobs.shift(); }";
    expect(fateOf(method, { overflow: "drop-oldest" })).toContain("unsupported-use");
    expect(fateOf(method)).toContain("const job = this.jobs.peek();");
  });

  it("nothing is lost that somebody waits for", () => {
    const method = "  wait(): Promise<Job> { return new Promise((resolve) => this.jobs.push({ id: 1, done: false, resolve } as Job)); }\n  again(): Promise<Job> { return this.wait(); }";
    expect(fateOf(method, { overflow: "drop-oldest" })).toContain("producer-cannot-drop");
  });
});

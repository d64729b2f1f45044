import { readdirSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { viewOf } from "../../cli/migrate/project-view.ts";
import { migrateProject } from "../../cli/migrate/migrate-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { DEFAULT_OPTIONS } from "../../codemods/codemod.ts";
import { type Refusal, REFUSAL_REASONS, type Rewrite } from "../../codemods/edit.ts";
import { applyEdits, isRefusal } from "../../codemods/read-target.ts";
import { codemod } from "../../codemods/require-idempotency-key.ts";
import { requireIdempotencyKey } from "../../rules/require-idempotency-key/rule.ts";
import { makeTree } from "../cli/tree.ts";
import { type Fixture, FIXTURES, fixturesOf } from "../rules/fixture.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { projectOf } from "../rules/worlds.ts";
import { effectsOf } from "./redelivery.ts";
import { diagnosticsOf } from "./rewriting.ts";

const BAD = join(FIXTURES, "require-idempotency-key", "bad");
const fixtures = fixturesOf("require-idempotency-key").filter(({ verdict }) => verdict === "bad");

/** What the declarations of the packages say of the places that are written, at the versions in rules/knowledge/checked.ts. */
const PACKAGE_TYPES = `
declare module "bullmq" {
  export interface Job<Data = any> { id?: string; timestamp: number; data: Data; readonly queueName: string; log(row: string): Promise<number> }
  export class Worker<Data = any> { constructor(name: string, processor: (job: Job<Data>) => Promise<unknown>) }
  export class Queue { constructor(name: string); add(name: string, data: any, opts?: { jobId?: string; delay?: number; removeOnComplete?: boolean }): Promise<Job> }
}
declare module "@nestjs/bullmq" {
  export class WorkerHost {}
  export function InjectQueue(name: string): (target: undefined, context: ClassFieldDecoratorContext) => void;
  export function Processor(name: string): (target: unknown, context: ClassDecoratorContext) => void;
}
declare module "bull" {
  interface Job { id: number | string; timestamp: number; data: any; queue: { name: string } }
  export default class Queue { constructor(name: string); process(handler: (job: Job) => Promise<void>): Promise<void> }
}
declare module "pg-boss" {
  interface Job { id: string; name: string; data: any }
  export default class PgBoss { constructor(url: string); work(name: string, handler: (jobs: Job[]) => Promise<void>): Promise<string> }
}
declare module "kafkajs" {
  interface Payload { topic: string; partition: number; message: { offset: string; timestamp: string; value: Buffer | null } }
  interface Consumer { run(options: { eachMessage: (payload: Payload) => Promise<void> }): Promise<void> }
  export class Kafka { constructor(options: object); consumer(options: { groupId: string }): Consumer }
}
declare module "aws-lambda" {
  export interface SQSEvent { Records: { messageId: string; body: string }[] }
}
declare module "sqs-consumer" {
  interface Message { MessageId?: string; Body?: string }
  export class Consumer { static create(options: { queueUrl: string; handleMessage: (message: Message) => Promise<Message | undefined> }): Consumer }
}
declare module "stripe" {
  interface Create { create(params?: object, options?: { idempotencyKey?: string; stripeAccount?: string; timeout?: number }): Promise<unknown> }
  export default class Stripe {
    constructor(key: string);
    paymentIntents: Create; payouts: Create; refunds: Create;
    customers: { create(params?: object, options?: { idempotencyKey?: string }): Promise<{ id: string }> };
    invoices: Create & { pay(id: string, params?: object, options?: { idempotencyKey?: string }): Promise<unknown> };
  }
}
declare module "resend" {
  export class Resend { constructor(key: string); emails: { send(payload: object, options?: { idempotencyKey?: string; headers?: Record<string, string> }): Promise<unknown> } }
}
declare module "inngest" {
  interface Run { event: { data: any }; runId: string; step: { run(name: string, work: () => unknown): Promise<unknown> } }
  export class Inngest { constructor(options: object); createFunction(options: object, trigger: object, handler: (run: Run) => Promise<void>): object }
}
declare module "@trigger.dev/sdk" {
  export const wait: { for(time: object): Promise<void> };
  export const tasks: { trigger(id: string, payload: object, options?: { idempotencyKey?: string }): Promise<object> };
  export function schemaTask<Payload>(options: { id: string; run: (payload: Payload, params: { ctx: { run: { id: string } } }) => Promise<void> }): object;
}
declare module "p-retry" {
  export default function pRetry<Result>(run: (attempt: number) => Promise<Result>, options?: object): Promise<Result>;
}
`;

interface Outcome {
  readonly after: ReadonlyMap<string, string>;
  readonly rewrites: readonly Rewrite[];
  readonly refused: readonly Refusal[];
}

function rewriteAll(files: ReadonlyMap<string, string>, root: string): Outcome {
  const { context } = viewOf(projectOf(files, root), [requireIdempotencyKey], DEFAULT_OPTIONS);
  const drafts = findingsIn(requireIdempotencyKey, files, {}, root).map((finding) => codemod.rewrite(finding, context));
  const rewrites = drafts.filter((draft): draft is Rewrite => !isRefusal(draft));
  const edits = rewrites.flatMap((rewrite) => rewrite.edits);
  const after = new Map([...new Set(edits.map(({ file }) => file))].map((path) => [path, applyEdits(files.get(path) ?? "", edits.filter(({ file }) => file === path))]));
  return { after, rewrites, refused: drafts.filter(isRefusal) };
}

const outcomes = new Map(fixtures.map((fixture) => [fixture, rewriteAll(fixture.files, fixture.root)]));
const outcomeOf = (fixture: Fixture): Outcome => outcomes.get(fixture) ?? rewriteAll(fixture.files, fixture.root);
const rewritten = fixtures.filter((fixture) => outcomeOf(fixture).rewrites.length > 0 && outcomeOf(fixture).refused.length === 0);

function companionsOf(fixture: Fixture): ReadonlyMap<string, string> {
  const { after, refused } = outcomeOf(fixture);
  const fixed = [...after].map(([path, text]): readonly [string, string] => [
    fixture.crossFile ? `${fixture.stem}.fixed/${relative(fixture.root, path)}` : `${fixture.stem}.fixed${extname(path)}`,
    text.replace(/^\s*\n/, ""),
  ]);
  const reasons = refused.map(({ reason, detail }) => `${reason}: ${detail}\n`).join("");
  return new Map([...fixed, ...(reasons === "" ? [] : [[`${fixture.stem}.refused.txt`, reasons] as const])]);
}

const expected = new Map(fixtures.map((fixture) => [fixture.stem, companionsOf(fixture)]));

describe("fixtures of the codemod", () => {
  it.each(fixtures)("$stem becomes what its companions say", async ({ stem }) => {
    for (const [name, text] of expected.get(stem) ?? []) await expect(text).toMatchFileSnapshot(join(BAD, name));
  });

  it("have no companion too many", () => {
    const wanted = new Set([...expected.values()].flatMap((companions) => [...companions.keys()].map((name) => name.split("/")[0] ?? name)));
    expect(readdirSync(BAD).filter((entry) => /\.(?:fixed|refused)(?:\.|$)/.test(entry) && !wanted.has(entry))).toEqual([]);
  });

  it("are rewritten often enough, and refused for many reasons", () => {
    const refused = fixtures.flatMap((fixture) => outcomeOf(fixture).refused);
    expect(rewritten.length).toBeGreaterThanOrEqual(8);
    expect(new Set(refused.map(({ reason }) => reason)).size).toBeGreaterThanOrEqual(6);
    expect(refused.every(({ reason }) => reason in REFUSAL_REASONS)).toBe(true);
  });
});

describe("all rewrites", () => {
  const before = new Map(rewritten.flatMap(({ files }) => [...files]));
  const after = new Map([...before, ...rewritten.flatMap((fixture) => [...outcomeOf(fixture).after])]);

  it("are kept by every law of `migrate`", () => {
    const place = ({ stem, root }: Fixture, path: string): string => `${stem}/${relative(root, path)}`;
    const root = makeTree(Object.fromEntries(rewritten.flatMap((fixture) => [...fixture.files].map(([path, text]) => [place(fixture, path), text]))));
    const project = new Project(new Sources(findTargets({ paths: ["."], cwd: root, useIgnoreFiles: false }), false));
    const { refused, proof } = migrateProject({ project, definitions: [requireIdempotencyKey], codemods: [codemod], options: DEFAULT_OPTIONS, allowDirty: true });
    expect(refused.map(({ finding, refusal }) => ({ file: finding.file, ...refusal }))).toEqual([]);
    expect(proof.kept.rewrites).toHaveLength(rewritten.length);
  });

  it("type-check", () => {
    const types: readonly [string, string] = [join(BAD, "packages.d.ts"), PACKAGE_TYPES];
    const known = diagnosticsOf(new Map([...before, types]));
    expect(known.filter((diagnostic) => diagnostic.includes("TS7031"))).toEqual([]);
    expect(diagnosticsOf(new Map([...after, types])).filter((diagnostic) => !known.includes(diagnostic))).toEqual([]);
  });

  it("leave no finding, so a second run changes nothing", () => {
    expect(findingsIn(requireIdempotencyKey, after, {}, BAD)).toEqual([]);
  });

  it.each(rewritten)("$stem: what is delivered again, or sent again after a lost answer, happens once", async (fixture) => {
    const textsOf = (texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> => new Map([...fixture.files.keys()].map((path) => [relative(fixture.root, path), texts.get(path) ?? ""]));
    const was = await effectsOf(textsOf(fixture.files));
    const is = await effectsOf(textsOf(after));
    // Delivery 1, again, and 2; or two attempts at each of two.
    const timesTwo = fixture.stem === "two-mails-of-one-job" ? 2 : 1;
    expect([was, is]).toEqual([was === 4 ? 4 : 3 * timesTwo, 2 * timesTwo]);
  });
});

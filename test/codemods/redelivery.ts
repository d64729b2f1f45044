import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";

/** Stands in for the packages: handlers are kept, effects are counted, and one with a key that was seen before is none. */
const PACKAGES: Readonly<Record<string, string>> = {
  "stripe": `module.exports = class { constructor() { return world.client("stripe"); } };`,
  "resend": `exports.Resend = class { constructor() { return world.client("resend"); } };`,
  "bullmq": `
    exports.Worker = class { constructor(name, handler) { world.handlers.push((n, data) => handler({ id: "repeat:" + n, queueName: name, timestamp: n, data, log() {} })); } };
    exports.Queue = class { constructor(name) { return world.client(name); } };`,
  "@nestjs/bullmq": `
    exports.WorkerHost = class {};
    exports.InjectQueue = (name) => () => () => world.client(name);
    exports.Processor = (name) => (processor) => { world.handlers.push((n, data) => new processor().process({ id: "repeat:" + n, queueName: name, timestamp: n, data })); };`,
  "inngest": `exports.Inngest = class { createFunction(_config, _trigger, handler) { world.handlers.push((n, data) => handler({ event: { data }, step: { run() {} }, runId: "run" + n })); } };`,
  "@trigger.dev/sdk": `exports.wait = { async for() {} }; exports.tasks = world.client("tasks"); exports.schemaTask = exports.task = ({ id, run }) => { world.handlers.push((n, data) => run(data, { ctx: { run: { id: "run" + n } } })); return world.client("task." + id); };`,
  "bull": `module.exports = class { constructor(name) { this.name = name; } process(handler) { world.handlers.push((n, data) => handler({ id: n, queue: this, timestamp: n, data })); } };`,
  "pg-boss": `module.exports = class { async work(name, handler) { world.handlers.push((n, data) => handler([{ id: "job" + n, name, data }])); } };`,
  "kafkajs": `exports.Kafka = class { consumer() { return { async run({ eachMessage }) { world.handlers.push((n, data) => eachMessage({ topic: "t", partition: 0, message: { offset: String(n), timestamp: String(n), value: Buffer.from(JSON.stringify(data)) } })); } }; } };`,
  "sqs-consumer": `exports.Consumer = { create({ handleMessage }) { world.handlers.push((n, data) => handleMessage({ MessageId: "m" + n, Body: JSON.stringify(data) })); } };`,
  "svix": `exports.Webhook = class { verify(text) { return JSON.parse(text); } };`,
  "p-retry": `module.exports = async (run) => { for (;;) { try { return await run(1); } catch (error) { if (error.message !== "lost") throw error; } } };`,
};

/** How often the world saw an effect. */
export interface World {
  effects: number;
  readonly handlers: ((delivery: number, data: unknown) => Promise<void>)[];
  client(path: string): unknown;
}

function newWorld(answers: "all" | "every second"): World {
  const keys = new Set<string>();
  let calls = 0;
  const world: World = {
    effects: 0,
    handlers: [],
    client: (path) =>
      new Proxy(() => undefined, {
        get: (_target, name) => (name === "then" ? undefined : world.client(`${path}.${String(name)}`)),
        apply: (_target, _self, list: readonly unknown[]) => {
          if (path.endsWith(".constructEvent")) return JSON.parse(String(list[0])) as object;
          calls += 1;
          const options = (list as readonly Readonly<Record<string, unknown>>[]).find((each) => typeof each === "object" && ("idempotencyKey" in each || "jobId" in each));
          const key = options && `${path} ${String(options["idempotencyKey"] ?? options["jobId"])}`;
          if (path.endsWith(".add") && key?.includes(":")) throw new Error("Custom Id cannot contain :");
          if (key === undefined || !keys.has(key)) world.effects += 1;
          if (key !== undefined) keys.add(key);
          return answers === "all" || calls % 2 === 0 ? Promise.resolve({}) : Promise.reject(new Error("lost"));
        },
      }),
  };
  return world;
}

/**
 * Runs the modules of a case in a world: its handlers for delivery 1, the same again, and delivery 2; if it has none, the function that answers webhooks for the
 * same; or its function twice, losing every other answer. `files`: the texts by their paths below the case's folder.
 */
export async function effectsOf(files: ReadonlyMap<string, string>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-redelivery-"));
  const shared = globalThis as { world?: World };
  const all = [...files.values()].join("\n");
  try {
    for (const [name, code] of Object.entries(PACKAGES)) {
      mkdirSync(join(folder, "node_modules", name), { recursive: true });
      writeFileSync(join(folder, "node_modules", name, "index.js"), code);
    }
    for (const [path, text] of files) {
      const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } });
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, compiled(path)), outputText.replace(/(require\("\.[^"]*)\.ts"/g, `$1.cjs"`));
    }
    const world = (shared.world = newWorld(/\bpRetry\b|\battempt \+= 1/.test(all) ? "every second" : "all"));
    const load = createRequire(join(folder, "x.js"));
    const subjects = [...files.keys()].map((path) => load(join(folder, compiled(path))) as Readonly<Record<string, unknown>>);
    for (const { start } of subjects) if (typeof start === "function") await (start as () => Promise<void>)();
    const data = { amount: 1, to: "a@example.com", next: { _id: "17" }, added: 1 };
    const post = subjects.map(({ POST }) => POST).find((each): each is (request: Request) => Promise<unknown> => typeof each === "function");
    const answers = post ? [(delivery: number): Promise<unknown> => post(webhookOf(delivery, data))] : [];
    const [lambda] = subjects.map(({ handler }) => handler).filter((each): each is (event: object) => Promise<void> => typeof each === "function");
    if (lambda) world.handlers.push((delivery, value) => lambda({ Records: [{ messageId: `m${String(delivery)}`, body: JSON.stringify(value) }] }));
    const handlers = world.handlers.length > 0 ? world.handlers : answers;
    for (const handler of handlers) for (const delivery of [1, 1, 2]) await handler(delivery, data);
    if (handlers.length > 0) return world.effects;
    const run = subjects.flatMap((each) => Object.values(each)).find((each): each is (given: unknown) => Promise<unknown> => typeof each === "function");
    for (let count = 0; count < 2; count += 1) await run?.(1);
    return world.effects;
  } finally {
    delete shared.world;
    rmSync(folder, { recursive: true, force: true });
  }
}

function compiled(path: string): string {
  return path.replace(/\.ts$/, ".cjs");
}

function webhookOf(delivery: number, data: object): Request {
  const body = JSON.stringify({ id: `evt_${String(delivery)}`, type: "invoice.payment_failed", data: { object: data, ...data } });
  return new Request("https://example.com", { method: "POST", headers: { "svix-id": `msg_${String(delivery)}` }, body });
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";

/** Stands in for the packages: handlers are kept, effects are counted, and one with a key that was seen before is none. */
const PACKAGES: Readonly<Record<string, string>> = {
  "stripe": `module.exports = class { constructor() { return world.client("stripe"); } };`,
  "resend": `exports.Resend = class { constructor() { return world.client("resend"); } };`,
  "bullmq": `
    exports.Worker = class { constructor(name, handler) { world.handlers.push((n, data) => handler({ id: "repeat:" + n, queueName: name, timestamp: n, data, log() {} })); } };
    exports.Queue = class { constructor(name) { return world.client(name); } };`,
  "inngest": `exports.Inngest = class { createFunction(_config, _trigger, handler) { world.handlers.push((n, data) => handler({ event: { data }, step: { run() {} }, runId: "run" + n })); } };`,
  "@trigger.dev/sdk": `exports.tasks = world.client("tasks"); exports.schemaTask = exports.task = ({ run }) => { world.handlers.push((n, data) => run(data, { ctx: { run: { id: "run" + n } } })); };`,
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

/** Runs a module in a world: its handlers for delivery 1, the same again, and delivery 2; or, if it has none, its function twice, losing every other answer. */
export async function effectsOf(text: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-redelivery-"));
  const shared = globalThis as { world?: World };
  try {
    for (const [name, code] of Object.entries(PACKAGES)) {
      mkdirSync(join(folder, "node_modules", name), { recursive: true });
      writeFileSync(join(folder, "node_modules", name, "index.js"), code);
    }
    const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } });
    writeFileSync(join(folder, "case.cjs"), outputText);
    const world = (shared.world = newWorld(/\bpRetry\b|\battempt \+= 1/.test(text) ? "every second" : "all"));
    const subject = createRequire(join(folder, "x.js"))(join(folder, "case.cjs")) as Readonly<Record<string, unknown>>;
    const data = { amount: 1, to: "a@example.com", next: { _id: "17" }, added: 1 };
    for (const handler of world.handlers) for (const delivery of [1, 1, 2]) await handler(delivery, data);
    if (world.handlers.length > 0) return world.effects;
    const run = Object.values(subject).find((each): each is (given: unknown) => Promise<unknown> => typeof each === "function");
    for (let count = 0; count < 2; count += 1) await run?.(1);
    return world.effects;
  } finally {
    delete shared.world;
    rmSync(folder, { recursive: true, force: true });
  }
}

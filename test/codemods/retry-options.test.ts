import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { viewOf } from "../../cli/migrate/project-view.ts";
import { type CodemodContext, DEFAULT_OPTIONS } from "../../codemods/codemod.ts";
import { codemod } from "../../codemods/no-unbounded-retry.ts";
import { applyEdits, isRefusal } from "../../codemods/read-target.ts";
import { noUnboundedRetry } from "../../rules/no-unbounded-retry/rule.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { projectOf } from "../rules/worlds.ts";
import { HERE } from "./rewriting.ts";

/** What becomes of a text in a package that asks for these versions. */
function rewritten(text: string, dependencies: Readonly<Record<string, string>>, locks: Readonly<Record<string, string>> = {}): string {
  const path = join(HERE, "a.ts");
  const texts = new Map([[path, text]]);
  const { context } = viewOf(projectOf(texts, HERE), [noUnboundedRetry], DEFAULT_OPTIONS);
  const target = { folder: HERE, manifest: { dependencies } };
  const withPackage = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(context), packageOf: { value: () => target }, asideOf: { value: (file: string) => locks[basename(file)] } }) as CodemodContext;
  const [finding, ...others] = findingsIn(noUnboundedRetry, texts, {}, HERE);
  if (!finding || others.length > 0) return `${String(others.length + (finding ? 1 : 0))} findings`;
  const outcome = codemod.rewrite(finding, withPackage);
  return isRefusal(outcome) ? `${outcome.reason}: ${outcome.detail}` : applyEdits(text, outcome.edits);
}

describe("the backoff of a job", () => {
  // https://github.com/Openpanel-dev/openpanel/blob/ed7bdddbadbe556719ac4b08963905a2de717ddd/packages/queue/src/queues.ts#L316-L330
  const JOB = 'export const options = {\n  attempts: 3,\n  backoff: { type: "exponential", delay: 5000 },\n  removeOnComplete: 100,\n};\n';

  it("gets BullMQ's jitter where the version is sure to have it", () => {
    expect(rewritten(JOB, { bullmq: "^5.63.0" })).toBe(JOB.replace("delay: 5000 }", "delay: 5000, jitter: 1 }"));
    expect(rewritten(JOB, { bullmq: "5.53.0" })).toBe(JOB.replace("delay: 5000 }", "delay: 5000, jitter: 1 }"));
  });

  it("keeps three quarters of a delay that does not grow", () => {
    const fixed = JOB.replace("exponential", "fixed");
    expect(rewritten(fixed, { bullmq: "^6.0.0" })).toBe(fixed.replace("delay: 5000 }", "delay: 5000, jitter: 0.5 }"));
  });

  it("gets it in a constant that nothing else reads", () => {
    const apart = 'const BACKOFF = {\n  type: "exponential",\n  delay: 5_000,\n} as const;\n\nexport const options = Object.freeze({ attempts: 3, backoff: BACKOFF });\n';
    expect(rewritten(apart, { bullmq: "5.61.0" })).toBe(apart.replace("5_000,", "5_000,\n  jitter: 1,"));
    expect(rewritten(`${apart}export const again = { attempts: 1, backoff: BACKOFF };\n`, { bullmq: "5.61.0" })).toMatch(/^options-elsewhere/);
  });

  it.each([
    ["no BullMQ", {}, "depends on the version"],
    ["an older one", { bullmq: "^5.51.1" }, "`^5.51.1`"],
    ["one that can't be told", { bullmq: "workspace:*" }, "`workspace:*`"],
    ["Bull beside it", { bullmq: "^5.63.0", bull: "^4.16.5" }, "depends on the version"],
  ])("stays with %s", (_what, dependencies, told) => {
    expect(rewritten(JOB, dependencies)).toMatch(/^no-jitter-option: /);
    expect(rewritten(JOB, dependencies)).toContain(told);
  });
});

describe("the backoff of a job whose version of BullMQ the range does not tell", () => {
  const JOB = 'export const options = { attempts: 3, backoff: { type: "exponential", delay: 5000 } };\n';
  const NPM = (version: string): string => `{\n  "packages": {\n    "node_modules/bullmq": {\n      "version": "${version}",\n    },\n  },\n}\n`;

  it.each([
    ["package-lock.json", NPM("5.76.8")],
    ["yarn.lock", 'bullmq@^5.8.5:\n  version "5.61.0"\n'],
    ["yarn.lock", '"bullmq@npm:^5.8.5":\n  version: 5.61.0\n'],
    ["pnpm-lock.yaml", "packages:\n\n  bullmq@5.79.3:\n    resolution: {}\n"],
  ])("gets its jitter where %s has one that knows it", (file, lock) => {
    expect(rewritten(JOB, { bullmq: "^5.8.5" }, { [file]: lock })).toBe(JOB.replace("5000 }", "5000, jitter: 1 }"));
  });

  it.each([
    ["package-lock.json", NPM("5.34.0")],
    ["pnpm-lock.yaml", "packages:\n\n  bullmq@5.79.3:\n    resolution: {}\n\n  bullmq@5.8.0:\n    resolution: {}\n"],
    ["yarn.lock", "# nothing\n"],
  ])("stays where one of those in %s does not", (file, lock) => {
    expect(rewritten(JOB, { bullmq: "^5.8.5" }, { [file]: lock })).toMatch(/^no-jitter-option: /);
  });

  // https://github.com/thirdweb-dev/engine/blob/6cc82911104c20e3f2993967c25d4cd4dd24b0c1/src/worker/queues/process-event-logs-queue.ts#L36-L46
  it("is drawn for each job that a function adds, whatever reads it", () => {
    const added = 'import { Queue } from "bullmq";\nconst queue = new Queue("logs");\n\nexport async function enqueue(log: object): Promise<void> {\n  await queue.add("log", log, { attempts: 5, backoff: { type: "exponential", delay: 30_000 } });\n}\n';
    for (const dependencies of [{ bullmq: "^5.11.0" }, { bull: "^4.16.5" }]) expect(rewritten(added, dependencies)).toBe(added.replace("delay: 30_000", "delay: Math.round((0.5 + Math.random()) * 30_000)"));
  });
});

describe("the signal of a function that calls p-retry", () => {
  const CALL = 'import pRetry from "p-retry";\ndeclare const registry: { load(): Promise<void> };\n\nexport async function load(signal: AbortSignal): Promise<void> {\n  await pRetry(() => registry.load(), { retries: 8 });\n}\n';

  it("is handed on, from the version on that takes it", () => {
    expect(rewritten(CALL, { "p-retry": "^6.2.0" })).toBe(CALL.replace("retries: 8 }", "retries: 8, randomize: true, signal }"));
    expect(rewritten(CALL, { "p-retry": "^4.6.2" })).toBe(CALL.replace("retries: 8 }", "retries: 8, randomize: true }"));
  });

  it("is left out where it may be missing, or is handed on already", () => {
    const optional = CALL.replace("signal:", "signal?:");
    expect(rewritten(optional, { "p-retry": "^6.2.0" })).toBe(optional.replace("retries: 8 }", "retries: 8, randomize: true }"));
    const handed = CALL.replace("retries: 8", "retries: 8, signal");
    expect(rewritten(handed, { "p-retry": "^6.2.0" })).toBe(handed.replace("signal }", "signal, randomize: true }"));
  });
});

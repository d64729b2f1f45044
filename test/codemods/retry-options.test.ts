import { join } from "node:path";
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
function rewritten(text: string, dependencies: Readonly<Record<string, string>>): string {
  const path = join(HERE, "a.ts");
  const texts = new Map([[path, text]]);
  const { context } = viewOf(projectOf(texts, HERE), [noUnboundedRetry], DEFAULT_OPTIONS);
  const target = { folder: HERE, manifest: { dependencies } };
  const withPackage = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(context), packageOf: { value: () => target } }) as CodemodContext;
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

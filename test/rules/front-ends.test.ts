import { describe, expect, it } from "vitest";
import { mayFind as mayFindQueue } from "../../rules/no-unbounded-queue/may-find.ts";
import { mayFind as mayFindRetry } from "../../rules/no-unbounded-retry/may-find.ts";
import { isFrontEnd } from "../../rules/knowledge/front-ends.ts";

describe("front ends", () => {
  it.each(["apps/desktop/src/queue.ts", "apps/chrome-extension/src/worker.ts", "packages/server-admin-ui/src/store.ts", "src/Modal.tsx", "src/modal.jsx", "packages/frontend/core/events.ts", "src/components/store.ts"])("%s is one", (path) => {
    expect(isFrontEnd(path)).toBe(true);
  });

  it.each(["src/components.ts", "src/ui.ts", "packages/builder/src/queue.ts", "src/extensions/queue.ts", "/home/me/desktop/service/src/queue.ts", "packages/quick/src/queue.ts", "components/server/src/queue.ts"])("%s is none", (path) => {
    expect(isFrontEnd(path)).toBe(false);
  });

  it("are not looked at for queues and retries", () => {
    const queue = "const jobs = []; export function add(job) { jobs.push(job); } export function take() { return jobs.shift(); }";
    const retry = "for (;;) { try { await send(); } catch { await sleep(1000); } } // retry";
    expect([mayFindQueue(queue, "src/jobs.ts"), mayFindQueue(queue, "apps/desktop/jobs.ts")]).toEqual([true, false]);
    expect([mayFindRetry(retry, "src/send.ts"), mayFindRetry(retry, "apps/desktop/send.ts")]).toEqual([true, false]);
  });
});

import { describe, expect, it } from "vitest";
import { isSupportCode, loadsTestFramework } from "../../rules/knowledge/support-code.ts";

describe("code that only developers run", () => {
  it.each([
    "test/queue.ts",
    "packages/core/e2e/mail.js",
    "regtest/cluster.js",
    "h5p-examples/src/server.ts",
    "core/built/admin/assets/index-o4Q9MNrB.mjs",
    "src/queue.test.ts",
    "types/emitter.test-d.ts",
    "src/queue.bench.pg.ts",
    "src/fakeQueue.ts",
    ".pnp.cjs",
  ])("is %s", (path) => {
    expect(isSupportCode(path)).toBe(true);
  });

  it.each(["src/queue.ts", "src/testimonials.ts", "src/latest/mail.ts", "src/built-in.ts", "src/rebuilt/mail.ts", "src/attest-d.ts", "lib/regtests.ts", "/home/test/service/src/mail.ts"])("is not %s", (path) => {
    expect(isSupportCode(path)).toBe(false);
  });
});

it.each([
  ['import { vi } from "vitest";', true],
  ["const sinon = require('sinon');", true],
  ['import { run } from "vitest-like";', false],
])("%s loads a test framework: %s", (text, does) => {
  expect(loadsTestFramework(text)).toBe(does);
});

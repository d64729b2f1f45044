import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runWarm as run } from "./warm-command.ts";

const LEGACY = join(import.meta.dirname, "../../fixtures/legacy/mail-service");

describe("the legacy service that the README shows", () => {
  it("has four queues", () => {
    expect(run(LEGACY, ["check", ".", "--no-progress"]).stdout).toContain("4 findings in 4 files");
  });

  it("gets three of them rewritten", () => {
    expect(run(LEGACY, ["migrate", ".", "--no-progress"]).stdout).toContain("3 of 4 findings can be rewritten");
  });
});

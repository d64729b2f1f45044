import { defineConfig, type ViteUserConfig } from "vitest/config";
import { ClosingLine } from "./test/closing-line.ts";
import { LongestFirst } from "./test/longest-first.ts";

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    // Each file is a process that lives for seconds, and most of it is a compiler at work: it is given room for what is soon garbage, and told to optimize late.
    execArgv: ["--max-semi-space-size=64"],
    sequence: { sequencer: LongestFirst },
    setupFiles: ["test/short-lived.ts"],
    // A companion that is missing fails here as it does in CI, where vitest writes none: `--update` writes them.
    update: "none",
    reporters: ["default", new ClosingLine()],
  },
});

export default config;

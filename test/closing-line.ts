import type { Reporter, TestModule } from "vitest/node";

/**
 * Closes a run with its count in one plain line, which programs read where they don't know vitest: `12 passed, 0 failed, 1 skipped`.
 * It stands last in the list of reporters, so that its line is the last one.
 */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string): string => String(states.filter((each) => each === state).length);
    // A file that can't be loaded and an error outside a test fail the run without a failed test: each counts as one.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const failed = String(Number(count("failed")) + broken);
    process.stdout.write(`\n${count("passed")} passed, ${failed} failed, ${count("skipped")} skipped\n`);
  }
}

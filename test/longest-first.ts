import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

/** The files that take longest, by their paths below test/. Where one of them comes last, one core waits for the other. */
const LONGEST: readonly string[] = ["corpus/packages", "typed-lint", "editor/offers", "contract/scaffold", "contract/invariance", "codemods/jscodeshift", "editor/oxlint", "hostile/write-kill", "hostile/tree", "contract/determinism", "codemods/no-unbounded-queue", "cli/migrate-run"];

/** Starts with the longest files. A clean clone knows no durations of an earlier run, and vitest goes by the size of the files then. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((path) => moduleId.endsWith(`/test/${path}.test.ts`));
      return at === -1 ? LONGEST.length : at;
    };
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

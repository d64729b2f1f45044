import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../rules/model/finding.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import type { Fixture } from "./fixture.ts";
import { fixturesOf } from "./fixture.ts";
import type { Report } from "./front-ends.ts";
import { findingsOf, frontEndsFor, reportsOf } from "./front-ends.ts";
import { complaintsOf } from "./verdict.ts";
import { typedProgram } from "./worlds.ts";

const SNAPSHOTS = join(dirname(fileURLToPath(import.meta.url)), "__snapshots__");

/**
 * Declares the tests of one rule over all its fixtures: `check` finds what is marked and nothing else, every ESLint that can
 * read the fixture tells the same, and the messages are those of `__snapshots__/<rule-id>.txt`.
 */
export function fixtureTests(rule: RuleDefinition): void {
  const fixtures = fixturesOf(rule.id);
  const together = lazy(() => typedProgram(new Map(fixtures.filter(({ crossFile }) => !crossFile).flatMap(({ files }) => [...files]))));
  const found = new Map<Fixture, readonly Finding[]>();
  const findingsIn = (fixture: Fixture): readonly Finding[] => {
    let findings = found.get(fixture);
    if (findings === undefined) found.set(fixture, (findings = findingsOf(rule, fixture)));
    return findings;
  };
  describe(`fixtures of ${rule.id}`, () => {
    it.each(fixtures)("$name", (fixture) => {
      const findings = findingsIn(fixture);
      expect(complaintsOf(rule, fixture, findings)).toEqual([]);

      const told = reportsOf(rule, fixture, findings);
      const program = fixture.crossFile ? typedProgram(fixture.files) : together();
      for (const { name, typed, report } of frontEndsFor(fixture, program)) {
        expect({ [name]: report(rule, fixture) }).toEqual({ [name]: typed || !fixture.untypedSilent ? told : [] });
      }
    });

    it("tells them in these words", async () => {
      const words = fixtures.filter(({ verdict }) => verdict === "bad").map((fixture) => wordsOf(fixture, reportsOf(rule, fixture, findingsIn(fixture))));
      await expect(words.join("\n")).toMatchFileSnapshot(join(SNAPSHOTS, `${rule.id}.txt`));
    });
  });
}

function wordsOf(fixture: Fixture, reports: readonly Report[]): string {
  return `${fixture.name}\n${reports.map((report) => wordOf(fixture, report)).join("")}`;
}

function wordOf(fixture: Fixture, { file, from, messageId, message }: Report): string {
  return `  ${fixture.crossFile ? `${file}:` : ""}${from} ${messageId}\n    ${message}\n`;
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

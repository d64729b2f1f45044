import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { viewOf } from "../../cli/migrate/project-view.ts";
import { type CodemodContext, DEFAULT_OPTIONS } from "../../codemods/codemod.ts";
import type { Refusal, Rewrite } from "../../codemods/edit.ts";
import { codemod } from "../../codemods/no-unbounded-retry.ts";
import { applyEdits, isRefusal } from "../../codemods/read-target.ts";
import { noUnboundedRetry } from "../../rules/no-unbounded-retry/rule.ts";
import { FIXTURES, type Fixture, fixturesOf } from "../rules/fixture.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { projectOf } from "../rules/worlds.ts";
import { diagnosticsOf } from "./rewriting.ts";
import { type Driver, type Ran, ranWith } from "./retry-run.ts";

const BAD = join(FIXTURES, "no-unbounded-retry", "bad");
const fixtures = fixturesOf("no-unbounded-retry").filter(({ verdict, crossFile }) => verdict === "bad" && !crossFile);

interface Outcome {
  readonly text: string;
  readonly rewrites: readonly Rewrite[];
  readonly refused: readonly Refusal[];
}

/** What becomes of a case in a package that depends on something. */
function rewritten({ files, root }: Fixture, dependencies: Readonly<Record<string, string>>, preferLibrary = true): Outcome {
  const { context } = viewOf(projectOf(files, root), [noUnboundedRetry], { ...DEFAULT_OPTIONS, preferLibrary });
  const withPackage = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(context), packageOf: { value: () => ({ folder: root, manifest: { type: "module", dependencies } }) } }) as CodemodContext;
  const drafts = findingsIn(noUnboundedRetry, files, {}, root).map((finding) => codemod.rewrite(finding, withPackage));
  const rewrites = drafts.filter((draft): draft is Rewrite => !isRefusal(draft));
  const seen = new Set<string>();
  const edits = rewrites.flatMap((rewrite) => rewrite.edits).filter((edit) => !seen.has(JSON.stringify(edit)) && seen.add(JSON.stringify(edit)));
  const [text = ""] = files.values();
  return { text: applyEdits(text, edits), rewrites, refused: drafts.filter(isRefusal) };
}

/** How the cases are run. */
const DRIVERS: Readonly<Record<string, Driver>> = {
  "at-the-same-pace": { globals: (attempt) => ({ ping: attempt }), call: (subject: { readonly greet?: (url: string) => Promise<unknown> }) => subject.greet?.("url") ?? Promise.resolve() },
  "constant-delay": { globals: (attempt) => ({ api: { postJson: attempt } }), call: (subject: { readonly addAssignees?: (url: string, list: string[]) => Promise<unknown> }) => subject.addAssignees?.("url", []) ?? Promise.resolve() },
  "calls-itself-with-a-count": { globals: (attempt) => ({ read: attempt }), call: (subject: { readonly Store?: new () => { get(key: string): Promise<unknown> } }) => (subject.Store ? new subject.Store().get("a") : Promise.resolve()) },
  "counted-down-in-other-ways": { globals: (attempt) => ({ ledger: { post: attempt } }), call: (subject: { readonly postUntilBelow?: (entry: object) => Promise<unknown> }) => subject.postUntilBelow?.({}) ?? Promise.resolve() },
  "counted-down-to-one": { globals: (attempt) => ({ ledger: { post: attempt } }), call: (subject: { readonly postInALoop?: (entry: object) => Promise<unknown> }) => subject.postInALoop?.({}) ?? Promise.resolve() },
  "keeps-the-last-error": { globals: (attempt) => ({ fetchQuote: () => Promise.resolve({ ok: true, price: attempt }) }), call: (subject: { readonly quote?: (symbol: string, signal: AbortSignal) => Promise<unknown> }, signal) => subject.quote?.("A", signal) ?? Promise.resolve() },
  "sends-until-the-last": { globals: (attempt) => ({ send: attempt }), call: (subject: { readonly sendOrder?: (order: object) => Promise<unknown> }) => subject.sendOrder?.({}) ?? Promise.resolve() },
  "some-errors-at-once": { globals: (attempt) => ({ upload: attempt, isTransient: (error: Error) => !error.message.includes("for good") }), call: (subject: { readonly uploadPart?: (part: Uint8Array, signal: AbortSignal) => Promise<unknown> }, signal) => subject.uploadPart?.(new Uint8Array(), signal) ?? Promise.resolve() },
};

/** Where `Math.random()` has to stand for a library to wait as long as the code did: p-retry draws above that, cockatiel below, and around what does not grow. */
function plainDraw(installed: string, text: string): number {
  return installed !== "cockatiel" ? 0 : text.includes("DelegateBackoff") ? 0.5 : 1 - 1e-9;
}

const isByLibrary = ({ rewrites }: Outcome): boolean => rewrites.some(({ choices }) => choices["library"] !== undefined);

describe.each([
  ["p-retry", "p-retry", "^7.1.1"],
  ["p-retry-5", "p-retry", "~5.1.2"],
  ["cockatiel", "cockatiel", "^3.2.1"],
])("with %s", (installed, name, version) => {
  const outcomes = new Map(fixtures.map((fixture) => [fixture, rewritten(fixture, { [name]: version })]));
  const changed = [...outcomes].filter(([, outcome]) => isByLibrary(outcome)).map(([fixture, { text }]) => ({ stem: fixture.stem, fixture, text }));

  it.skipIf(installed !== name).each(changed)("$stem becomes what its companion says", async ({ stem, fixture, text }) => {
    const [path = ""] = fixture.files.keys();
    await expect(text.replace(/^\s*\n/, "")).toMatchFileSnapshot(join(BAD, `${stem}.${name}${extname(path)}`));
  });

  it.skipIf(installed !== name)("has no companion too many", () => {
    const stems = readdirSync(BAD).filter((entry) => entry.includes(`.${name}.`)).map((entry) => entry.split(".")[0]);
    expect(stems.sort()).toEqual(changed.map(({ stem }) => stem).sort());
  });

  it.skipIf(installed !== name)("type-checks with the real package", () => {
    const before = diagnosticsOf(new Map(changed.flatMap(({ fixture }) => [...fixture.files])));
    const after = diagnosticsOf(new Map(changed.map(({ fixture, text }) => [[...fixture.files.keys()][0] ?? "", text])));
    expect(after.filter((diagnostic) => !before.includes(diagnostic))).toEqual([]);
  });

  it("leaves no finding where the library came in", () => {
    for (const { fixture, text } of changed) {
      const left = findingsIn(noUnboundedRetry, new Map([[[...fixture.files.keys()][0] ?? "", text]]), {}, fixture.root);
      expect(left.map(({ messageId }) => messageId)).toEqual([]);
    }
  });

  describe.each(changed.filter(({ stem }) => stem in DRIVERS))("$stem", ({ stem, fixture, text }) => {
    const [source = ""] = fixture.files.values();
    const both = async (fails: (attempt: number) => Error | undefined): Promise<readonly [Ran, Ran]> => {
      const driver = DRIVERS[stem] ?? { globals: () => ({}), call: () => Promise.resolve() };
      return [await ranWith(source, driver, fails, 0), await ranWith(text, driver, fails, plainDraw(installed, text), { [name]: installed })];
    };
    const near = (delays: readonly number[]): readonly number[] => delays.map((each) => Math.round(each / 10));

    it("gives up after as many attempts and with the same error, and waits as long between them", async () => {
      const errors = Array.from({ length: 12 }, (_, index) => new Error(`failure ${String(index + 1)}`));
      const [was, is] = await both((attempt) => errors[attempt - 1]);
      expect(is.attempts).toBe(was.attempts);
      expect(is.outcome).toBe(was.outcome);
      // Some of the loops waited once more before they gave up.
      expect(near(is.delays)).toEqual(near(was.delays.slice(0, was.attempts - 1)));
    });

    it("returns what the third attempt gives", async () => {
      const [was, is] = await both((attempt) => (attempt < 3 ? new Error("not yet") : undefined));
      expect([is.attempts, is.outcome, near(is.delays)]).toEqual([3, was.outcome, near(was.delays)]);
    });

    it("throws at once what is not to be tried again", async () => {
      const [was, is] = await both((attempt) => new Error(attempt < 2 ? "not yet" : "for good"));
      expect([is.attempts, (is.outcome as Error).message]).toEqual([was.attempts, (was.outcome as Error).message]);
    });
  });
});

describe("what a library can't do is rewritten in place", () => {
  const inPlace = (stem: string, dependencies: Readonly<Record<string, string>>): boolean => {
    const fixture = fixtures.find((each) => each.stem === stem);
    return fixture !== undefined && !isByLibrary(rewritten(fixture, dependencies));
  };

  it.each([
    ["delays that reach their ceiling, which p-retry makes equal again", "signal-not-heeded", { "p-retry": "^9.0.0" }],
    ["delays that grow in another way", "linear-loop", { "p-retry": "^9.0.0" }],
    ["a signal that is asked between attempts, which cockatiel does not hear while it waits", "some-errors-at-once", { cockatiel: "^3.2.1" }],
    ["errors that are not tried again, before p-retry 6.2", "some-errors-at-once", { "p-retry": "^5.1.2" }],
    ["a log between the attempts", "delay-in-a-log", { "p-retry": "^9.0.0", cockatiel: "^3.2.1" }],
    ["what is counted for others between the attempts", "counts-for-others", { "p-retry": "^9.0.0", cockatiel: "^3.2.1" }],
    ["a version that nobody has read", "sends-until-the-last", { "p-retry": "^4.6.2", cockatiel: "^2.0.0" }],
    ["versions that can't be told", "sends-until-the-last", { "p-retry": "*", cockatiel: "workspace:*" }],
  ])("%s", (_what, stem, dependencies) => {
    expect(inPlace(stem, dependencies)).toBe(true);
  });

  it("and so is everything where nobody asks for a library", () => {
    const fixture = fixtures.find(({ stem }) => stem === "sends-until-the-last");
    expect(fixture && isByLibrary(rewritten(fixture, { "p-retry": "^9.0.0" }, false))).toBe(false);
  });
});

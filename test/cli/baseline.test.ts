import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Entry, formatBaseline, matchBaseline, parseBaseline } from "../../rules/model/baseline.ts";

function entry(scope: string, path: string, changes: Partial<Entry> = {}): Entry {
  return { rule: "no-unbounded-queue", scope, code: "0123456789abcdef", path, ...changes };
}

function match(entries: readonly Entry[], seen: readonly Entry[], mayHaveMoved: (path: string) => boolean = () => true): readonly boolean[] {
  const { isKnown } = matchBaseline(entries, seen.map(({ path, ...identity }) => ({ identity, path })), mayHaveMoved);
  return seen.map(({ path, ...identity }) => isKnown({ identity, path }));
}

describe("the text of a baseline", () => {
  it("is a sorted line an entry", () => {
    const text = formatBaseline([entry("B.send", "src/b.ts"), entry("", "src/a.ts"), entry("B.send", "src/b.ts"), entry("A", "a", { rule: "a-rule" })]);
    expect(text.split("\n").slice(1)).toEqual(["a-rule 0123456789abcdef A a", "no-unbounded-queue 0123456789abcdef - src/a.ts", "no-unbounded-queue 0123456789abcdef B.send src/b.ts", ""]);
    expect(formatBaseline([]).split("\n")).toHaveLength(2);
  });

  it("gives back every scope and path", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("-", " ", "%", "a b", "%41", "\n", "\u2028", "\u202e", "日本", "🙂"));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text.filter((path) => path !== "")), { maxLength: 5 }), (pairs) => {
        const entries = pairs.map(([scope, path]) => entry(scope, path));
        const written = formatBaseline(entries);
        expect(written.split("\n")).toHaveLength(new Set(pairs.map((pair) => JSON.stringify(pair))).size + 2);
        const read = parseBaseline(written);
        expect(formatBaseline("line" in read ? [] : read)).toBe(written);
        const whole = (each: Entry): string => JSON.stringify([each.scope, each.path]);
        expect(new Set(("line" in read ? [] : read).map(whole))).toEqual(new Set(entries.map(whole)));
      }),
    );
  });

  it("may be unsorted, doubled, and end its lines as Windows does", () => {
    expect(parseBaseline("\uFEFF# x\r\nb-rule 0123456789abcdef - b\r\n\r\na-rule 0123456789abcdef - a\r\na-rule 0123456789abcdef - a")).toMatchObject([{ rule: "b-rule", scope: "", path: "b" }, { rule: "a-rule" }, { rule: "a-rule" }]);
  });

  it.each(["<<<<<<< HEAD", "=======", "some words", "a-rule 0123456789abcdef -", "a-rule 0123456789abcdef - a b", "a-rule 0123456789ABCDEF - a", '{"a":1}'])("is none with the line %j", (line) => {
    expect(parseBaseline(`# x\n${line}\n`)).toEqual({ line: 2, text: line });
  });
});

describe("a baseline knows", () => {
  it("what is where it was, all of it", () => {
    expect(match([entry("A", "a.ts")], [entry("A", "a.ts"), entry("A", "a.ts"), entry("B", "a.ts"), entry("A", "a.ts", { code: "fedcba9876543210" }), entry("A", "a.ts", { rule: "other" })])).toEqual([true, true, false, false, false]);
  });

  it("what was moved, but no copy of it", () => {
    expect(match([entry("A", "a.ts")], [entry("A", "b.ts")])).toEqual([true]);
    expect(match([entry("A", "a.ts")], [entry("A", "a.ts"), entry("A", "b.ts")])).toEqual([true, false]);
    expect(match([entry("A", "a.ts")], [entry("A", "b.ts"), entry("A", "c.ts")])).toEqual([true, false]);
    expect(match([entry("A", "a.ts"), entry("A", "b.ts")], [entry("A", "b.ts"), entry("A", "c.ts")])).toEqual([true, true]);
  });

  it("nothing elsewhere of what was not looked at", () => {
    expect(match([entry("A", "a.ts")], [entry("A", "b.ts")], () => false)).toEqual([false]);
  });

  it("the same, however its lines are sorted", () => {
    const some = fc.array(fc.tuple(fc.constantFrom("A", "B"), fc.constantFrom("a", "b", "c", "d")).map(([scope, path]) => entry(scope, path)), { maxLength: 6 });
    fc.assert(fc.property(some, some, (entries, seen) => {
      expect(match([...entries].reverse(), seen)).toEqual(match(entries, seen));
      expect(match(entries, entries).every(Boolean)).toBe(true);
    }));
  });
});

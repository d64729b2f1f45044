import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Positions } from "../../cli/positions.ts";
import { progressOn } from "../../cli/progress.ts";
import { wrap } from "../../cli/reporters/wrap.ts";
import { nearestName } from "../../cli/suggest.ts";
import { hasWord } from "../../cli/words.ts";
import { bundledCompiler } from "../../rules/model/compiler.ts";

describe("progress", () => {
  function run(isTTY: boolean, isWanted: boolean): string {
    let written = "";
    let time = 0;
    const progress = progressOn({ isTTY, write: (text: string) => (written += text) }, isWanted, () => (time += 1));
    for (let done = 0; done < 6000; done += 1) progress.update(done, 6000);
    progress.clear();
    progress.clear();
    return written;
  }

  it("rewrites one line on a terminal, and takes it away", () => {
    const lines = run(true, true).split("\r\u001b[2K");
    expect(lines.at(0)).toBe("");
    expect(lines.at(1)).toMatch(/^Checking 1,\d{3} of 6,000 files$/);
    expect(lines.at(-1)).toBe("");
    expect(lines.length).toBeLessThan(10);
  });

  it("is silent elsewhere, where it is not wanted, and where there is nothing to wait for", () => {
    expect(run(false, true)).toBe("");
    expect(run(true, false)).toBe("");
    let written = "";
    const progress = progressOn({ isTTY: true, write: (text: string) => (written += text) }, true, () => 0);
    progress.update(0, 1);
    progress.clear();
    expect(written).toBe("");
  });
});

describe("lines and columns", () => {
  it("are counted as TypeScript counts them", () => {
    const ts = bundledCompiler();
    const text = fc.array(fc.constantFrom("a", "\n", "\r", "\r\n", "\u2028", "\u2029", "é", "🙂", "\t"), { maxLength: 20 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (value) => {
        const file = ts.createSourceFile("a.ts", value, ts.ScriptTarget.ESNext);
        const positions = new Positions(value);
        for (let at = 0; at <= value.length; at += 1) {
          const { line, character } = ts.getLineAndCharacterOfPosition(file, at);
          expect(positions.at(at)).toEqual({ line: line + 1, column: character + 1 });
          const { start, end } = positions.line(line + 1);
          expect(value.slice(start, end)).not.toMatch(/[\n\r\u2028\u2029]/);
        }
      }),
    );
  });
});

describe("a word", () => {
  it.each([
    ["queue", "queue", true],
    ["the.queue(", "queue", true],
    ["#queue", "queue", true],
    ["queues, myqueue, queue_", "queue", false],
    ["queues queue", "queue", true],
    ["$queue", "queue", false],
    ["", "queue", false],
    ["aaa aa", "aa", true],
  ])("in %j: %s is %s", (text, word, expected) => {
    expect(hasWord(text, word)).toBe(expected);
  });
});

describe("a suggestion", () => {
  it("is near or none", () => {
    const known = ["no-unbounded-queue", "no-unbounded-retry", "require-timeout"];
    expect(nearestName("no-unbounded-queu", known)).toBe("no-unbounded-queue");
    expect(nearestName("no-unbound-retries", known)).toBe("no-unbounded-retry");
    expect(nearestName("semi", known)).toBeUndefined();
    expect(nearestName("x".repeat(1_000_000), known)).toBeUndefined();
    expect(nearestName("x", [])).toBeUndefined();
  });
});

describe("wrapping", () => {
  it("breaks between words, and leaves long ones whole", () => {
    expect(wrap("one two three", 10, 20, 2)).toBe("  one two\n  three");
    expect(wrap("one two three", 15, 20, 2)).toBe("\n  one two three");
    expect(wrap("x".repeat(30), 0, 20, 2)).toBe(`  ${"x".repeat(30)}`);
    expect(wrap("", 0, 20, 2)).toBe("  ");
  });
});

import { describe, expect, it } from "vitest";
import { definitions } from "../../rules/index.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { HEADINGS, readPage } from "./page.ts";

describe.each(definitions.map((rule) => [rule.id, rule] as const))("docs/rules/%s.md", (id, rule) => {
  const page = readPage(id);

  it("has the title and the headings of every page", () => {
    expect(page.title).toBe(id);
    expect(page.headings).toEqual(HEADINGS);
  });

  it("says something under each", () => {
    expect(HEADINGS.filter((heading) => (page.sections.get(heading) ?? "").trim() === "")).toEqual([]);
    expect([...page.sections.values()].join("")).not.toMatch(/\b(?:TODO|TBD|FIXME)\b/);
  });

  it("opens with what the rule says of itself", () => {
    expect(page.lead).toContain(rule.description);
  });

  it("names every message, and every option", () => {
    const unnamed = (heading: string, names: object): readonly string[] =>
      Object.keys(names).filter((name) => page.sections.get(heading)?.includes(`\`${name}\``) !== true);
    expect(unnamed("What it finds", rule.messages)).toEqual([]);
    expect(unnamed("Options", rule.defaultOptions)).toEqual([]);
  });

  it("leaves a place for the measured figures, which are written by a program", () => {
    expect(page.sections.get("Measured")).toMatch(/<!-- measured:start -->\n[\s\S]*<!-- measured:end -->\n/);
  });

  it("shows a bad and a good example", () => {
    expect(new Set(page.examples.map(({ verdict }) => verdict))).toEqual(new Set(["bad", "good"]));
  });

  it.each(page.examples)("line $line: the $verdict example is $verdict", ({ verdict, extension, code }) => {
    const findings = findingsIn(rule, new Map([[`/page.${extension}`, code]]));
    expect(findings.length > 0 ? "bad" : "good").toBe(verdict);
  });
});

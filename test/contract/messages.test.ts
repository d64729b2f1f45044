import { describe, expect, it } from "vitest";
import { definitions } from "../../rules/index.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import { fixturesOf } from "../rules/fixture.ts";
import type { Report } from "../rules/front-ends.ts";
import { findingsOf, reportsOf } from "../rules/front-ends.ts";

const reports = new Map<RuleDefinition, readonly Report[]>();

/** Every message that the cases of a rule make it say. They are checked once. */
function said(rule: RuleDefinition): readonly Report[] {
  let own = reports.get(rule);
  if (own === undefined) reports.set(rule, (own = fixturesOf(rule.id).flatMap((fixture) => reportsOf(rule, fixture, findingsOf(rule, fixture)))));
  return own;
}

/** What is left of a message for the laws of grammar: names and asides may hold full stops. */
function prose(message: string): string {
  return message.replace(/`[^`]*`/g, "name").replace(/\([^()]*\)/g, "");
}

function sentencesIn(message: string): number {
  return prose(message).match(/[.!?](?=\s|$)/g)?.length ?? 0;
}

describe.each(definitions.map((rule) => [rule.id, rule] as const))("the messages of %s", (_, rule) => {
  const templates = Object.entries(rule.messages);

  it.each(templates)("%s: names the binding in backticks", (_id, template) => {
    expect(template).toMatch(/`[^`]*\{\{ ?\w+ ?\}\}[^`]*`/);
  });

  it.each(templates)("%s: claims, and neither asks nor advises", (_id, template) => {
    expect(template).not.toMatch(/\b(?:should|please|must|consider|try to|you|we)\b/i);
    expect(template).not.toMatch(/[\n\r!?]|\s\s|^\s|\s$/);
  });

  it.each(templates)("%s: is said by a bad case", (messageId) => {
    expect(said(rule).map((report) => report.messageId)).toContain(messageId);
  });

  it("are one or two sentences, ended by a full stop, with nothing left to fill in", () => {
    const wrong = said(rule).filter(
      ({ message }) => !message.endsWith(".") || sentencesIn(message) > 2 || /\{\{|\}\}|undefined|\[object|[\n\r]/.test(message),
    );
    expect(wrong.map(({ message }) => message)).toEqual([]);
  });

  it("tell the line of what they name beside the binding and the function of the finding", () => {
    const wrong = said(rule).filter(({ message }) => (message.match(/`[^`]+`/g)?.length ?? 0) > 2 && !/\blines? \d|:\d/.test(message));
    expect(wrong.map(({ message }) => message)).toEqual([]);
  });
});

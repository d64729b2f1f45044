import { relative } from "node:path";
import type { Evidence, Finding, Span } from "../../rules/model/finding.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import { messageOf } from "../../rules/model/rule.ts";
import type { Fixture } from "./fixture.ts";
import type { Offence } from "./marks.ts";
import { linesOf } from "./marks.ts";

/** What is wrong between what a fixture marks and what was found, one sentence each. Empty when all is as marked. */
export function complaintsOf(rule: RuleDefinition, fixture: Fixture, findings: readonly Finding[]): readonly string[] {
  return [
    ...findings.flatMap((finding) => malformed(rule, fixture, finding)),
    ...unmarked(fixture, findings),
    ...missing(fixture, findings),
    ...missingNotes(fixture, findings),
  ];
}

/** What holds for any finding of any rule. */
function malformed(rule: RuleDefinition, fixture: Fixture, finding: Finding): readonly string[] {
  const at = placeOf(fixture, finding);
  const complaints: string[] = [];
  if (finding.rule !== rule.id) complaints.push(`${at}: says it is of the rule "${finding.rule}"`);
  if (finding.related.length === 0) complaints.push(`${at}: has no evidence`);
  for (const place of [finding, ...finding.related]) {
    if (!lies(fixture, place)) complaints.push(`${at}: a span lies outside the files (${JSON.stringify(place.span)})`);
  }
  for (const { note } of finding.related) {
    if (note.trim() === "" || /[\n\r]/.test(note)) complaints.push(`${at}: an evidence's note is empty or of several lines`);
  }
  if (!Object.hasOwn(rule.messages, finding.messageId)) complaints.push(`${at}: the rule has no message "${finding.messageId}"`);
  else if (/\{\{|\}\}|undefined|\[object/.test(messageOf(rule, finding))) {
    complaints.push(`${at}: its message is not filled in: ${messageOf(rule, finding)}`);
  }
  return complaints;
}

function unmarked(fixture: Fixture, findings: readonly Finding[]): readonly string[] {
  const left = [...fixture.offences];
  return findings.flatMap((finding) => {
    const index = left.findIndex((offence) => isAt(fixture, finding, offence));
    if (index < 0) return [`${placeOf(fixture, finding)}: ${finding.messageId} is not marked`];
    const [offence] = left.splice(index, 1);
    const covered = fixture.files.get(finding.file)?.slice(finding.span.start, finding.span.end);
    if (offence?.covers === undefined || offence.covers === covered) return [];
    return [`${placeOf(fixture, finding)}: ${finding.messageId} covers ${JSON.stringify(covered)}, not ${JSON.stringify(offence.covers)}`];
  });
}

function missing(fixture: Fixture, findings: readonly Finding[]): readonly string[] {
  const left = [...findings];
  return fixture.offences.flatMap((offence) => {
    const index = left.findIndex((finding) => isAt(fixture, finding, offence));
    if (index < 0) return [`${markOf(fixture, offence)}: ${offence.messageId} is marked and was not found`];
    left.splice(index, 1);
    return [];
  });
}

function missingNotes(fixture: Fixture, findings: readonly Finding[]): readonly string[] {
  const related = findings.flatMap((finding) => finding.related);
  return fixture.notes.flatMap((mark) => {
    const there = related.filter((evidence) => evidence.file === mark.file && lineOf(fixture, evidence) === mark.line);
    if (there.some(({ note }) => note === mark.note)) return [];
    const instead = there.length === 0 ? "no evidence" : there.map(({ note }) => `"${note}"`).join(", ");
    return [`${markOf(fixture, mark)}: the evidence "${mark.note}" is marked, and there is ${instead}`];
  });
}

function isAt(fixture: Fixture, finding: Finding, offence: Offence): boolean {
  return (
    finding.file === offence.file && finding.messageId === offence.messageId && lineOf(fixture, finding) === offence.line
  );
}

function lies(fixture: Fixture, { file, span }: { readonly file: string; readonly span: Span }): boolean {
  const text = fixture.files.get(file);
  return text !== undefined && span.start >= 0 && span.start < span.end && span.end <= text.length;
}

/** 1-based line on which a finding or an evidence starts. */
export function lineOf(fixture: Fixture, { file, span }: Pick<Evidence, "file" | "span">): number {
  let end = 0;
  return linesOf(fixture.files.get(file) ?? "").findIndex((line) => (end += line.length) > span.start) + 1;
}

function placeOf(fixture: Fixture, place: Pick<Evidence, "file" | "span">): string {
  return `${relative(fixture.root, place.file)}:${String(lineOf(fixture, place))}`;
}

function markOf(fixture: Fixture, { file, line }: { readonly file: string; readonly line: number }): string {
  return `${relative(fixture.root, file)}:${String(line)}`;
}

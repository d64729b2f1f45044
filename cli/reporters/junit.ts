import { visible } from "../visible.ts";
import { type Item, type Report, Teller, type Trouble } from "./report.ts";

/**
 * Writes JUnit's XML in the form that Jenkins, GitLab and Azure read: a suite a rule, a test case a finding. A rule that found nothing is a test that passed, so
 * that it can be seen that it ran. A finding that is a warning passes, with its message as output.
 */
export function toJunit(report: Report): string {
  const teller = new Teller(report);
  const findings = teller.findings();
  const suites = report.rules.map(({ id }) => suite(id, findings.filter(({ rule }) => rule === id)));
  const troubles = teller.troubles();
  if (troubles.length > 0) suites.unshift({ name: "files", cases: troubles.map(troubleCase), failures: 0, errors: troubles.length });
  const sum = (of: (each: Suite) => number): string => String(suites.reduce((total, each) => total + of(each), 0));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="pokayoke" tests="${sum(({ cases }) => cases.length)}" failures="${sum(({ failures }) => failures)}" errors="${sum(({ errors }) => errors)}">`,
    ...suites.flatMap(({ name, cases, failures, errors }) => [
      `  <testsuite name="${xml(name)}" tests="${String(cases.length)}" failures="${String(failures)}" errors="${String(errors)}" skipped="0">`,
      ...cases,
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

interface Suite {
  readonly name: string;
  readonly cases: readonly string[];
  readonly failures: number;
  readonly errors: number;
}

function suite(id: string, items: readonly Item[]): Suite {
  const cases = items.length === 0 ? [`    <testcase classname="pokayoke" name="${xml(id)}"/>`] : items.map(findingCase);
  return { name: `pokayoke/${id}`, cases, failures: items.filter(({ level }) => level === "error").length, errors: 0 };
}

function findingCase({ path, line, column, identity, level, message, evidence }: Item): string {
  const proof = evidence.map((each) => `${each.note}: ${each.path}:${String(each.line)}:${String(each.column)}`);
  const text = xml([`${path}:${String(line)}:${String(column)}`, message, ...proof].map(visible).join("\n"));
  const inner = level === "error" ? `<failure type="pokayoke/${xml(identity.rule)}" message="${xml(visible(message))}">${text}</failure>` : `<system-out>${text}</system-out>`;
  return `    <testcase classname="${xml(visible(path))}" name="${xml(visible(identity.scope === "" ? "(top level)" : identity.scope))}" file="${xml(visible(path))}" line="${String(line)}">${inner}</testcase>`;
}

function troubleCase({ path, line, kind, message }: Trouble): string {
  return `    <testcase classname="${xml(visible(path))}" name="${kind}" file="${xml(visible(path))}" line="${String(line)}"><error type="${kind}" message="${xml(visible(message))}"/></testcase>`;
}

/** Text for an element or an attribute in double quotes. What XML has no way to say (most controls, U+FFFE, halves of pairs) is U+FFFD. */
function xml(text: string): string {
  // eslint-disable-next-line no-control-regex -- controls are what this looks for
  const valid = text.replace(/[\0-\x08\v\f\x0e-\x1f\ufffe\uffff\p{Cs}]/gu, "\ufffd");
  return valid.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("\t", "&#9;").replaceAll("\r", "&#13;");
}

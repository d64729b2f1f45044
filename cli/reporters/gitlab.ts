import { fingerprintOf } from "./fingerprint.ts";
import { type Item, ordinals, type Place, type Report, Teller } from "./report.ts";

/**
 * Writes GitLab's code quality report. GitLab compares the fingerprints of two branches to say what is new and what is fixed; it takes each one once.
 * (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format)
 */
export function toGitlab(report: Report): string {
  const teller = new Teller(report);
  const items = teller.findings();
  const numbers = ordinals(items, ({ identity }) => fingerprintOf(identity));
  const fingerprint = (item: Item): string => {
    const number = numbers.get(item) ?? 1;
    return number === 1 ? fingerprintOf(item.identity) : fingerprintOf({ ...item.identity, scope: `${item.identity.scope} ${String(number)}` });
  };
  const issues = [
    ...teller.troubles().map((trouble) => ({
      description: trouble.kind === "syntax-error" ? `could not be parsed: ${trouble.message}` : trouble.message,
      check_name: `pokayoke/${trouble.kind}`,
      fingerprint: fingerprintOf({ rule: trouble.kind, scope: trouble.path, code: trouble.message }),
      severity: trouble.kind === "syntax-error" ? "critical" : "blocker",
      location: locationOf(trouble),
    })),
    ...items.map((item) => ({
      description: item.message,
      check_name: `pokayoke/${item.rule}`,
      fingerprint: fingerprint(item),
      severity: item.level === "error" ? "major" : "minor",
      location: locationOf(item),
    })),
  ];
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}

function locationOf({ path, line, endLine }: Place): object {
  return { path, lines: { begin: line, end: endLine } };
}

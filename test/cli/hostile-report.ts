import { join } from "node:path";
import type { Report } from "../../cli/reporters/report.ts";
import type { Evidence, Finding } from "../../rules/model/finding.ts";
import { noDanger } from "./toy-rule.ts";

/** What a target may hold to make a reader obey: ends of commands, tags, strings, cells and lines, escape sequences, what turns text around. */
export const HOSTILE = "\u001b[31m::error::a,b:c%0A\n\r`|*_[x](1){0}<script>alert(1)</script>&amp;\"'\u202e]]>\ud800\ufffe@team #1 https://evil.example\\";

const FILES: Readonly<Record<string, string>> = {
  "src/jobs.ts": "const jobs = [];\nexport function add(job) {\n\tjobs.push(job);\n}\nexport function take() {\n\treturn jobs.shift();\n}\n",
  [`src/${HOSTILE.replaceAll("/", "")}.ts`]: `q.push('${HOSTILE.replaceAll("\n", "")}');\nq.shift();\n`,
};
const [PLAIN = "", EVIL = ""] = Object.keys(FILES);

export const ROOT = "/srv/a b";

function textOf(path: string): string | undefined {
  return FILES[path.slice(ROOT.length + 1)];
}

function place(file: string, part: string, note: string): Evidence {
  const start = FILES[file]?.indexOf(part) ?? -1;
  if (start < 0) throw new Error(`${part} is not in ${file}`);
  return { file: join(ROOT, file), span: { start, end: start + part.length }, note };
}

function found(file: string, part: string, ...related: readonly Evidence[]): Finding {
  const { file: full, span } = place(file, part, "");
  return { rule: noDanger.id, messageId: "called", file: full, span, related, data: {}, confidence: "high" };
}

/** A run that found everything there is: findings with evidence in two files, hostile names, accepted ones, a file that can't be parsed, a rule that failed. */
export function hostileReport(changes: Partial<Report> = {}): Report {
  const evil = { finding: found(EVIL, "q.push", place(EVIL, "q.shift()", HOSTILE), place(PLAIN, "jobs = []", "is created")), message: `\`${HOSTILE}\` has no limit: ${HOSTILE}`, identity: { rule: noDanger.id, scope: HOSTILE, code: "0123456789abcdef" } };
  const plain = { finding: found(PLAIN, "jobs.push(job)", place(PLAIN, "jobs = []", "is created"), place(PLAIN, "jobs.shift()", "removes")), message: "`jobs` has no limit.", identity: { rule: noDanger.id, scope: "add", code: "fedcba9876543210" } };
  const twin = { ...plain, finding: found(PLAIN, "jobs.shift()", place(PLAIN, "jobs = []", "is created")) };
  return {
    result: {
      reports: [
        { path: join(ROOT, PLAIN), findings: [plain, twin], suppressed: [{ ...plain, justification: HOSTILE }], known: [plain], failures: [] },
        { path: join(ROOT, EVIL), findings: [evil], suppressed: [], known: [], failures: [{ kind: "syntax-error", at: 3, message: HOSTILE }, { kind: "internal-error", at: 0, message: HOSTILE }] },
      ],
      checked: [join(ROOT, PLAIN), join(ROOT, EVIL)],
      skipped: new Map([["generated", 2]]),
      problems: [{ path: HOSTILE, reason: "no such file or folder" }],
    },
    rules: [noDanger],
    levelOf: () => "error",
    fixed: [],
    root: ROOT,
    cwd: ROOT,
    textOf,
    version: "1.2.3",
    ...changes,
  };
}

/** A run that found nothing. */
export function cleanReport(): Report {
  return hostileReport({ result: { reports: [], checked: [join(ROOT, PLAIN)], skipped: new Map(), problems: [] } });
}

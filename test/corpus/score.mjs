/**
 * How findings are held against labels. A finding matches a label when it is in the same file, is of the label's class, and its first line lies
 * within SLACK lines of the label's own.
 */

export const SLACK = 3;

/** Rule id → the class of its labels. */
export const CLASS_OF_RULE = {
  "no-unbounded-queue": "unbounded-queue",
  "no-unbounded-retry": "retry",
  "no-unchecked-config": "config-unwrap",
  "require-idempotency-key": "idempotency",
  "no-temporal-coupling": "temporal-coupling",
};

export function isNear(finding, label) {
  return finding.path === label.path && finding.line >= label.line - SLACK && finding.line <= (label.endLine ?? label.line) + SLACK;
}

/** Scores the findings of one rule in one repository against the labels of its class there. */
export function score(findings, labels) {
  // What was labelled without a finding, whoever has seen the repository since.
  const dev = labels.filter(({ source }) => source !== "judged");
  const judged = labels.filter(({ source }) => source === "judged");
  const isFound = (label) => findings.some((finding) => isNear(finding, label));
  const offenders = dev.filter(({ verdict }) => verdict === "offender");
  const missed = offenders.filter((label) => !isFound(label));
  const high = offenders.filter(({ confidence }) => confidence === "high");
  const lookAlikes = dev.filter(({ verdict }) => verdict === "ok");
  const hit = lookAlikes.filter((label) => isFound(label) && !isBesideAnOffender(label, dev));
  const reported = judged.filter(isFound);
  const wrong = reported.filter((label) => label.verdict === "ok" && !isBesideAnOffender(label, judged));
  const unlabelled = findings.filter((finding) => !labels.some((label) => isNear(finding, label)));
  return {
    counts: {
      findings: findings.length,
      offendersHigh: high.length,
      foundHigh: high.filter(isFound).length,
      offenders: offenders.length,
      found: offenders.length - missed.length,
      lookAlikes: lookAlikes.length,
      lookAlikesHit: hit.length,
      judged: judged.length,
      judgedOffenders: judged.filter(({ verdict }) => verdict === "offender").length,
      standing: reported.filter(({ verdict }) => verdict === "offender").length,
      wrong: wrong.length,
      unlabelled: unlabelled.length,
    },
    missed,
    hit,
    wrong,
    unlabelled,
  };
}

/** A finding there belongs to the offender. */
function isBesideAnOffender(label, labels) {
  return labels.some(({ verdict, path, line }) => verdict === "offender" && path === label.path && Math.abs(line - label.line) <= SLACK);
}

/** Adds up counts of the same names. */
export function sum(all) {
  const total = {};
  for (const counts of all) for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
  return total;
}

/** The lower end of Wilson's 95 % interval (two-sided, z = 1.96) of a share. */
export function wilsonLower(part, whole) {
  if (whole === 0) return 0;
  const z = 1.959964;
  const share = part / whole;
  const spread = z * Math.sqrt((share * (1 - share)) / whole + z ** 2 / (4 * whole ** 2));
  return (share + z ** 2 / (2 * whole) - spread) / (1 + z ** 2 / whole);
}

export function heldOut(labels) {
  const sample = labels.filter((label) => label.sample === "held-out");
  return { right: sample.filter(({ verdict }) => verdict === "offender").length, judged: sample.length, repositories: new Set(sample.map(({ repo }) => repo)).size };
}

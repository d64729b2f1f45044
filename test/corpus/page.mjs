/** The measured parts of the rules' pages and of the README, written from fixtures/corpus/figures.json. `npm run figures` writes them. */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { wilsonLower } from "./score.mjs";

const ROOT = new URL("../../", import.meta.url);
export const README = new URL("README.md", ROOT);
const BLOCK = /(?<=<!-- measured:start -->\n)[\s\S]*(?=<!-- measured:end -->)/;

export function readFigures() {
  return JSON.parse(readFileSync(new URL("fixtures/corpus/figures.json", ROOT), "utf8"));
}

/** Writes the measured part of the pages of all measured rules. */
export function writePages(figures) {
  for (const rule of Object.keys(figures)) {
    const file = pageOf(rule);
    const page = readFileSync(file, "utf8");
    writeFileSync(file, withBlock(page, measuredBlock(figures[rule])));
  }
  writeFileSync(README, withBlock(readFileSync(README, "utf8"), overview(figures)));
}

export function pageOf(rule) {
  return new URL(`docs/rules/${rule}.md`, ROOT);
}

/** A page with this measured part. */
export function withBlock(page, block) {
  if (!BLOCK.test(page)) throw new Error("the page has no measured part");
  return page.replace(BLOCK, () => block);
}

export function measuredBlock({ total, devRepositories, judgedRepositories, heldOut }) {
  const reported = total.standing + total.wrong;
  const judgedWrong = total.judged - total.judgedOffenders;
  return `\
Places in ${devRepositories} repositories that were labelled by reading the code; the rule was developed with them:

| | |
| --- | --- |
| offenders found | ${part(total.found, total.offenders)} |
| of them labelled with high confidence | ${part(total.foundHigh, total.offendersHigh)} |
| look-alikes reported wrongly | ${part(total.lookAlikesHit, total.lookAlikes)} |

Findings without a label: all ${total.judged} that were judged are findings of an earlier state of the rule in ${judgedRepositories} repositories, judged one by one by reading the
code. ${total.judgedOffenders} were right and ${judgedWrong} were wrong. Counted are those that the rule still reports:

| | |
| --- | --- |
| judged findings still reported | ${reported} of ${total.judged} |
| of them right | ${part(total.standing, reported)}, Wilson 95 % lower bound ${percent(wilsonLower(total.standing, reported))} |
| right ones that are no longer reported | ${total.judgedOffenders - total.standing} of ${total.judgedOffenders} |
| findings in all these repositories that nobody has judged, not counted above | ${total.unlabelled} |

The rule was mended after the sample was judged, also for what the sample showed, so on code it has never seen it does worse than this. Of ${heldOut.judged} findings in ${heldOut.repositories}
repositories that no rule had been run on, judged before any mending for them by somebody who changed no rule, ${heldOut.right} were right (${percent(share(heldOut))}, Wilson 95 % lower bound
${percent(wilsonLower(heldOut.right, heldOut.judged))}). The places, verdicts and reasons are in \`labels.jsonl\` and, of this sample, \`sample.jsonl\` in
\`fixtures/corpus/\`; \`npm run corpus\` measures again.
`;
}

/** The table of the README: one line a rule. */
export function overview(figures) {
  const lines = Object.entries(figures).map(([rule, { total, heldOut }]) => {
    const reported = total.standing + total.wrong;
    const right = reported === 0 ? "none judged" : `${part(total.standing, reported)}, at least ${percent(wilsonLower(total.standing, reported))}`;
    return `| [\`${rule}\`](docs/rules/${rule}.md#measured) | ${part(total.foundHigh, total.offendersHigh)} | ${part(total.found, total.offenders)} | ${part(total.lookAlikesHit, total.lookAlikes)} | ${right} | ${part(heldOut.right, heldOut.judged)} |`;
  });
  return `\
| rule | found, of those labelled with high confidence | found, of all labelled | look-alikes reported | right, of the judged findings elsewhere that are reported (Wilson 95 % lower bound) | right, of those judged on repositories that no rule had seen, before any mending for them |
| --- | --- | --- | --- | --- | --- |
${lines.join("\n")}
`;
}

function part(count, whole) {
  return `${count} of ${whole} (${percent(whole === 0 ? 0 : count / whole)})`;
}

function share({ right, judged }) {
  return judged === 0 ? 0 : right / judged;
}

function percent(of) {
  return `${(100 * of).toFixed(1)} %`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writePages(readFigures());

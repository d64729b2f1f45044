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

export function measuredBlock({ groups }) {
  const { first, blind, heldOut } = groups;
  const row = (name, cell) => `| ${name} | ${[first, blind, heldOut].map(({ total }) => cell(total)).join(" | ")} |`;
  return `\
Places that were labelled by reading the code, offenders and look-alikes. The rule grew up with the first repositories; the others were labelled by people who had seen no finding, and the held-out ones
nobody who changed a rule has seen. Expect of your code what the last column says:

| | ${first.repositories} first repositories | ${blind.repositories} labelled blind, used since | ${heldOut.repositories} labelled blind, held out |
| --- | --- | --- | --- |
${row("offenders of high confidence found", (total) => part(total.foundHigh, total.offendersHigh))}
${row("offenders found, of high or medium confidence", (total) => part(total.found, total.offenders))}
${row("look-alikes reported wrongly", (total) => part(total.lookAlikesHit, total.lookAlikes))}
${row("right, of the reported places that are labelled or judged", (total) => partWithBound(right(total), known(total)))}
${row("findings that nobody has judged", (total) => String(total.unlabelled))}

The places, verdicts and reasons are in \`fixtures/corpus/labels.jsonl\`, with those of findings of earlier states of the rules that were judged in other repositories; \`npm run corpus\` measures again.
`;
}

/** The table of the README: one line a rule. */
export function overview(figures) {
  const lines = Object.entries(figures).map(([rule, { groups }]) => {
    const { first, blind, heldOut } = groups;
    const found = ({ total }) => part(total.foundHigh, total.offendersHigh);
    return `| [\`${rule}\`](docs/rules/${rule}.md#measured) | ${found(first)} | ${found(blind)} | ${found(heldOut)} | ${part(heldOut.total.lookAlikesHit, heldOut.total.lookAlikes)} | ${partWithBound(right(heldOut.total), known(heldOut.total))} |`;
  });
  return `\
| rule | offenders found, first repositories | labelled blind, used since | held out | look-alikes reported, held out | right, of the reported places that are labelled or judged, held out |
| --- | --- | --- | --- | --- | --- |
${lines.join("\n")}
`;
}

/** Reported places that a label calls an offender. */
function right({ found, standing }) {
  return found + standing;
}

/** Reported places that a label says anything of. */
function known({ found, standing, lookAlikesHit, wrong }) {
  return found + standing + lookAlikesHit + wrong;
}

function partWithBound(count, whole) {
  return whole === 0 ? "none" : `${part(count, whole)}, Wilson 95 % lower bound ${percent(wilsonLower(count, whole))}`;
}

function part(count, whole) {
  return `${count} of ${whole} (${percent(whole === 0 ? 0 : count / whole)})`;
}

function percent(of) {
  return `${(100 * of).toFixed(1)} %`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writePages(readFigures());

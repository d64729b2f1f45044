import type { Ask } from "../rules/model/ask.ts";
import type { Finding } from "../rules/model/finding.ts";
import type { Codemod, CodemodContext } from "./codemod.ts";
import type { Refusal, Rewrite } from "./edit.ts";
import { spreadWait } from "./no-unbounded-retry/delay.ts";
import { ATTEMPTS, giveUp } from "./no-unbounded-retry/give-up.ts";
import { goOn } from "./no-unbounded-retry/go-on.ts";
import { openLater } from "./no-unbounded-retry/again-later.ts";
import { byLibrary } from "./no-unbounded-retry/library.ts";
import { spreadByOption } from "./no-unbounded-retry/options.ts";
import { spreadReturned } from "./no-unbounded-retry/returned.ts";
import { pauseBetween } from "./no-unbounded-retry/pause.ts";
import { isTested } from "./no-unbounded-retry/tested.ts";
import { unnest } from "./no-unbounded-retry/unnest.ts";
import { type Drawn, wantOf } from "./no-unbounded-retry/want.ts";
import { isRefusal, refuse } from "./read-target.ts";

/**
 * A delay that is the same for everybody is drawn at random, where it stands: below the value that it had, and below a ceiling if it had none. The
 * policy of a library gets the option that the library has for it. How many attempts there are stays as it is, but for a retry inside of another one: it goes.
 * With `--prefer-library`, a retry that does nothing but wait becomes a call of the library that the package has.
 */
export const codemod: Codemod = { rule: "no-unbounded-retry", rewrite, title };

function title({ delay = "Draw the delay at random", cap }: Rewrite["choices"]): string {
  return cap === undefined ? delay : `${delay}, at most ${cap}`;
}

function isEndless({ messageId }: Finding): boolean {
  return messageId === "noLimit" || messageId === "noLimitNoDelay";
}

function limited(ask: Ask, finding: Finding): Rewrite | Refusal {
  const isHandler = finding.related.some(({ note }) => note === "is told that it is gone");
  const given = isHandler ? openLater(ask, finding) : giveUp(ask, finding);
  const drawn = isRefusal(given) ? goOn(ask, finding, given) : given;
  if (isRefusal(drawn)) return drawn;
  const test = isTested(ask, finding.span.start);
  if (test !== undefined) return refuse("delay-tested", `${test} sets the clock itself`);
  const choices = isHandler || isRefusal(given) ? { limit: "none: it goes on until it succeeds" } : { cap: "30 s", limit: `${String(ATTEMPTS)} attempts` };
  return { finding, edits: drawn.edits, newFiles: [], choices: { delay: drawn.how, ...choices } };
}

function paused(ask: Ask, finding: Finding): Rewrite | Refusal {
  const drawn = pauseBetween(ask, finding);
  if (isRefusal(drawn)) return drawn;
  const test = isTested(ask, finding.span.start);
  if (test !== undefined) return refuse("delay-tested", `${test} sets the clock itself`);
  return { finding, edits: drawn.edits, newFiles: [], choices: { delay: drawn.how, cap: "30 s" } };
}

function rewrite(finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const ask = context.ask(finding.file);
  if (!ask) return refuse("unparsable", "the file does not parse");
  if (finding.messageId === "nestedRetry") {
    const left = unnest(ask, finding);
    return isRefusal(left) ? left : { finding, edits: left.edits, newFiles: [], choices: { delay: left.how } };
  }
  const byOther = context.options.preferLibrary === true ? byLibrary(ask, finding, context) : undefined;
  if (byOther) return byOther;
  if (ask.named("Math").some(({ parent }) => "name" in parent && parent.name !== undefined && (parent.name as { readonly text?: string }).text === "Math")) {
    return refuse("name-clash", "`Math` means something else in this file");
  }
  const want = wantOf(finding);
  if (isRefusal(want)) return isEndless(finding) ? limited(ask, finding) : finding.messageId === "noDelay" ? paused(ask, finding) : want;
  const [first] = finding.related;
  const notes = finding.related.map(({ note }) => note);
  let drawn: Drawn | Refusal;
  if (notes.includes("waits")) drawn = spreadWait(ask, finding, want);
  else if (first?.note === "computes the delay") drawn = spreadReturned(ask, finding, first, want);
  else drawn = spreadByOption(ask, finding, want, context);
  if (isRefusal(drawn)) return drawn;
  const test = isTested(ask, finding.span.start);
  if (test !== undefined) return refuse("delay-tested", `${test} sets the clock itself`);
  return { finding, edits: drawn.edits, newFiles: [], choices: { delay: drawn.how, ...(drawn.isCapped ? { cap: "30 s" } : {}) } };
}
